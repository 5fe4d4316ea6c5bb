"""The page of rows: a run replaces what it measured anew, and leaves the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.chaos.rows import COLUMNS, Row, Run, write

ROW = Row(
    scenario="kill -9",
    broker="embedded",
    form="quick",
    events_in=10,
    unique=9,
    lost=0,
    missing=0,
    extra=0,
    differing=0,
    repeats=3,
    recovery_seconds=1.25,
    seconds=20.0,
    run="2026-01-01 10:00",
)


def test_rows_of_another_run_are_kept_and_those_of_the_same_scenario_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    other = replace(ROW, scenario="SIGSTOP", recovery_seconds=None)
    write(page, Run(ROW.run, [ROW, other, replace(ROW, form="full")]))
    newer = replace(ROW, run="2026-01-02 10:00", events_in=77)
    write(page, Run(newer.run, [newer]))
    table = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table]
    rows = [row for row in cells if len(row) == len(COLUMNS) and row != COLUMNS]
    assert sorted(rows) == sorted([newer.cells(), other.cells(), replace(ROW, form="full").cells()])
    assert [row[0] for row in cells if len(row) == 4] == ["run", ROW.run, newer.run]


def test_what_is_written_by_hand_above_the_tables_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    write(page, Run(ROW.run, [ROW]))
    page.write_text(page.read_text(encoding="utf-8").replace("# Reliability\n", "# Mine\n\n- A limit.\n"), "utf-8")
    before = page.read_text(encoding="utf-8")
    write(page, Run(ROW.run, [ROW]))
    assert page.read_text(encoding="utf-8").startswith("# Mine\n\n- A limit.\n\n## Full form\n")
    assert page.read_text(encoding="utf-8") == before


def test_a_run_that_no_row_is_of_any_more_is_dropped(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    write(page, Run(ROW.run, [ROW]))
    newer = replace(ROW, run="2026-01-02 10:00")
    write(page, Run(newer.run, [newer]))
    assert ROW.run not in page.read_text(encoding="utf-8")
