"""What a file holds, item by item: a row, a resume, a posting or a CV."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.contract.events import EventType
from data.errors import MatchstreamError
from producers.documents.outcome import Doubt


class UnreadableFile(MatchstreamError, ValueError):
    """A file can't be read at all: says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item, before it is checked.

    Attributes
    ----------
    place : str
        For people, such as ``row 7``: never a name or an id.
    type : EventType
    fields : dict
        Of the entity.
    time : datetime or None
        Of the change, in UTC; None where the item tells none.
    changed : datetime or None
        When its file was last changed, in UTC: the time of an item that tells none.
    unread : tuple of str
        Fields that the item fills with what can't be read.
    problem : str or None
        Why it can't be taken at all; nothing of its content.
    remarks : tuple of str
        What a person should know of it although it is taken.
    doubts : tuple of Doubt
        Of a document's reading.
    """

    place: str
    type: EventType
    fields: dict[str, Any] = field(default_factory=dict)
    time: datetime | None = None
    changed: datetime | None = None
    unread: tuple[str, ...] = ()
    problem: str | None = None
    remarks: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
