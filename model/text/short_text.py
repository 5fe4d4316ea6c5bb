"""Short texts, such as titles and levels, as words, and tables of the meanings of names.

Words are compared without accents, plural and gender, as in `model.text.words`; here the signs between them are kept
too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from model.text.gender import one_gender
from model.text.remembered import remembered
from model.text.words import fold, stem

_V = TypeVar("_V")

END = "|"
"""Marks the end of a clause."""
ANY = "*"
"""After the beginning of a word in a table: matches every word that begins so."""
AS_IS = "="
"""Before a word in a table: matches only this spelling, where two languages share a stem ("intern", "interna")."""

_NO_WORDS = re.compile(r"[^\x00-\x7f\w\s\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_INITIALS = re.compile(
    r"\b(?:(?:(?:[a-z]|ph|ll)\.)+[a-z]{1,4}|ph\. d|[mb]\. sc|\d[oa](?=\.)"
    r"|(?:aux|assist|coord|superv|eng|adm|depto|dpto|incompl|compl)(?=\.(?:\s|$)))\b\.?"
)
_TOKEN = re.compile(r"\d+[.,]\d+|[a-z0-9]+|[/:()&+|;,\n\r\t]|(?<=\s)-+(?=\s)|\.(?=\s|$)")
_STOPS = frozenset("|;,.-\n\r\t")

Item = tuple[str, _V | None]
"""The first word of a name and the name's meaning; or a word that is in no name, and None."""


def words_of(text: str) -> list[str]:
    """The folded words of a short text, not stemmed, and the signs that matter between them.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        ``words_of("Analista (o/a) Sr. - T.I.")`` is ``["analista", "sr", "|", "|", "ti"]``.
    """
    if not text.isascii():
        text = _NO_WORDS.sub(f" {END} ", text.replace("°", "o"))
    folded = one_gender(fold(text))
    if "." in folded:
        folded = _INITIALS.sub(lambda found: found[0].replace(".", "").replace(" ", ""), folded)
    return [END if token[0] in _STOPS else token for token in _TOKEN.findall(folded)]


class Table(Generic[_V]):
    """Meanings of names.

    Parameters
    ----------
    rows : iterable of (value, str)
        Names, with a semicolon between two; `ANY` and `AS_IS` may mark their words.
    skipped : str
        Words that don't count, in names and in texts.

    Attributes
    ----------
    words : list of str
        Every word of the table, as it is written there.
    """

    def __init__(self, rows: Iterable[tuple[_V, str]], skipped: str = "") -> None:
        listed = [(value, name.split()) for value, names in rows for name in names.split(";")]
        self.words = sorted({word for _, name in listed for word in name})
        self._skipped = {stem(word) for word in skipped.split()}
        self._keyed = {self._key_of(word) for word in self.words} - self._skipped
        beginnings = sorted((word.removesuffix(ANY) for word in self.words if word.endswith(ANY)), key=len)[::-1]
        self._shortest = min(map(len, beginnings), default=0)
        self._by_first: dict[str, list[str]] = {}
        for beginning in beginnings:
            self._by_first.setdefault(beginning[: self._shortest], []).append(beginning)
        # A word of a person's text is kept only if the table has it.
        self._keys = remembered(1 << 15)(self._keys_of)
        self._root: _Node[_V] = _Node()
        for value, name in listed:
            node = self._root
            for key in map(self._key_of, name):
                if key not in self._skipped:
                    node = node.further.setdefault(key, _Node())
            if node is self._root or node.value not in (None, value):
                raise ValueError(f"no or two meanings of {' '.join(name)!r}")
            node.value = value

    def _keys_of(self, word: str) -> tuple[str, ...] | None:
        """Keys under which a word may be in the table, the most special first; None for a skipped word."""
        stemmed = stem(word)
        if stemmed in self._skipped:
            return None
        beginnings = self._by_first.get(word[: self._shortest], ())
        return (
            *(key for key in (AS_IS + word, stemmed) if key in self._keyed),
            *(beginning + ANY for beginning in beginnings if word.startswith(beginning)),
        )

    @staticmethod
    def _key_of(word: str) -> str:
        """Key of a word of a name."""
        return word if word.endswith(ANY) or word.startswith(AS_IS) else stem(word)

    def read(self, words: Sequence[str]) -> list[Item[_V]]:
        """Look up the words in order; of the names that begin at a word the longest counts.

        Parameters
        ----------
        words : sequence of str
            From `words_of`.
        """
        counted = [(word, keys) for word in words if (keys := self._keys(word)) is not None]
        items: list[Item[_V]] = []
        place, end, firsts = 0, len(counted), self._root.further.keys()
        while place < end:
            word, keys = counted[place]
            found = None if not keys or firsts.isdisjoint(keys) else _longest(self._root, counted, place)
            if found is None:
                items.append((word, None))
                place += 1
            else:
                place, value = found
                items.append((word, value))
        return items


class _Node(Generic[_V]):
    """A node of the trie of names: a word after the words before it."""

    __slots__ = ("further", "value")

    def __init__(self) -> None:
        self.further: dict[str, _Node[_V]] = {}
        self.value: _V | None = None


def _longest(node: _Node[_V], words: list[tuple[str, tuple[str, ...]]], place: int) -> tuple[int, _V] | None:
    """End and meaning of the longest name that continues from a node; None if there is none."""
    best = None if node.value is None else (place, node.value)
    if node.further and place < len(words):
        for key in words[place][1]:
            further = node.further.get(key)
            found = _longest(further, words, place + 1) if further else None
            if found and (best is None or found[0] > best[0]):
                best = found
    return best
