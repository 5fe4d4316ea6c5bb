"""The text of a DOCX, from its own XML.

Each rule is there because libraries lose or glue words without it (tests/producers/documents/test_docx.py has one
marker word for each): they leave out tables, text boxes, what was inserted under tracked changes, or line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from producers.documents.docx_package import Package
from producers.documents.limits import MAX_LETTERS
from producers.documents.markup import parse
from producers.documents.outcome import Doubt, Format, Reason
from producers.documents.raw import Raw, Unread

_SKIPPED = frozenset(
    {
        # Deleted, or moved away from here.
        "del", "moveFrom",
        # Properties: they hold no text, but tab stops and the looks of earlier versions, which are named as text's are.
        "pPr", "rPrChange", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "sectPr",
    }
)  # fmt: skip
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "sym": " "}
_ENDS = {"p": "\n", "tc": "\t", "tr": "\n"}
_OFF = frozenset({"0", "false", "off"})
_TINY = 8
"""Half points: nobody reads what is smaller than four."""
_WHITE = re.compile(r"(?:[Ff][0-9A-Fa-f]){3}")
"""As white as paper, or nearly."""


@dataclass
class _Run:
    """How a run of text looks."""

    is_hidden: bool = False
    is_white: bool = False


class _Walk:
    """The text of one part."""

    def __init__(self) -> None:
        self.root = ""
        self.hidden: list[str] = []
        self.has_white = False
        self.has_embedded = False
        self._text: list[list[str]] = [[]]
        """Of the part, and of the text boxes that we are in."""
        self._boxes: list[list[str]] = [[]]
        """The text boxes of the paragraph of each: they follow it, for they may stand within one of its words."""
        self._runs: list[_Run] = []
        self._skipped = 0
        self._is_text = False

    @property
    def text(self) -> str:
        return "".join(self._text[0] + self._boxes[0])

    def start(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or f"{space}:{name}"
        if self._skipped or (space == "mc" and name == "Fallback") or (space == "w" and name in _SKIPPED):
            self._skipped += 1
        elif space == "w":
            self._element(name, attributes)

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._is_text = True
        elif name == "r":
            self._runs.append(_Run())
        elif name in _SIGNS:
            self._put(_SIGNS[name])
        elif name == "txbxContent":
            self._text.append([])
            self._boxes.append([])
        elif name == "altChunk":
            self.has_embedded = True
        elif self._runs:
            self._look(self._runs[-1], name, attributes.get("val", ""))

    def _look(self, run: _Run, name: str, value: str) -> None:
        if name == "vanish":
            run.is_hidden = run.is_hidden or value not in _OFF
        elif name == "sz":
            run.is_hidden = run.is_hidden or (value.isdigit() and int(value) < _TINY)
        elif name == "color":
            run.is_white = _WHITE.fullmatch(value) is not None

    def end(self, space: str, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif space != "w":
            return
        elif name == "t":
            self._is_text = False
        elif name == "r":
            self._runs.pop()
        elif name in _ENDS:
            self._text[-1].append(_ENDS[name])
            self._text[-1] += self._boxes[-1]
            self._boxes[-1] = []
            self.hidden += ["\n"] if self.hidden else []
        elif name == "txbxContent":
            box, inner = self._text.pop(), self._boxes.pop()
            self._boxes[-1] += ["\n", *box, *inner, "\n"]

    def characters(self, text: str) -> None:
        if self._is_text and not self._skipped:
            self._put(text)

    def _put(self, text: str) -> None:
        run = self._runs[-1] if self._runs else _Run()
        if run.is_hidden:
            self.hidden.append(text)
            return
        self.has_white = self.has_white or (run.is_white and not text.isspace())
        self._text[-1].append(text)


def read(document: bytes) -> Raw:
    """Read a DOCX.

    Raises
    ------
    Unread
    """
    package = Package(document)
    raw = Raw(Format.DOCX, has_picture=package.has_picture)
    texts: list[str] = []
    hidden: list[str] = []
    roots = set()
    for part in package.text_parts():
        walk = _Walk()
        parse(part, walk.start, walk.end, walk.characters)
        roots.add(walk.root)
        # The same header may stand there for the first page and for others.
        if walk.text not in texts:
            texts.append(walk.text)
        hidden += walk.hidden
        raw.doubts |= {Doubt.WHITE} if walk.has_white else set()
        raw.doubts |= {Doubt.EMBEDDED} if walk.has_embedded else set()
    if "w:document" not in roots:
        raise Unread(Reason.OTHER_FORMAT)
    text = "\n".join(texts)
    raw.doubts |= {Doubt.CUT} if len(text) > MAX_LETTERS else set()
    raw.text, raw.hidden = text[:MAX_LETTERS], "".join(hidden)[:MAX_LETTERS]
    return raw
