"""Every row that the engine must show has a benchmark, and every benchmark its file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.bench.registry import BENCHES, Bench, chosen

FOLDER = Path(__file__).parent
LINES = 300
MUST_SHOW = (
    "features + forest + top-K, one applicant against 14,000 jobs, one core",
    "the whole Decision cross-join",
    "one pair, dictionaries to match",
    "explanation of one match",
    "memory",
    "growth",
    "start",
    "stream, 1,000 open jobs, 1 worker; then with 2 workers",
    "stream latency at half of that load, 12,000 open jobs",
    "gateway `/api/predict`, one process",
)


def test_every_row_has_a_benchmark_that_always_runs() -> None:
    shown = [bench.what for bench in BENCHES if bench.always]
    assert [what for what in MUST_SHOW if not any(each.startswith(what) for each in shown)] == []


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_a_benchmark_has_a_file_that_measures(bench: Bench) -> None:
    # Read, not imported: what it compares with is not installed here.
    tree = ast.parse((FOLDER / f"{bench.module.rpartition('.')[2]}.py").read_text("utf-8"))
    assert "measure" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < LINES
    assert ast.get_docstring(ast.parse(text))


def test_names_choose_and_none_chooses_all_that_always_run() -> None:
    assert [bench.name for bench in chosen(["start", "memory"])] == ["start", "memory"]
    assert [bench.name for bench in chosen([])] == [bench.name for bench in BENCHES if bench.always]
    with pytest.raises(ValueError, match="there is no benchmark nonsense"):
        chosen(["nonsense"])
