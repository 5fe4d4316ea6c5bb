"""A word is found by its pattern where a plain search finds it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.privacy import personal_numbers, redaction, sought

EVERY = {
    name: found
    for module in (redaction, personal_numbers)
    for name, found in vars(module).items()
    if isinstance(found, sought.Sought)
}
PIECES = sorted({piece for one in EVERY.values() for word in one._words for piece in (word, word[1:], word[:-1])})


@pytest.mark.parametrize("name", sorted(EVERY))
@given(st.lists(st.sampled_from([*PIECES, " ", "a", "s", "\u00e9", "P"]), max_size=8).map("".join))
def test_a_long_text_holds_what_a_short_one_does(name: str, text: str) -> None:
    is_there = any(word in text for word in EVERY[name]._words)
    assert EVERY[name].stands_in(text) == is_there
    assert EVERY[name].stands_in("\n" * sought.LONG + text) == is_there
