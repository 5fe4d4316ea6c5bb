"""The log of deliveries: one record an attempt. It names messages and subscriptions, no person and no job."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from data.contract.records import Record
from data.contract.topics import WEBHOOK_DELIVERIES


class Result(StrEnum):
    """What came of an attempt."""

    DELIVERED = "delivered"
    AGAIN = "again"
    """It failed and will be tried again."""
    GIVEN_UP = "given up"
    DISABLED = "disabled"
    """It failed, and the subscription is sent nothing more."""


class Attempt(NamedTuple):
    """One attempt to deliver a message.

    Attributes
    ----------
    subscription, message, kind : str
        The message by its `webhook-id`.
    attempt : int
        1 for the first.
    time : float
        When it began, in seconds since 1970.
    seconds : float
        How long it took.
    status : int
        Of the answer; 0 where there was none.
    result : Result
    why : str
        What went wrong, in a word or two of ours; nothing of the answer.
    """

    subscription: str
    message: str
    kind: str
    attempt: int
    time: float
    seconds: float
    status: int
    result: Result
    why: str = ""

    def record(self) -> Record:
        """Its record."""
        return Record(WEBHOOK_DELIVERIES.name, self.subscription.encode(), orjson.dumps(self._asdict()))

    @classmethod
    def of(cls, value: bytes | None) -> dict[str, Any] | None:
        """Read the members of a record; None where it is not ours."""
        try:
            told = orjson.loads(value or b"")
            return {name: told[name] for name in cls._fields}
        except (ValueError, KeyError, TypeError):
            return None
