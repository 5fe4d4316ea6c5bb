"""What a reader sees: the table on the terminal, `docs/benchmarks.md` and `docs/benchmarks.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, Row, number

COLUMNS = ("what", "median", "lowest..highest", "unit", "bar", "verdict")

INTRODUCTION = """\
# Benchmarks

Written by `make bench`, from `docs/benchmarks.json`, which holds every round. A figure is the median of its rounds,
shown with the lowest and the highest; where two sides are compared they ran in turn in the same run (A B A B ...), and
a ratio is the median of the rounds' ratios. The bars are those of the issue that asked for the engine. How the engine
works, and what each idea gave, stands in [engine.md](engine.md).
"""


def cells(figure: Figure) -> tuple[str, ...]:
    """A figure as texts, in the order of `COLUMNS`."""
    spread = f"{number(min(figure.values))}..{number(max(figure.values))}" if len(figure.values) > 1 else "one round"
    bar = "" if figure.bar is None else str(figure.bar)
    return figure.what, number(figure.median), spread, figure.unit, bar, figure.verdict


def terminal(rows: Sequence[Row]) -> str:
    """All rows as one table."""
    lines: list[tuple[str, ...]] = [COLUMNS]
    heads: dict[int, str] = {}
    notes: dict[int, str] = {}
    for row in rows:
        heads[len(lines)] = f"\n{row.name}: {row.what} ({row.seconds:.0f} s)"
        if row.failure:
            lines.append((f"DID NOT RUN: {row.failure}", *[""] * (len(COLUMNS) - 1)))
        for figure in row.figures:
            if figure.note:
                notes[len(lines)] = figure.note
            lines.append(cells(figure))
    shown = [line for line in lines if line[1]]
    widths = [max(len(line[column]) for line in shown) for column in range(len(COLUMNS))]
    text = []
    for place, line in enumerate(lines):
        if place in heads:
            text.append(heads[place])
        aligned = [cell.ljust(width) if column in (0, 3) else cell.rjust(width) for column, (cell, width) in
                   enumerate(zip(line, widths, strict=True))] if line[1] else line  # fmt: skip
        text.append(("  " + "  ".join(aligned)).rstrip())
        if place in notes:
            text.append(f"      {notes[place]}")
    return "\n".join(text)


def verdicts(rows: Sequence[Row]) -> str:
    """One line that says how many bars hold and which do not."""
    held = [(row, figure) for row in rows for figure in row.figures if figure.bar is not None]
    missed = [f"{row.name}: {figure.what}" for row, figure in held if not figure.bar.holds(figure.median)]  # type: ignore[union-attr]
    failed = [row.name for row in rows if row.failure]
    text = f"{len(held) - len(missed)} of {len(held)} bars hold"
    text += f"; not: {'; '.join(missed)}" if missed else ""
    return text + (f"; did not run: {', '.join(failed)}" if failed else "")


def markdown(held: Mapping[str, Any]) -> str:
    """The page of a JSON document as `merged` makes it."""
    rows = [Row.of_json(row) for row in held["rows"].values()]
    text = INTRODUCTION + f"\n{verdicts(rows)}.\n"
    for row in rows:
        text += f"\n## {row.name}\n\n{row.what[0].upper()}{row.what[1:]}. Run {row.run}, {row.seconds:.0f} s.\n\n"
        if row.failure:
            text += f"**Did not run**: {row.failure}\n"
            continue
        text += _table(COLUMNS, [cells(figure) for figure in row.figures])
        notes = [(figure.what, figure.note) for figure in row.figures if figure.note]
        text += "".join(f"\n- {what}: {note}" for what, note in notes) + ("\n" if notes else "")
    text += "\n## Runs\n"
    for name, run in held["runs"].items():
        versions = ", ".join(f"{library} {number}" for library, number in run["versions"].items())
        where = run["machine"]
        text += (
            f"\n- **{name}**: commit {run['commit']['commit']}{'' if run['commit']['clean'] else ' with changes'}; "
            f"{where['cores']} x {where['processor']}, {where['memory_gib']} GiB, {where['system']}, "
            f"load average {where['load_average_before']} before; {versions}\n"
        )
    return text


def merged(old: Mapping[str, Any], rows: Sequence[Row], run: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """A JSON document with rows of a run put into it; those measured anew replace the older ones.

    Parameters
    ----------
    old : mapping
        The document as it was, or empty.
    rows : sequence of Row
    run : mapping
        The run: `name`, `machine`, `versions`, `commit`.
    order : sequence of str
        Names of rows in the order of the page.
    """
    every = {**old.get("rows", {}), **{row.name: row.to_json() for row in rows}}
    kept = {name: every[name] for name in order if name in every}
    used = {row["run"] for row in kept.values()}
    runs = {**old.get("runs", {}), run["name"]: {key: value for key, value in run.items() if key != "name"}}
    return {"runs": {name: held for name, held in sorted(runs.items()) if name in used}, "rows": kept}


def write(folder: Path, rows: Sequence[Row], run: Mapping[str, Any], order: Sequence[str]) -> None:
    """Put rows into `benchmarks.json` and write `benchmarks.md` from it."""
    target = folder / "benchmarks.json"
    old = json.loads(target.read_text("utf-8")) if target.exists() else {}
    held = merged(old, rows, run, order)
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "benchmarks.md").write_text(markdown(held), "utf-8")


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "".join("|" + "|".join(cell if cell == "---" else f" {cell} " for cell in line) + "|\n" for line in lines)
