"""How far webhooks are: how far matches were turned into messages, and what each subscription still waits for.

One record per subscription, which is truthful by itself: every message below `next` that is not pending was delivered,
given up, or not for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import orjson

from data.contract.records import Record
from data.contract.topics import WEBHOOK_PROGRESS
from data.webhooks.subscription import State, Subscription

PLANNED = b"matches"
"""Key of how far matches were turned into messages."""


class Pending(NamedTuple):
    """A message that was not delivered yet.

    Attributes
    ----------
    attempts : int
        How often it was tried.
    failures : int
        How often in a row it failed since its receiver last took anything: the next wait depends on it.
    since, due : float
        Times of the first attempt and of the next, in seconds since 1970; 0 where there was none.
    """

    attempts: int = 0
    failures: int = 0
    since: float = 0.0
    due: float = 0.0


class Disabled(NamedTuple):
    """Why a subscription is not sent.

    Attributes
    ----------
    activation : int
        The activation that this ended: a later one counts again.
    at : float
        Seconds since 1970.
    why : str
    """

    activation: int
    at: float
    why: str


def state_of(subscription: Subscription, disabled: Disabled | None) -> State:
    """How a subscription fares."""
    if not subscription.enabled:
        return State.OFF
    is_failed = disabled is not None and disabled.activation == subscription.activation
    return State.FAILED if is_failed else State.ON


class Sent(NamedTuple):
    """How far a subscription was sent.

    Attributes
    ----------
    next : int
        Offset in the topic of messages from which on nothing was taken.
    pending : mapping of int to Pending
        By offset, all below `next`.
    disabled : Disabled, optional
    topic : str
        Id of the topic that the offsets are of.
    """

    next: int
    pending: Mapping[int, Pending] = {}
    disabled: Disabled | None = None
    topic: str = ""

    def record(self, subscription: str) -> Record:
        """The record of a subscription's progress."""
        told = {
            "next": self.next,
            "pending": [[offset, *one] for offset, one in sorted(self.pending.items())],
            "disabled": None if self.disabled is None else list(self.disabled),
            "topic": self.topic,
        }
        return Record(WEBHOOK_PROGRESS.name, subscription.encode(), orjson.dumps(told))

    @classmethod
    def of(cls, value: bytes) -> Sent | None:
        """Read it; None where it is not ours."""
        try:
            told = orjson.loads(value)
            pending = {
                int(offset): Pending(int(attempts), int(failures), float(since), float(due))
                for offset, attempts, failures, since, due in told["pending"]
            }
            disabled = None if told["disabled"] is None else Disabled(*told["disabled"])
            return cls(int(told["next"]), pending, disabled, str(told["topic"]))
        except (ValueError, KeyError, TypeError):
            return None


class Planned(NamedTuple):
    """How far matches were turned into messages.

    Attributes
    ----------
    next : mapping of int to int
        By partition of the matches topic, the next offset.
    topic : str
        Id of the topic that the offsets are of.
    """

    next: Mapping[int, int]
    topic: str = ""

    def record(self) -> Record:
        """Its record."""
        told = {"next": {str(number): offset for number, offset in self.next.items()}, "topic": self.topic}
        return Record(WEBHOOK_PROGRESS.name, PLANNED, orjson.dumps(told))

    @classmethod
    def of(cls, value: bytes) -> Planned | None:
        """Read it; None where it is not ours."""
        try:
            told = orjson.loads(value)
            return cls({int(number): int(at) for number, at in told["next"].items()}, str(told["topic"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def dropped(key: bytes) -> Record:
    """The record that removes a progress."""
    return Record(WEBHOOK_PROGRESS.name, key, None)
