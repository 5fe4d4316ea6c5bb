"""What a delivery makes: our events, what is to be moved or fetched, and what became of each of the sender's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from data.contract.codec import Received
from data.contract.unreadable import Unreadable
from producers.connectors.rules import Options

OTHER = "(other)"
"""Stands for every event that a sender's documentation did not name: a name of its own would be a sender's choice."""


class Result(StrEnum):
    """What became of one of a sender's events."""

    PUBLISHED = "published"
    QUEUED = "queued"
    """Its state is to be fetched."""
    NOTHING = "nothing"
    """It is known and says nothing to us."""
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


class Owner(NamedTuple):
    """Whose events are read.

    Attributes
    ----------
    source : str
        `ce_source` of the events.
    prefix : str
        Before each id, so that ids of two connections do not meet.
    publishes : frozenset of str
        Topics into which upserts and applications go; removals always go.
    options : mapping of str to tuple of str
    """

    source: str
    prefix: str
    publishes: frozenset[str]
    options: Options


class Merged(NamedTuple):
    """A merge: the applications of one id become another's. The removal of the first is an event of its own."""

    gone: str
    survivor: str
    id: str


class Wanted(NamedTuple):
    """A state that is to be fetched.

    Attributes
    ----------
    kind : str
        What of: a word of the connector.
    ids : tuple of str
        The sender's, without prefix.
    time : str or None
        Of the change, RFC 3339.
    id : str
        Of the event that told of it.
    """

    kind: str
    ids: tuple[str, ...]
    time: str | None
    id: str


@dataclass
class Outcome:
    """What a delivery makes.

    Attributes
    ----------
    events : list of Received
    merges : list of Merged
    wanted : list of Wanted
    counts : Counter of (str, Result)
        By the sender's name of the event, if it is documented, else `OTHER`.
    faults : list of Unreadable
    """

    events: list[Received] = field(default_factory=list)
    merges: list[Merged] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    counts: Counter[tuple[str, Result]] = field(default_factory=Counter)
    faults: list[Unreadable] = field(default_factory=list)

    def refuse(self, action: str, why: Unreadable) -> None:
        """Note what can't be read."""
        self.faults.append(why)
        self.counts[action, Result.UNREADABLE] += 1
