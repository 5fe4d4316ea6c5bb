"""Splits, stems and numbers the words of a text in one compiled pass."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.text.phrases import BREAK_NUMBER, CLOSE_NUMBER, COLON_NUMBER, LINE_NUMBER, STOP_NUMBER, UNKNOWN
from model.text.words import BREAK, CLOSE, COLON, LINE, PAIRS, STOP, stem

_BLANK, _TAB, _POINT = (ord(sign) for sign in " \t.")
_BREAK, _COLON, _CLOSE, _LINE, _STOP = (ord(sign) for sign in (BREAK, COLON, CLOSE, LINE, STOP))
_A, _E, _I, _L, _M, _N, _O, _R, _S, _T, _U, _Z = (ord(letter) for letter in "aeilmnorstuz")
_0, _9 = ord("0"), ord("9")
Text = bytes
"""A text as `model.text.words.joined` gives it."""
Place = int | np.int64

_FNV_OFFSET, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_TAKEN = np.uint64(1 << 63)
"""Bit set in every hash of the table, so that 0 means an empty bucket."""
_STEM = np.uint64(0)
"""Kind of a key that is a stem."""
_WHOLE = np.uint64(0x9E3779B97F4A7C15)
"""Kind of a key that is a whole word: one of a pair whose genders share no stem."""


class Table(NamedTuple):
    """A hash table with open addressing (hash: FNV-1a), as the compiled code takes it.

    Attributes
    ----------
    hashes : ndarray of uint64
        Of each bucket; 0 where it is empty.
    held : ndarray of int32
        The key in each bucket.
    starts : ndarray of int32
        Where each key begins in the letters.
    letters : ndarray of uint8
    numbers : ndarray of int32
        The number of each key.
    """

    hashes: NDArray[np.uint64]
    held: NDArray[np.int32]
    starts: NDArray[np.int32]
    letters: NDArray[np.uint8]
    numbers: NDArray[np.int32]


class WordTable:
    """Numbers of stems as arrays.

    Parameters
    ----------
    numbers : mapping of str to int
        Number of each stem; every other word has `UNKNOWN`. Stems that are not ASCII are left out, for folded texts are
        ASCII.

    Attributes
    ----------
    arrays : Table
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        keys = [(word, _STEM, number) for word, number in numbers.items() if word.isascii()]
        keys += [(word, _WHOLE, numbers.get(stem(word), UNKNOWN)) for word in PAIRS]
        words = [word.encode("ascii") for word, _, _ in keys]
        starts = np.fromiter(accumulate(map(len, words), initial=0), np.int32, len(keys) + 1)
        letters = np.frombuffer(b"".join(words), np.uint8)
        kinds = np.array([kind for _, kind, _ in keys], np.uint64)
        size = 1 << (2 * len(keys)).bit_length()
        known = np.array([number for _, _, number in keys], np.int32)
        self.arrays = Table(np.zeros(size, np.uint64), np.zeros(size, np.int32), starts, letters, known)
        _fill(self.arrays, kinds)


@njit(cache=True, nogil=True)
def _first(mixed: np.uint64, hashes: NDArray[np.uint64]) -> np.uint64:
    return (mixed ^ (mixed >> np.uint64(32))) & np.uint64(len(hashes) - 1)


@njit(cache=True, nogil=True)
def _fill(table: Table, kinds: NDArray[np.uint64]) -> None:
    hashes, held, starts, letters = table.hashes, table.held, table.starts, table.letters
    for key in range(len(kinds)):
        mixed = _FNV_OFFSET
        for place in range(starts[key], starts[key + 1]):
            mixed = (mixed ^ np.uint64(letters[place])) * _FNV_PRIME
        mixed = (mixed ^ kinds[key]) | _TAKEN
        bucket = _first(mixed, hashes)
        while hashes[bucket] != 0:
            bucket = (bucket + np.uint64(1)) & np.uint64(len(hashes) - 1)
        hashes[bucket], held[bucket] = mixed, key


@njit(cache=True, nogil=True, inline="always")
def _find(
    mixed: np.uint64,
    kind: np.uint64,
    text: Text,
    begin: Place,
    end: Place,
    hashes: NDArray[np.uint64],
    held: NDArray[np.int32],
    starts: NDArray[np.int32],
    letters: NDArray[np.uint8],
) -> np.int32:
    """The key that equals ``text[begin:end]``, by its hash; -1 if there is none.

    It is called for each word, so it takes the arrays of the table: to take one out of a named tuple counts references.
    """
    mixed = (mixed ^ kind) | _TAKEN
    bucket = _first(mixed, hashes)
    while hashes[bucket] != 0:
        key: np.int32 = held[bucket]
        if hashes[bucket] == mixed and starts[key + 1] - starts[key] == end - begin:
            same = 0
            while same < end - begin and letters[starts[key] + same] == text[begin + same]:
                same += 1
            if same == end - begin:
                return key
        bucket = (bucket + np.uint64(1)) & np.uint64(len(hashes) - 1)
    return np.int32(-1)


@njit(cache=True, nogil=True)
def _without_plural(text: Text, end: Place) -> Place:
    return end - 1 if text[end - 1] == _S and text[end - 2] != _S else end


@njit(cache=True, nogil=True)
def _stem_end(text: Text, begin: Place, end: Place) -> Place:
    """End of the stem of a word that is in no pair; see `model.text.words.stem`."""
    if end - begin < 4:
        return end
    for place in range(begin, end):
        if text[place] < _A or text[place] > _Z:
            return end
    end = _without_plural(text, end)
    last, middle, first = text[end - 1], text[end - 2], text[end - 3]
    if end - begin > 5 and (
        (last == _A and middle == _R and first == _O) or (last == _E and middle == _R and first in (_A, _E, _I, _O))
    ):
        return end - 1
    if end - begin > 4:
        if (last == _O and middle == _A) or (last == _E and middle in (_O, _A)):
            end -= 2
        elif (
            last in (_A, _O)
            or (last == _E and middle == _T and first == _N)
            or (last == _L and middle in (_A, _E, _I, _O, _U))
            or (last == _I and middle in (_A, _E, _O, _U))
            or (last in (_M, _N) and middle == _E)
        ):
            end -= 1
        end = _without_plural(text, end)
    return end


@njit(cache=True, nogil=True)
def _version(text: Text, begin: Place, end: Place) -> Place:
    """Start of a version that follows a name of three letters or more without a blank; else `end`."""
    place = begin
    while place < end and _A <= text[place] <= _Z:
        place += 1
    if place - begin < 3:
        return end
    for digit in range(place, end):
        if text[digit] < _0 or text[digit] > _9:
            return end
    return place


@njit(cache=True, nogil=True)
def _number(text: Text, begin: Place, end: Place, table: Table) -> np.int32:
    """Number of the word ``text[begin:end]``."""
    hashes, held, starts, letters = table.hashes, table.held, table.starts, table.letters
    whole = _FNV_OFFSET
    for place in range(begin, end):
        whole = (whole ^ np.uint64(text[place])) * _FNV_PRIME
    key = _find(whole, _WHOLE, text, begin, end, hashes, held, starts, letters)
    if key < 0:
        end = _stem_end(text, begin, end)
        mixed = _FNV_OFFSET
        for place in range(begin, end):
            mixed = (mixed ^ np.uint64(text[place])) * _FNV_PRIME
        key = _find(mixed, _STEM, text, begin, end, hashes, held, starts, letters)
    return table.numbers[key] if key >= 0 else np.int32(UNKNOWN)


@njit(cache=True, nogil=True)
def numbers_in(text: Text, table: Table) -> NDArray[np.int32]:  # noqa: C901, PLR0912
    """Numbers of the words and breaks of a text as `model.text.words.joined` gives it: ndarray of shape (n,), int32."""
    hashes, held, starts, letters, numbers = table
    found = np.empty(len(text), np.int32)
    count = 0
    begin = np.int64(-1)  # of a literal, Numba would compile what is called twice
    # hashes of the word so far, and without its last one to four letters: a stem is a word without as many at most
    whole = but_1 = but_2 = but_3 = but_4 = _FNV_OFFSET
    for place in range(len(text)):
        sign = text[place]
        end_of = UNKNOWN
        if sign == _BREAK:
            end_of = BREAK_NUMBER
        elif sign == _LINE:
            end_of = LINE_NUMBER
        elif sign == _COLON:
            end_of = COLON_NUMBER
        elif sign == _CLOSE:
            end_of = CLOSE_NUMBER
        elif sign == _STOP or (sign == _POINT and place + 1 < len(text) and text[place + 1] in (_BLANK, _LINE)):
            end_of = STOP_NUMBER
        if not (end_of != UNKNOWN or sign in (_BLANK, _TAB, _POINT)):
            if begin < 0:
                begin, whole = np.int64(place), _FNV_OFFSET
            whole, but_1, but_2, but_3, but_4 = (whole ^ np.uint64(sign)) * _FNV_PRIME, whole, but_1, but_2, but_3
            continue
        if begin >= 0:
            version = _version(text, begin, place) if _0 <= text[place - 1] <= _9 else place
            if version < place:
                found[count] = _number(text, begin, version, table)
                found[count + 1] = _number(text, version, place, table)
                count += 2
            else:
                key = _find(whole, _WHOLE, text, begin, place, hashes, held, starts, letters)
                if key < 0:
                    end = _stem_end(text, begin, place)
                    mixed = (whole, but_1, but_2, but_3, but_4)[place - end]
                    key = _find(mixed, _STEM, text, begin, end, hashes, held, starts, letters)
                found[count] = numbers[key] if key >= 0 else UNKNOWN
                count += 1
            begin = np.int64(-1)
        if end_of != UNKNOWN:
            found[count] = end_of
            count += 1
    return found[:count]  # a text ends with a blank, so that no word is left
