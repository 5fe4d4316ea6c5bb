"""Which skills a text names, as bit sets, and what the text says beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

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
    """

    def __init__(self, table: str = TABLE) -> None:
        self.skills: tuple[Skill, ...] = tuple(_parse(table))
        families = list(dict.fromkeys(skill.family for skill in self.skills))
        if len(self.skills) > 64 * WORDS or len(families) > 32:
            raise ValueError("the taxonomy holds at most 256 skills in 32 families")
        self.families: tuple[str, ...] = tuple(families)
        self.names: tuple[str, ...] = tuple(skill.name for skill in self.skills)
        self._family_bit = [1 << families.index(skill.family) for skill in self.skills]
        phrases: dict[str, int] = {}
        for bit, skill in enumerate(self.skills):
            for alias in skill.aliases:
                phrases[_normal(alias)] = phrases.get(_normal(alias), 0) | 1 << bit
        self._single: dict[str, int] = {}
        self._multiple: dict[str, list[tuple[str, int]]] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
            first, _, more = phrase.partition(" ")
            if more:
                self._multiple.setdefault(first, []).append((f" {phrase} ", phrases[phrase]))
            else:
                self._single[phrase] = phrases[phrase]
        self._implied = self._closure()

    def _closure(self) -> list[int]:
        implied = []
        for bit, skill in enumerate(self.skills):
            bits = 1 << bit
            for alias in skill.aliases:
                bits |= self._named(words(alias))[0]
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

    def _named(self, tokens: list[str]) -> tuple[int, list[str]]:
        unique = set(tokens)
        bits = 0
        if not unique:
            return bits, tokens
        singles = unique & self._single.keys()
        for token in singles:
            bits |= self._single[token]
        starts = unique & self._multiple.keys()
        if starts:
            text = f" {' '.join(tokens)} "
            for start in sorted(starts):
                for phrase, named in self._multiple[start]:
                    if phrase in text:
                        bits |= named
                        while phrase in text:
                            text = text.replace(phrase, f" {BREAK} ")
                        for token in phrase.split():  # a name inside a longer name still counts
                            bits |= self._single.get(token, 0)
            tokens = text.split()
        return bits, [token for token in tokens if token not in singles]

    def find(self, tokens: list[str]) -> Found:
        """Find every skill that the words name.

        Parameters
        ----------
        tokens : list of str
            From `model.text.words`.
        """
        bits, rest = self._named(tokens)
        closed = 0
        while bits:
            low = bits & -bits
            closed |= self._implied[low.bit_length() - 1]
            bits ^= low
        return Found(closed, rest)

    def implied(self, skill: int) -> int:
        """Bit set of a skill and all it implies."""
        return self._implied[skill]

    def families_of(self, skills: int) -> int:
        """Bit set of the families that the skills belong to."""
        bits = 0
        for bit in members(skills):
            bits |= self._family_bit[bit]
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
