"""What reading a document ends with: its text and what is doubtful of it, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.errors import MatchstreamError


class Format(StrEnum):
    """The formats that are read."""

    PDF = "pdf"
    DOCX = "docx"


class Reason(StrEnum):
    """Why a document can't be read. `SAYS` tells a person what to do."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LARGE_INSIDE = "too_large_inside"
    OTHER_FORMAT = "other_format"
    PASSWORD = "password"  # noqa: S105 -- a reason
    DAMAGED = "damaged"
    PICTURE = "picture"
    NO_TEXT = "no_text"
    TOO_SLOW = "too_slow"


class Doubt(StrEnum):
    """What a person should know of a text that was read."""

    HIDDEN = "hidden"
    WHITE = "white"
    SCANNED = "scanned"
    GLUED = "glued"
    UNMAPPED = "unmapped"
    SHORT = "short"
    MORE_PAGES = "more_pages"
    CUT = "cut"
    EMBEDDED = "embedded"


SAYS: dict[Reason | Doubt, str] = {
    Reason.EMPTY: "the file is empty",
    Reason.TOO_LARGE: "the file is too large; send it without pictures",
    Reason.TOO_LARGE_INSIDE: "what is packed into the file is too large or has too many parts",
    Reason.OTHER_FORMAT: "this is no PDF or DOCX, whatever its name says; save it as one of them",
    Reason.PASSWORD: "the file is protected by a password; send it without",
    Reason.DAMAGED: "the file is damaged or cut off; save it anew",
    Reason.PICTURE: "the pages are pictures without text; send the file that they were made from",
    Reason.NO_TEXT: "there is no text in it; send the file that it was made from",
    Reason.TOO_SLOW: "reading it took too long or too much memory; save it anew, without drawings",
    Doubt.HIDDEN: "there are words that nobody can see on the page; they are left out",
    Doubt.WHITE: "some words are white, as on a dark ground; if the ground is not dark, nobody can see them",
    Doubt.SCANNED: "the words are a machine's reading of a picture",
    Doubt.GLUED: "words may have lost the blanks between them",
    Doubt.UNMAPPED: "some letters can't be told, or are not those that the page shows",
    Doubt.SHORT: "there are very few words",
    Doubt.MORE_PAGES: "it has more pages than are read",
    Doubt.CUT: "its text is longer than a CV's may be, and was cut",
    Doubt.EMBEDDED: "it holds another document, which was not read",
}
"""Each in a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's text.

    Attributes
    ----------
    format : Format
    pages : int or None
        Pages of the document; None where the format has none.
    text : str
        Contact data and document numbers are masked.
    doubts : tuple of Doubt
    hidden : str
        The words that nobody can see, masked; they are no part of `text`.
    """

    format: Format
    pages: int | None
    text: str
    doubts: tuple[Doubt, ...] = ()
    hidden: str = ""

    @property
    def words(self) -> int:
        """How many words the text has."""
        return len(self.text.split())


class NotRead(MatchstreamError, ValueError):
    """A document can't be read: says why, and what to do; nothing of the document.

    Attributes
    ----------
    reason : Reason
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.value}: {SAYS[reason]}")
        self.reason = reason
