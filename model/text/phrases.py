"""Names of one or more words, and cues, as arrays with which compiled code reads a text of word numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.text.bit_words import SKILL_WORDS
from model.text.words import BREAK, CLOSE, COLON, END, LINE, STOP

UNKNOWN: Final = 0
BREAK_NUMBER: Final = 1
END_NUMBER: Final = 2
CLOSE_NUMBER: Final = 3
LINE_NUMBER: Final = 4
STOP_NUMBER: Final = 5
COLON_NUMBER: Final = 6
FIRST_WORD: Final = 7
SIGNS: Final = {
    BREAK: BREAK_NUMBER, END: END_NUMBER, CLOSE: CLOSE_NUMBER, LINE: LINE_NUMBER, STOP: STOP_NUMBER,
    COLON: COLON_NUMBER,
}  # fmt: skip
"""Number of each sign."""
GONE: Final = -1
"""In place of the second and further words of a name that was found; its first word became a break."""

# of a word: what it names by itself, what cue it is, and which names of several words begin with it
NAMED: Final = 0
CUE: Final = 1
FIRST: Final = 2
PAST: Final = 3
WIDTH: Final = 4

# of a name of several words: what it names, what cue it is, how many words it has, its words
NAMES: Final = 0
NAME_CUE: Final = 1
LENGTH: Final = 2
WORDS: Final = 3

_MASK = (1 << 64) - 1


class Lexicon(NamedTuple):
    """Names, what they stand for, and cues, as the compiled code takes them; see `Phrases`."""

    words: NDArray[np.int32]
    names: NDArray[np.int32]
    sets: NDArray[np.uint64]
    rivals: NDArray[np.uint64]


class Phrases:
    """Names and their meanings, as arrays.

    Parameters
    ----------
    named : mapping of str to (int, int)
        Bit sets of what each name stands for: by itself, and with all that this implies. The words of a name stand
        apart by one blank. What stands for nothing keeps the names inside it from counting.
    cues : mapping of str to int
        What cue each phrase is, see `model.skills.cues`.
    rivals : callable, optional
        Of the bit set that a name stands for by itself, that of skills one may ask for instead; by default none.

    Attributes
    ----------
    numbers : dict of str to int
        Number of each word of a name or cue, and of the signs that are no words; 0 is every other word.
    words : ndarray of shape (n_words, WIDTH), int32
        By number: row in `sets` of what the word itself names, cue, and range of the names that begin with it.
    names : ndarray of shape (n_names, WORDS + most words of a name), int32
        Names of several words by first word, longest first.
    own, sets : ndarray of shape (n_sets, SKILL_WORDS), uint64
        Bit sets: of what a name stands for by itself, and with what that implies; row 0 is empty.
    rivals : ndarray of shape (n_sets, SKILL_WORDS), uint64
        What may be asked for instead of each of these.
    posting, person : Lexicon
        As a text is read: a posting asks what it says, a person knows what follows from that.
    """

    def __init__(
        self,
        named: Mapping[str, tuple[int, int]],
        cues: Mapping[str, int],
        rivals: Callable[[int], int] = lambda _: 0,
    ) -> None:
        split = [name.split() for name in named.keys() | cues.keys()]
        split.sort(key=lambda words: (words[0], -len(words), words))
        known = dict.fromkeys(word for words in split for word in words)
        self.numbers = dict(SIGNS) | {word: number for number, word in enumerate(known, FIRST_WORD)}
        several = [words for words in split if len(words) > 1]
        self.words: NDArray[np.int32] = np.zeros((FIRST_WORD + len(known), WIDTH), np.int32)
        self.names: NDArray[np.int32] = np.zeros((len(several), WORDS + max(map(len, several), default=0)), np.int32)
        rows: dict[tuple[int, int], int] = {(0, 0): 0}
        for words in split:
            name = " ".join(words)
            row = rows.setdefault(named.get(name, (0, 0)), len(rows))
            if len(words) == 1:
                self.words[self.numbers[name], :FIRST] = row, cues.get(name, 0)
        for place, words in enumerate(several):
            name, numbers = " ".join(words), [self.numbers[word] for word in words]
            row = rows[named.get(name, (0, 0))]
            self.names[place, : WORDS + len(words)] = [row, cues.get(name, 0), len(words), *numbers]
            if self.words[numbers[0], PAST] == 0:
                self.words[numbers[0], FIRST] = place
            self.words[numbers[0], PAST] = place + 1
        self.own, self.sets, self.rivals = (
            np.array([[bits >> 64 * word & _MASK for word in range(SKILL_WORDS)] for bits in part], np.uint64)
            for part in ([own for own, _ in rows], [every for _, every in rows], [rivals(own) for own, _ in rows])
        )
        self.posting = Lexicon(self.words, self.names, self.own, self.rivals)
        self.person = Lexicon(self.words, self.names, self.sets, self.rivals)
