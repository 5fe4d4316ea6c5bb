"""Which skills a text names, as bit sets, and what the text says beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.phrases import BREAK_NUMBER, GONE, NAMED, UNKNOWN, Phrases, take
from model.skills import TABLE
from model.text import BREAK, fold, words

WORDS = 4
"""64-bit words of a skill set."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of the taxonomy.

    Attributes
    ----------
    family : str
    name : str
        Its key: folded.
    title : str
        What a person is shown.
    aliases : tuple of str
        All names it is known by.
    """

    family: str
    name: str
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What `Taxonomy.find` saw in a text.

    Attributes
    ----------
    skills : int
        Bit `i` is set when skill `i`, or one that implies it, is named.
    rest : list of str
        The words that are no part of a skill's name.
    """

    skills: int
    rest: list[str]


class Taxonomy:
    """Finds the skills of a table in texts.

    Parameters
    ----------
    table : str
        One line a skill, ``family | name | alias ; alias``.

    Raises
    ------
    ValueError
        If the table holds more than 256 skills or more than 32 families.

    Attributes
    ----------
    skills : tuple of Skill
    families, names : tuple of str
    phrases : Phrases
        Every name, with the skills that it stands for and all that they imply.
    family_sets : ndarray of shape (n_families, WORDS), uint64
        Skills of each family.
    """

    def __init__(self, table: str = TABLE) -> None:
        self.skills: tuple[Skill, ...] = tuple(_parse(table))
        families = list(dict.fromkeys(skill.family for skill in self.skills))
        if len(self.skills) > 64 * WORDS or len(families) > 32:
            raise ValueError("the taxonomy holds at most 256 skills in 32 families")
        self.families: tuple[str, ...] = tuple(families)
        self.names: tuple[str, ...] = tuple(skill.name for skill in self.skills)
        self._families = [
            (1 << number, sum(1 << bit for bit, skill in enumerate(self.skills) if skill.family == family))
            for number, family in enumerate(families)
        ]
        self.family_sets: NDArray[np.uint64] = np.array(
            [[its >> 64 * word & 0xFFFFFFFFFFFFFFFF for word in range(WORDS)] for _, its in self._families], np.uint64
        )
        phrases: dict[str, int] = {}
        for bit, skill in enumerate(self.skills):
            for alias in skill.aliases:
                phrases[_normal(alias)] = phrases.get(_normal(alias), 0) | 1 << bit
        self.phrases = Phrases(phrases)
        self._implied = self._closure()
        self.phrases = Phrases({phrase: self._closed(bits) for phrase, bits in phrases.items()})

    def _closure(self) -> list[int]:
        implied = []
        for bit, skill in enumerate(self.skills):
            bits = 1 << bit
            for alias in skill.aliases:
                bits |= self.find(words(alias)).skills
            implied.append(bits)
        changed = True
        while changed:
            changed = False
            for bit, bits in enumerate(implied):
                wider = bits
                for other in members(bits):
                    wider |= implied[other]
                if wider != bits:
                    implied[bit], changed = wider, True
        return implied

    def _closed(self, bits: int) -> int:
        for bit in members(bits):
            bits |= self._implied[bit]
        return bits

    def find(self, tokens: list[str]) -> Found:
        """Find every skill that the words name.

        Parameters
        ----------
        tokens : list of str
            From `model.text.words`.
        """
        known = self.phrases
        text = np.array([known.numbers.get(token, UNKNOWN) for token in tokens], np.int32)
        found = np.zeros(WORDS, np.uint64)
        take(text, 0, len(text), known.words, known.names, known.sets, found)
        rest = [
            BREAK if number == BREAK_NUMBER else token
            for token, number in zip(tokens, text.tolist(), strict=True)
            if number != GONE and not known.words[number, NAMED]
        ]
        return Found(sum(word << 64 * place for place, word in enumerate(found.tolist())), rest)

    def implied(self, skill: int) -> int:
        """Bit set of a skill and all it implies."""
        return self._implied[skill]

    def families_of(self, skills: int) -> int:
        """Bit set of the families that the skills belong to."""
        bits = 0
        for family, its in self._families:
            if skills & its:
                bits |= family
        return bits

    def names_of(self, skills: int) -> list[str]:
        """Keys of the skills of a set, in the taxonomy's order."""
        return [self.names[bit] for bit in members(skills)]

    def titles_of(self, skills: int) -> list[str]:
        """What a person is shown of the skills of a set, in the taxonomy's order."""
        return [self.skills[bit].title for bit in members(skills)]


def members(bits: int) -> Iterable[int]:
    """Positions of the set bits, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _normal(alias: str) -> str:
    return " ".join(token for token in words(alias) if token != BREAK)


def _parse(table: str) -> Iterable[Skill]:
    for line in table.strip().splitlines():
        family, title, aliases = (part.strip() for part in line.split("|"))
        name = fold(title)
        yield Skill(family, name, title, (name, *filter(None, (alias.strip() for alias in re.split(";", aliases)))))


@cache
def default() -> Taxonomy:
    """The shipped taxonomy, built once."""
    return Taxonomy()
