"""The picture of what imports what is that of the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

PAGE = Path(__file__).parent.parent / "docs" / "architecture.py"
_SPEC = importlib.util.spec_from_file_location("architecture", PAGE)
assert _SPEC is not None
assert _SPEC.loader is not None
architecture = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(architecture)


def test_the_page_is_that_of_the_code() -> None:
    assert architecture.PAGE.read_text(encoding="utf-8") == architecture.page(), "run `make map`"


def reachable(arrows: dict[str, frozenset[str]], name: str) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        for target in arrows[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return found


@settings(max_examples=40)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_no_arrow_that_is_left_out_was_needed_and_none_that_is_left_is_spare(pairs: set[tuple[int, int]]) -> None:
    names = [str(number) for number in range(7)]
    arrows = {name: frozenset(names[low] for high, low in pairs if high == int(name) and low < high) for name in names}
    reduced = architecture.reduced(arrows)
    assert all(reachable(reduced, name) == reachable(arrows, name) for name in names)
    for name, targets in reduced.items():
        for target in targets:
            fewer = reduced | {name: targets - {target}}
            assert target not in reachable(fewer, name)
