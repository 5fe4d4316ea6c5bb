"""What the two readers hand over, before it is repaired and judged."""

from __future__ import annotations

from dataclasses import dataclass, field

from producers.documents.outcome import Doubt, Format, Reason


class Unread(Exception):
    """Inside of the reading process: the document can't be read."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass
class Raw:
    """A document's text as it stands in the file.

    Attributes
    ----------
    format : Format
    pages : int or None
    text : str
    hidden : str
        Words that nobody can see.
    doubts : set of Doubt
        Those that only the reader can see.
    has_picture : bool
    """

    format: Format
    pages: int | None = None
    text: str = ""
    hidden: str = ""
    doubts: set[Doubt] = field(default_factory=set)
    has_picture: bool = False
