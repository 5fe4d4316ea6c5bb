"""What a searching text asks for: skills, by the names under which people write them, and other words."""

from __future__ import annotations

from dataclasses import dataclass

from model.skills.statements import REQUIRED
from model.skills.taxonomy import Taxonomy, default, members
from model.text.words import BREAKS, END, words

_FUNCTION_WORDS = frozenset(
    ("a", "o", "as", "os", "e", "ou", "de", "da", "do", "das", "dos", "em", "na", "no", "nas", "nos", "com", "sem",
     "para", "por", "the", "of", "and", "or", "in", "with", "for", "to")
)  # fmt: skip
"""Words that are asked of nobody."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it must be there.

    Attributes
    ----------
    skills : int
        As a bit set; all of them.
    any_of : tuple of int
        Bit sets, of each of which one skill suffices: "Java ou Kotlin".
    words : tuple of str
        Words beside names of skills, without plural and gender.
    """

    skills: int = 0
    any_of: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


def wanted(text: str, taxonomy: Taxonomy | None = None) -> Wanted:
    """Read a searching text.

    Parameters
    ----------
    text : str
    taxonomy : Taxonomy, optional
        Default is the shipped one.
    """
    known = taxonomy or default()
    told = [word for word in words(text) if word != END]
    plain = [word for word in told if word not in BREAKS]
    # A name that is another word too ("Go") counts where nothing else stands.
    alone, _ = known.named.get(" ".join(plain), (0, 0))
    if alone:
        return Wanted(alone)
    found = known.find(told, REQUIRED)
    skills = found.skills | found.welcome
    read = skills | sum(found.any_of)
    # A name that was not read as a skill, such as "Go" in "analista de Go", is a word like others.
    names = {word for skill in members(read) for alias in known.skills[skill].aliases for word in words(alias)}
    unread = [word for word in plain if known.named.get(word, (0, 0))[0] & ~read and word not in names]
    rest = dict.fromkeys(word for word in (*found.rest, *unread) if word not in _FUNCTION_WORDS)
    return Wanted(skills, found.any_of, tuple(rest))
