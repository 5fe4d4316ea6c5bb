"""Parses the XML of a DOCX: no tree is built, and a document type, which is where entities come from, is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from producers.documents.outcome import Reason
from producers.documents.raw import Unread

Start = Callable[[str, str, Mapping[str, str]], None]
End = Callable[[str, str], None]

_MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
"""The same vocabulary under two names: of the transitional and of the strict form of the format."""
_NAMES = dict.fromkeys(_MAIN, "w") | {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}


def parse(part: bytes, start: Start, end: End, text: Callable[[str], None]) -> None:
    """Parse one part.

    Parameters
    ----------
    part : bytes
    start, end : callable
        Called with the short name of the vocabulary (``w``, ``mc``, ``rel``, or empty) and that of the element;
        `start` also with its attributes, by their names without vocabulary.
    text : callable

    Raises
    ------
    Unread
        If it is no XML, or has a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        start(_NAMES.get(space, ""), local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def finish(name: str) -> None:
        space, _, local = name.rpartition(" ")
        end(_NAMES.get(space, ""), local)

    def refuse(*_declared: object) -> None:
        raise Unread(Reason.DAMAGED)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError):  # ValueError: an encoding that is none
        raise Unread(Reason.DAMAGED) from None
