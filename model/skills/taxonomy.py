"""Which skills a text names, as bit sets, and what the text says beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from model.skills.cues import CUES, MODULE, MODULES, SHORT
from model.skills.skill_table import Row, table
from model.skills.statements import FOUND, PERSON, read
from model.text.bit_words import SKILL_WORDS
from model.text.phrases import BREAK_NUMBER, GONE, NAMED, UNKNOWN, Phrases
from model.text.words import BREAKS, fold, stem, tokens, words

FAMILIES = 32
"""Families at most."""
_LEAST_GLUED = 6
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MODULES = ("sap",)
"""Families whose short names are modules."""
_LANGUAGES = frozenset((
    "Java", "Kotlin", "Scala", "C#", "C++", "Linguagem C", "Golang", "Rust", "Python", "Ruby", "PHP", "Perl", "Delphi",
    "Swift", "JavaScript", "TypeScript", "Linguagem R",
))  # fmt: skip
"""Programming languages: one of them may be asked for instead of another, though the families differ."""


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
        All names it is known by, wherever they stand.
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
        Bit `i` is set when skill `i`, or one that implies it, is named and not denied; of a posting, when it is
        named itself and required.
    welcome : int
        Skills that a posting names as welcome.
    any_of : tuple of int
        Groups of skills of which a posting requires any.
    rest : list of str
        The words that are no part of a skill's name.
    """

    skills: int
    welcome: int
    any_of: tuple[int, ...]
    rest: list[str]


class Taxonomy:
    """Finds the skills of a table in texts.

    Parameters
    ----------
    rows : iterable of Row, optional
        By default those of the shipped table.

    Raises
    ------
    ValueError
        If the table holds more skills or families than there is room for, an alias twice, a skill that implies what is
        not in the table or, by others, itself.

    Attributes
    ----------
    skills : tuple of Skill
    families, names : tuple of str
    named : dict of str to (int, int)
        Every name, with the skills that it stands for, and with all that they imply.
    cues : dict of str to int
        Every phrase that says something of the skills beside it.
    phrases : Phrases
        Both, as arrays.
    family_sets : ndarray of shape (n_families, SKILL_WORDS), uint64
        Skills of each family.
    """

    def __init__(self, rows: Iterable[Row] | None = None) -> None:
        rows = list(table() if rows is None else rows)
        named = [row for row in rows if row.name]
        self.skills: tuple[Skill, ...] = tuple(
            Skill(row.family, fold(row.name), row.name, (fold(row.name), *row.aliases)) for row in named
        )
        families = list(dict.fromkeys(skill.family for skill in self.skills))
        if len(self.skills) > 64 * SKILL_WORDS or len(families) > FAMILIES:
            raise ValueError(f"the taxonomy holds at most {64 * SKILL_WORDS} skills in {FAMILIES} families")
        self.families: tuple[str, ...] = tuple(families)
        self.names: tuple[str, ...] = tuple(skill.name for skill in self.skills)
        self._families = [
            (1 << number, sum(1 << bit for bit, skill in enumerate(self.skills) if skill.family == family))
            for number, family in enumerate(families)
        ]
        self.family_sets: NDArray[np.uint64] = np.array(
            [[its >> 64 * word & 0xFFFFFFFFFFFFFFFF for word in range(SKILL_WORDS)] for _, its in self._families],
            np.uint64,
        )
        self._bit = {row.name: bit for bit, row in enumerate(named)}
        if len(self._bit) < len(named):
            raise ValueError("the taxonomy names a skill twice")
        self._implied = self._closure(named)
        self.named, self.cues = self._vocabulary(rows)
        self.phrases = Phrases(self.named, self.cues, partial(rivals, self))

    def _named(self, row: Row, names: Iterable[str]) -> int:
        try:
            return sum({1 << self._bit[name] for name in names})
        except KeyError as error:
            raise ValueError(f"{row.name or row.aliases}: {error.args[0]!r} is no skill of the taxonomy") from None

    def _closure(self, rows: list[Row]) -> list[int]:
        direct = [self._named(row, row.implies) for row in rows]

        def closed(bit: int, above: tuple[int, ...]) -> int:
            if bit in above:
                raise ValueError(f"{rows[bit].name} implies itself")
            bits = 1 << bit
            for other in members(direct[bit]):
                bits |= closed(other, (*above, bit))
            return bits

        return [closed(bit, ()) for bit in range(len(rows))]

    def _vocabulary(self, rows: list[Row]) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
        """Every name and cue; names that are made of others by a rule count where no row says otherwise."""
        cues: dict[str, int] = {}
        for kind, texts in CUES.items():
            for text in texts.split(";"):
                cues[_normal(text)] = cues.get(_normal(text), 0) | kind
        given: dict[str, tuple[int, int]] = {}
        derived: dict[str, tuple[int, int]] = {}
        for row in rows:
            own = 1 << self._bit[row.name] if row.name else self._named(row, row.implies)
            bits = own, self._closed(own)
            for alias in (*([row.name] if row.name else ()), *row.aliases, *row.short):
                name = _normal(alias)
                if given.setdefault(name, bits) != bits or not name:
                    raise ValueError(f"{alias!r} stands in the taxonomy twice")
                if alias in row.short:
                    cues[name] = cues.get(name, 0) | (MODULE if row.family in _MODULES else SHORT)
                for other in _ways_to_write(alias):
                    derived.setdefault(other, bits)
        named = derived | given
        for name in named:
            if name.split()[0] in _MODULES:
                cues[name] = cues.get(name, 0) | MODULES
        return named, cues

    def _closed(self, bits: int) -> int:
        for bit in members(bits):
            bits |= self._implied[bit]
        return bits

    def find(self, tokens: list[str], section: int = PERSON) -> Found:
        """Find every skill that the words name.

        Parameters
        ----------
        tokens : list of str
            From `model.text.words`.
        section : int, default PERSON
            One of `model.skills.statements`: of a posting's text, what it asks for where it doesn't say.
        """
        known = self.phrases
        text = np.array([known.numbers.get(token, UNKNOWN) for token in tokens], np.int32)
        found = np.zeros((FOUND, SKILL_WORDS), np.uint64)
        read(text, 0, len(text), known.person if section == PERSON else known.posting, section, found)
        rest = [
            token
            for token, number in zip(tokens, text.tolist(), strict=True)
            if number not in {GONE, BREAK_NUMBER} and not known.words[number, NAMED] and token not in BREAKS
        ]
        skills, welcome, *any_of = (
            sum(word << 64 * place for place, word in enumerate(bits)) for bits in found.tolist()
        )
        return Found(skills, welcome, tuple(filter(None, any_of)), rest)

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


def rivals(taxonomy: Taxonomy, skills: int) -> int:
    """Bit set of the skills that a list may offer instead of one: those of the same kind, and other languages.

    Parameters
    ----------
    taxonomy : Taxonomy
    skills : int
        A bit set; one of several skills has no rivals.
    """
    if skills.bit_count() != 1:
        return 0
    own = skills.bit_length() - 1
    implied, is_language = taxonomy.implied(own), taxonomy.skills[own].title in _LANGUAGES
    found = 0
    for other, skill in enumerate(taxonomy.skills):
        bit, its = 1 << other, taxonomy.implied(other)
        is_alike = implied & its & ~skills & ~bit or (is_language and skill.title in _LANGUAGES)
        if is_alike and not (implied & bit or its & skills):
            found |= bit
    return found


def members(bits: int) -> Iterable[int]:
    """Positions of the set bits, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _normal(alias: str) -> str:
    return " ".join(token for token in words(alias) if token not in BREAKS)


def _ways_to_write(alias: str) -> Iterable[str]:
    """A name of several words glued together, and one with capitals inside apart: "SQLServer", "Java Script"."""
    split = [token for token in tokens(alias) if token not in BREAKS]
    glued = "".join(split)
    if len(split) > 1 and len(glued) >= _LEAST_GLUED and glued.isalpha():
        yield stem(glued)
    parts = _CAPITAL.sub(" ", alias).split()
    if len(parts) > len(alias.split()) and min(map(len, parts)) > 1:
        yield _normal(" ".join(parts))


@cache
def default() -> Taxonomy:
    """The shipped taxonomy, built once."""
    return Taxonomy()
