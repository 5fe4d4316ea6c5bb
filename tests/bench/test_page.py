"""The table says by itself whether a bar holds, and the page keeps what a run did not measure anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as program
from tests.bench import page
from tests.bench.figures import FAILS, HOLDS, Bar, Figure, Row, at_least, at_most, number
from tests.bench.timing import in_turn, ratios

RUN = {
    "name": "2026-01-01 00:00",
    "machine": {
        "processor": "P", "cores": 2, "memory_gib": 8.0, "system": "Linux", "load_average_before": 0.1,
    },
    "versions": {"python": "3.11"},
    "commit": {"commit": "abc", "clean": True},
}  # fmt: skip


def row(name: str, *figures: Figure, failure: str = "", run: str = "2026-01-01 00:00") -> Row:
    return Row(name, f"what {name} shows", run, 1.0, figures, failure)


@pytest.mark.parametrize(
    ("bar", "values", "verdict"),
    [
        (at_least(5), [4.0, 5.0, 9.0], HOLDS),
        (at_least(5), [4.0, 4.9, 9.0], FAILS),
        (at_most(3), [9.0, 3.0, 1.0], HOLDS),
        (at_most(3), [3.1], FAILS),
        (None, [1.0], ""),
    ],
)
def test_the_median_is_held_against_the_bar(bar: Bar | None, values: list[float], verdict: str) -> None:
    figure = Figure("f", "s", values, bar)
    assert figure.verdict == verdict
    assert page.cells(figure)[-1] == verdict


def test_a_ratio_is_taken_round_by_round() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


def test_sides_run_in_turn_after_a_round_that_does_not_count() -> None:
    calls: list[str] = []
    found = in_turn({name: lambda n=name: calls.append(n) or float(len(calls)) for name in "AB"}, 2)
    assert calls == list("ABABAB")
    assert found == {"A": [3.0, 5.0], "B": [4.0, 6.0]}


@pytest.mark.parametrize(("value", "text"), [(0.01234, "0.0123"), (5, "5"), (42_482, "42,482"), (1234.5, "1,234")])
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_figures_and_rows_survive_json() -> None:
    held = row("a", Figure("f", "s", [1.0, 2.0, 4.0], at_most(3), "note"))
    again = Row.of_json(json.loads(json.dumps(held.to_json())))
    assert again.to_json() == held.to_json()
    assert again.figures[0].bar == at_most(3)
    assert held.to_json()["figures"][0]["median"] == 2.0


def test_the_table_shows_bars_verdicts_notes_and_what_did_not_run() -> None:
    rows = [row("a", Figure("fast", "M/s", [6.0], at_least(5), "a note")), row("b", failure="no Java")]
    text = page.terminal(rows)
    assert ">= 5" in text
    assert HOLDS in text
    assert "a note" in text
    assert "DID NOT RUN: no Java" in text
    assert page.verdicts(rows) == "1 of 1 bars hold; did not run: b"


def test_missed_bars_are_named() -> None:
    assert page.verdicts([row("a", Figure("slow", "s", [9.0], at_most(3)))]) == "0 of 1 bars hold; not: a: slow"


def test_a_run_replaces_its_rows_and_keeps_the_others(tmp_path: Path) -> None:
    order = ["a", "b", "c"]
    page.write(tmp_path, [row("b", Figure("f", "s", [1.0])), row("a", Figure("f", "s", [1.0]))], RUN, order)
    later = RUN | {"name": "2026-02-02 00:00"}
    page.write(tmp_path, [row("b", Figure("f", "s", [2.0]), run="2026-02-02 00:00")], later, order)
    held = json.loads((tmp_path / "benchmarks.json").read_text("utf-8"))
    assert list(held["rows"]) == ["a", "b"]
    assert held["rows"]["b"]["figures"][0]["values"] == [2.0]
    assert set(held["runs"]) == {"2026-01-01 00:00", "2026-02-02 00:00"}
    assert "commit abc" in (tmp_path / "benchmarks.md").read_text("utf-8")


def test_a_benchmark_that_cannot_run_makes_the_command_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "train", lambda: None)
    monkeypatch.setattr(program.origin, "versions", dict)
    monkeypatch.setattr(program, "_apart", lambda bench, **_: row(bench.name, failure="no Java"))
    assert program.main(["one-pair"]) == 1
    monkeypatch.setattr(program, "_apart", lambda bench, **_: row(bench.name, Figure("f", "s", [9.0], at_most(3))))
    assert program.main(["one-pair"]) == 0


def test_an_unknown_row_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["nonsense"]) == 2
    assert "one-applicant" in capsys.readouterr().err
