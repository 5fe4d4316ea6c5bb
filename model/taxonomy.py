"""Which skills a text names, as bit sets, and what the text says beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

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
        self._families = [
            (1 << number, sum(1 << bit for bit, skill in enumerate(self.skills) if skill.family == family))
            for number, family in enumerate(families)
        ]
        phrases: dict[str, int] = {}
        for bit, skill in enumerate(self.skills):
            for alias in skill.aliases:
                phrases[_normal(alias)] = phrases.get(_normal(alias), 0) | 1 << bit
        self._name(phrases)
        self._implied = self._closure()
        self._name({phrase: self._closed(bits) for phrase, bits in phrases.items()})

    def _name(self, phrases: dict[str, int]) -> None:
        """Set what each phrase names: one word by itself, more by their first two."""
        self._single = {phrase: bits for phrase, bits in phrases.items() if " " not in phrase}
        self._multiple: list[tuple[str, int]] = []
        self._starts: dict[tuple[str, str], list[int]] = {}
        more = [phrase for phrase in phrases if " " in phrase]
        for phrase in sorted(more, key=lambda phrase: (phrase.partition(" ")[0], -len(phrase), phrase)):
            bits, tokens = phrases[phrase], phrase.split()
            for token in tokens:  # a name inside a longer name still counts
                bits |= self._single.get(token, 0)
            self._starts.setdefault((tokens[0], tokens[1]), []).append(len(self._multiple))
            self._multiple.append((f" {phrase} ", bits))

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
        if not tokens:
            return Found(0, tokens)
        bits = 0
        singles = self._single.keys() & tokens
        for token in singles:
            bits |= self._single[token]
        starts = self._starts.keys() & pairwise(tokens)
        if starts:
            text = f" {' '.join(tokens)} "
            for place in sorted([place for start in starts for place in self._starts[start]]):
                phrase, named = self._multiple[place]
                while phrase in text:
                    bits |= named
                    text = text.replace(phrase, f" {BREAK} ")
            tokens = text.split()
        return Found(bits, [token for token in tokens if token not in singles])

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
