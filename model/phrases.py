"""Finds names of one word and of more in a text of word numbers."""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model import layout as at
from model.text import BREAK, END

UNKNOWN: Final = 0
BREAK_NUMBER: Final = 1
END_NUMBER: Final = 2
GONE: Final = -1
"""Stands for the further words of a name that was found: its first word became a break."""

# of a word: what it names by itself, and which names of several words begin with it
NAMED: Final = 0
FIRST: Final = 1
PAST: Final = 2
WIDTH: Final = 3

# of a name of several words: what it names, how many words it has, its words
NAMES: Final = 0
LENGTH: Final = 1
WORDS: Final = 2

_MASK = (1 << 64) - 1


class Phrases:
    """Names and what they stand for, as arrays.

    Parameters
    ----------
    named : mapping of str to int
        Bit set of what each name stands for. The words of a name stand apart by one blank.

    Attributes
    ----------
    numbers : dict of str to int
        Number of each word of a name, and of `BREAK` and `END`; 0 is every other word.
    words : ndarray of shape (n_words, WIDTH), int32
        By number: row in `sets` of what the word itself names, and range of the names in `names` that begin with it.
    names : ndarray of shape (n_names, WORDS + most words of a name), int32
        Names of several words, in the order in which they are taken out of a text: by first word, longest first.
    sets : ndarray of shape (n_sets, SKILL_WORDS), uint64
        Bit sets; row 0 is empty.
    """

    def __init__(self, named: Mapping[str, int]) -> None:
        single = {name: bits for name, bits in named.items() if " " not in name}
        several = [(name.split(), name) for name in named if " " in name]
        several.sort(key=lambda name: (name[0][0], -len(name[1]), name[1]))
        known = dict.fromkeys([*single, *(word for split, _ in several for word in split)])
        self.numbers = {BREAK: BREAK_NUMBER, END: END_NUMBER}
        self.numbers |= {word: number for number, word in enumerate(known, END_NUMBER + 1)}
        self.words: NDArray[np.int32] = np.zeros((END_NUMBER + 1 + len(known), WIDTH), np.int32)
        self.names: NDArray[np.int32] = np.zeros(
            (len(several), WORDS + max((len(split) for split, _ in several), default=0)), np.int32
        )
        sets = [0]
        for word, bits in single.items():
            self.words[self.numbers[word], NAMED] = len(sets)
            sets.append(bits)
        for row, (split, name) in enumerate(several):
            numbers = [self.numbers[word] for word in split]
            self.names[row, : WORDS + len(numbers)] = [len(sets), len(numbers), *numbers]
            bits = named[name]
            for word in split:  # a name inside a longer name still counts
                bits |= single.get(word, 0)
            sets.append(bits)
            if self.words[numbers[0], PAST] == 0:
                self.words[numbers[0], FIRST] = row
            self.words[numbers[0], PAST] = row + 1
        self.sets: NDArray[np.uint64] = np.array(
            [[bits >> 64 * word & _MASK for word in range(at.SKILL_WORDS)] for bits in sets], np.uint64
        )


@njit(cache=True, nogil=True)
def _stands(name, text, place, stop):  # type: ignore[no-untyped-def]
    """Whether a name's words stand at a place of a text."""
    length = name[LENGTH]
    if place + length > stop:
        return False
    for word in range(length):  # noqa: SIM110 - numba compiles no `all` of a generator
        if text[place + word] != name[WORDS + word]:
            return False
    return True


@njit(cache=True, nogil=True)
def _add(found, held):  # type: ignore[no-untyped-def]
    for word in range(len(found)):
        found[word] |= held[word]


@njit(cache=True, nogil=True)
def _cut(name, text, start, stop):  # type: ignore[no-untyped-def]
    """Put a break in place of a name, wherever it stands; return whether it does."""
    stood = False
    for place in range(start, stop):
        if _stands(name, text, place, stop):
            text[place] = BREAK_NUMBER
            for word in range(1, name[LENGTH]):
                text[place + word] = GONE
            stood = True
    return stood


@njit(cache=True, nogil=True)
def take(text, start, stop, words, names, sets, found):  # type: ignore[no-untyped-def]
    """Find all names in ``text[start:stop]`` and put breaks in place of those of several words.

    ``found`` of shape (SKILL_WORDS,), uint64, gains what they name. The answer is the number of words and breaks
    that are left and name nothing.
    """
    met = np.zeros(len(names), np.bool_)
    first = len(names)
    for place in range(start, stop):
        number = text[place]
        _add(found, sets[words[number, NAMED]])
        for name in range(words[number, FIRST], words[number, PAST]):
            if _stands(names[name], text, place, stop):
                met[name] = True
                first = min(first, name)
    # Once more, because the earlier of two names that overlap cuts the later one.
    for name in range(first, len(names)):
        if met[name] and _cut(names[name], text, start, stop):
            _add(found, sets[names[name, NAMES]])
    left = 0
    for place in range(start, stop):
        left += text[place] != GONE and words[text[place], NAMED] == 0
    return left
