"""What stands at a place of a text of word numbers: the longest name or cue, a sign, a list."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.skills import cues
from model.text.phrases import (  # fmt: skip
    CUE,
    FIRST,
    FIRST_WORD,
    LENGTH,
    NAME_CUE,
    NAMED,
    NAMES,
    PAST,
    UNKNOWN,
    WORDS,
)

Numbers = NDArray[np.int32]
Place = int | np.int64
_LOOK = 12
"""How many names and signs are looked at for where a list goes on."""


@njit(cache=True, nogil=True)
def _stands(name: Numbers, text: Numbers, place: Place, stop: Place) -> bool:
    """Whether a name's words stand at a place of a text."""
    length = name[LENGTH]
    if place + length > stop:
        return False
    for word in range(length):  # noqa: SIM110 - numba compiles no `all` of a generator
        if text[place + word] != name[WORDS + word]:
            return False
    return True


@njit(cache=True, nogil=True)
def unit(
    text: Numbers, place: Place, stop: Place, words: Numbers, names: Numbers
) -> tuple[np.int32, np.int32, np.int64]:
    """What the longest name or cue at a place names, what cue it is, and how many words it has."""
    number = text[place]
    for name in range(words[number, FIRST], words[number, PAST]):
        if _stands(names[name], text, place, stop):
            return names[name, NAMES], names[name, NAME_CUE], np.int64(names[name, LENGTH])
    return words[number, NAMED], words[number, CUE], np.int64(1)


@njit(cache=True, nogil=True)
def is_break(number: np.int32 | int) -> np.bool_ | bool:
    """Whether a number is a sign's."""
    return UNKNOWN < number < FIRST_WORD


@njit(cache=True, nogil=True)
def name_at(text: Numbers, place: Place, stop: Place, words: Numbers, names: Numbers, short: bool) -> np.int32:
    """What the name at a place names; 0 for a module's, and for a short one unless ``short`` and it ends an item."""
    row, cue, length = unit(text, place, stop, words, names)
    end = place + length
    if cue & cues.MODULE or (cue & cues.SHORT and not (short and (end >= stop or is_break(text[end])))):
        return np.int32(0)
    return row


@njit(cache=True, nogil=True)
def listed_after(text: Numbers, place: Place, stop: Place, words: Numbers, names: Numbers) -> np.bool_ | bool:
    """Whether the list that goes on after a place names a skill, and no letter, next to it."""
    for _ in range(_LOOK):
        if place >= stop:
            return False
        row, cue, length = unit(text, place, stop, words, names)
        if cue & cues.LETTER:
            return False
        if not (is_break(text[place]) or cue & (cues.AND | cues.SHORT)):
            return row > 0 and not cue & cues.MODULE
        place += length
    return False


@njit(cache=True, nogil=True)
def only_short(text: Numbers, start: Place, stop: Place, words: Numbers) -> bool:
    """Whether a text is nothing but a list of short names."""
    if stop - start > _LOOK:
        return False
    for place in range(start, stop):
        if not (is_break(text[place]) or words[text[place], CUE] & (cues.AND | cues.SHORT)):
            return False
    return True
