"""How the text of a DOCX looks, as far as that decides whether anybody sees it: by itself and by its style."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from producers.documents.markup import parse

_OFF = frozenset({"0", "false", "off"})
_TINY = 8
"""Half points: nobody reads what is smaller than four."""
_WHITE = re.compile(r"(?:[Ff][0-9A-Fa-f]){3}")
"""As white as paper, or nearly."""
_SKIPPED = frozenset({"pPr", "tblStylePr", "rPrChange"})


@dataclass(frozen=True, slots=True)
class Looks:
    """What is said of some text; None where nothing is.

    Attributes
    ----------
    vanishes : bool or None
    size : int or None
        Half points.
    colour : str or None
    """

    vanishes: bool | None = None
    size: int | None = None
    colour: str | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether nobody can see it."""
        return bool(self.vanishes) or (self.size is not None and self.size < _TINY)

    @property
    def is_white(self) -> bool:
        """Whether it can be seen on a dark ground only."""
        return self.colour is not None and _WHITE.fullmatch(self.colour) is not None

    def and_also(self, name: str, value: str) -> Looks:
        """The same with one more property, by its name in the format; others say nothing here."""
        if name == "vanish":
            return replace(self, vanishes=value not in _OFF)
        if name == "sz" and value.isdigit():
            return replace(self, size=int(value))
        return replace(self, colour=value) if name == "color" else self

    def over(self, other: Looks) -> Looks:
        """These, and where they say nothing, the other's."""
        return Looks(
            other.vanishes if self.vanishes is None else self.vanishes,
            other.size if self.size is None else self.size,
            self.colour or other.colour,
        )


PLAIN = Looks()
"""Text of which nothing is said."""


class _Styles:
    """The styles of the part that lists them."""

    def __init__(self) -> None:
        self.own: dict[str, Looks] = {}
        self.based_on: dict[str, str] = {}
        self._id = ""
        self._skipped = 0

    def start(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or (space == "w" and name in _SKIPPED):
            self._skipped += 1
        elif space == "w" and name == "style":
            self._id = attributes.get("styleId", "")
            self.own[self._id] = PLAIN
        elif space == "w" and self._id:
            value = attributes.get("val", "")
            if name == "basedOn":
                self.based_on[self._id] = value
            self.own[self._id] = self.own[self._id].and_also(name, value)

    def end(self, space: str, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif space == "w" and name == "style":
            self._id = ""


def styles(part: bytes) -> dict[str, Looks]:
    """The looks that each style gives, by its id; what it is based on included.

    Raises
    ------
    Unread
    """
    found = _Styles()
    parse(part, found.start, found.end, lambda _: None)
    whole = {}
    for name, looks in found.own.items():
        seen = {name}
        below = found.based_on.get(name)
        while below in found.own and below not in seen:
            looks = looks.over(found.own[below])  # noqa: PLW2901 -- what it is based on, one after the other
            seen.add(below)
            below = found.based_on.get(below)
        whole[name] = looks
    return whole
