"""`python -m tests.bench`: run the benchmarks, each in a process of its own, and show what they measured."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from stream_processor.collector import look_seldom
from tests.bench import origin, page
from tests.bench.figures import CannotRun, Row
from tests.bench.registry import BENCHES, Bench, chosen
from tests.bench.setting import CACHE, PROJECT, Setting, train

QUICK_AT_ONCE = 4
TAIL_LINES = 8
GRACE_SECONDS = 20.0


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; 1 where a benchmark could not run."""
    options = _parser().parse_args(arguments)
    data = options.data.resolve() if options.data else None
    if options.into:
        return _measure(options.rows[0], Setting(options.quick, data), options.into)
    try:
        benches = chosen(options.rows)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    begun = time.monotonic()
    train()
    run = {
        "name": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        "form": "quick" if options.quick else "full",
        "machine": origin.machine(),
        "versions": origin.versions(),
        "commit": origin.commit(),
    }
    rows = _all(benches, quick=options.quick, data=data, run=str(run["name"]))
    print(page.terminal(rows))
    print(f"\n{page.verdicts(rows)}; {time.monotonic() - begun:.0f} s in all")
    if options.quick:
        print("quick form: the sizes are too small to tell whether a bar holds")
    if options.out:
        page.write(options.out, rows, run, [bench.name for bench in BENCHES])
    return 1 if any(row.failure for row in rows) else 0


def _parser() -> argparse.ArgumentParser:
    names = ", ".join(bench.name for bench in BENCHES)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", help=f"only these of {names}")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that all of it runs")
    parser.add_argument("--data", type=Path, help="a folder in the Decision schema, for the rows that name it")
    parser.add_argument("--out", type=Path, help="folder whose benchmarks.json and benchmarks.md are written")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)  # this process measures one row
    return parser


def _all(benches: list[Bench], *, quick: bool, data: Path | None, run: str) -> list[Row]:
    """Measure rows: one after the other, but in the quick form, which only shows that they run, several at once."""
    if not quick:
        return [_apart(bench, quick=quick, data=data, run=run) for bench in benches]
    with ThreadPoolExecutor(QUICK_AT_ONCE) as pool:
        longest_first = sorted(benches, key=lambda bench: -bench.deadline)
        begun = {b.name: pool.submit(_apart, b, quick=quick, data=data, run=run) for b in longest_first}
        return [begun[bench.name].result() for bench in benches]


def _apart(bench: Bench, *, quick: bool, data: Path | None, run: str) -> Row:
    """Measure one row in a process of its own, so that no row finds what another left."""
    CACHE.mkdir(parents=True, exist_ok=True)
    print(f"  {bench.name} ...", file=sys.stderr, flush=True)
    begun = time.monotonic()
    # Whoever forbids Python to keep what it compiled would have every start compile again.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="row-", dir=CACHE) as folder:
        into, log = Path(folder) / "row.json", Path(folder) / "log"
        command = [sys.executable, "-m", "tests.bench", bench.name, "--into", str(into)]
        command += ["--quick"] if quick else []
        command += ["--data", str(data)] if data else []
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            code = process.wait(bench.deadline)
            failure = f"ended with {code}" if code else ""
        except subprocess.TimeoutExpired:
            failure = f"was not done within {bench.deadline:g} s"
        finally:
            _end(process)
        held = {"figures": [], "failure": failure}
        if into.exists():
            held = json.loads(into.read_text("utf-8"))
        elif failure:
            tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])
            held = {"figures": [], "failure": f"{failure}: {tail}"}
    held |= {"name": bench.name, "what": bench.what, "run": run, "seconds": time.monotonic() - begun}
    return Row.of_json(held)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # its own clean-up ends the servers that it started
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _measure(name: str, setting: Setting, into: Path) -> int:
    """Measure one row in this process and write its figures into a file."""
    figures, failure = [], ""
    look_seldom()  # as the programs do that are measured
    try:
        figures = [figure.to_json() for figure in chosen([name])[0].run(setting)]
    except CannotRun as why:
        failure = str(why)
    into.write_text(json.dumps({"figures": figures, "failure": failure}), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
