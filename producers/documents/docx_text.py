"""The text of a DOCX, from its own XML.

Each rule is there because libraries lose or glue words without it (tests/producers/documents/test_docx.py has one
marker word for each): they leave out tables, text boxes, what was inserted under tracked changes, or line breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from producers.documents.docx_looks import PLAIN, Looks, styles
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


@dataclass
class _Run:
    """How a run of text looks: its own, its style's, its paragraph's."""

    own: Looks
    style: Looks
    paragraph: Looks

    @property
    def looks(self) -> Looks:
        return self.own.over(self.style).over(self.paragraph)


class _Walk:
    """The text of one part."""

    def __init__(self, styles: Mapping[str, Looks]) -> None:
        self._styles = styles
        self.root = ""
        self.hidden: list[str] = []
        self.has_white = False
        self.has_embedded = False
        self._text: list[list[str]] = [[]]
        """Of the part, and of the text boxes that we are in."""
        self._boxes: list[list[str]] = [[]]
        """The text boxes of the paragraph of each: they follow it, for they may stand within one of its words."""
        self._paragraphs = [PLAIN]
        self._runs: list[_Run] = []
        self._skipped = 0
        self._is_text = False

    @property
    def text(self) -> str:
        return "".join(self._text[0] + self._boxes[0])

    def start(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or f"{space}:{name}"
        if space == "w" and name == "pStyle" and self._skipped == 1:  # alone in its paragraph's properties
            self._paragraphs[-1] = self._styles.get(attributes.get("val", ""), PLAIN)
        if self._skipped or (space == "mc" and name == "Fallback") or (space == "w" and name in _SKIPPED):
            self._skipped += 1
        elif space == "w":
            self._element(name, attributes)

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._is_text = True
        elif name == "r":
            self._runs.append(_Run(PLAIN, PLAIN, self._paragraphs[-1]))
        elif name == "p":
            self._paragraphs.append(PLAIN)
        elif name in _SIGNS:
            self._put(_SIGNS[name])
        elif name == "txbxContent":
            self._text.append([])
            self._boxes.append([])
        elif name == "altChunk":
            self.has_embedded = True
        elif self._runs:
            run, value = self._runs[-1], attributes.get("val", "")
            run.own = run.own.and_also(name, value)
            run.style = self._styles.get(value, PLAIN) if name == "rStyle" else run.style

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
            if name == "p":
                self._paragraphs.pop()
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
        looks = self._runs[-1].looks if self._runs else PLAIN
        if looks.is_hidden:
            self.hidden.append(text)
            return
        self.has_white = self.has_white or (looks.is_white and not text.isspace())
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
    found = package.styles
    looks = styles(found) if found else {}
    for part in package.text_parts():
        walk = _Walk(looks)
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
