"""Messages: what webhooks tell. One record of the topic holds a message once for all subscriptions.

A message's key is its `webhook-id`. It is made from the place of the match that caused it, so that a sender which
plans the same match once more after a crash makes the same message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, NamedTuple, NotRequired
from urllib.parse import quote

import orjson
from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from data.contract.bands import band
from data.contract.records import Headers, Record
from data.contract.topics import WEBHOOK_MESSAGES
from data.contract.webhook_bodies import DigestData, MessageKind, PairData, TestData
from data.telemetry.traces import TRACEPARENT, value_in
from data.webhooks.subscription import LEVELS, Subscription

MOST_LISTED = 50
"""Jobs of a digest that are listed in a body; the others are counted."""

LATEST_MS = 253_402_300_799_000
"""The last millisecond that a date can be written of: the end of the year 9999."""

ABSENT = -1
"""Level of a pair that is not in the view."""


class PairDocument(TypedDict):
    """A pair that a message tells of.

    `before` and `level` are bands as numbers (`LEVELS`), `ABSENT` where the pair was not in the view.
    """

    job_id: str
    applicant_id: str
    quality_score: float
    applied: bool
    model_version: str
    before: int
    level: int


class DigestDocument(TypedDict):
    """What a digest tells: by job, how many pairs reached each band, from the lowest up, and the best score."""

    cause: str
    model_version: str
    jobs: dict[str, tuple[Annotated[list[int], Field(min_length=len(LEVELS))], float]]


class MessageDocument(TypedDict):
    """A message, as it is kept."""

    kind: str
    time: Annotated[int, Field(ge=0, le=LATEST_MS)]
    pair: NotRequired[PairDocument]
    digest: NotRequired[DigestDocument]
    to: NotRequired[str]
    identity: NotRequired[str]


_DOCUMENT: TypeAdapter[MessageDocument] = TypeAdapter(MessageDocument)


class Message(NamedTuple):
    """A message.

    Attributes
    ----------
    key : str
        Key of its record.
    document : MessageDocument
        With `to`, it is for one subscription, whatever that asks for; with `identity`, it is sent again under that id.
    traceparent : bytes or None
        The trace of the event that it follows from, where that is known.
    """

    key: str
    document: MessageDocument
    traceparent: bytes | None = None

    @property
    def kind(self) -> MessageKind:
        """What it tells."""
        return MessageKind(self.document["kind"])

    @property
    def identity(self) -> str:
        """Its `webhook-id`."""
        return self.document.get("identity", self.key)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The pair that it tells of: messages of one pair keep their order."""
        told = self.document.get("pair")
        return None if told is None else (told["job_id"], told["applicant_id"])

    def record(self) -> Record:
        """Its record."""
        headers = () if self.traceparent is None else ((TRACEPARENT, self.traceparent),)
        return Record(WEBHOOK_MESSAGES.name, self.key.encode(), orjson.dumps(self.document), headers)

    def again(self, to: str, key: str) -> Message:
        """The same message, to be sent to one subscription once more."""
        document = MessageDocument(**(self.document | {"to": to, "identity": self.identity}))
        return self._replace(key=key, document=document)

    @classmethod
    def of(cls, key: bytes | None, value: bytes | None, headers: Headers | None = None) -> Message | None:
        """Read it from its record; None for an erasure, and for a record that is not ours."""
        try:
            found = cls((key or b"").decode(), _DOCUMENT.validate_json(value or b""), value_in(headers or ()))
            known = found.kind in MessageKind
        except ValueError:
            return None
        return found if known else None

    def is_for(self, subscription: Subscription) -> bool:
        """Whether a subscription asks for it."""
        if "to" in self.document:
            return self.document["to"] == subscription.id
        return self.kind in subscription.kinds and self._data(subscription, "") is not None

    def body(self, subscription: Subscription, link: str) -> bytes:
        """The body of its webhook.

        Parameters
        ----------
        subscription : Subscription
            One that it is for.
        link : str
            The address of this installation, before the path of a pair.
        """
        time = datetime.fromtimestamp(self.document["time"] / 1000, UTC).isoformat(timespec="milliseconds")
        told = {"type": self.kind.value, "timestamp": time.replace("+00:00", "Z")}
        return orjson.dumps(told | {"data": self._data(subscription, link) or {}})

    def _data(self, subscription: Subscription, link: str) -> PairData | DigestData | TestData | None:
        """The body's data; None where nothing of it is asked for."""
        lowest, is_direct = LEVELS[subscription.band], "to" in self.document
        if (pair := self.document.get("pair")) is not None:
            is_asked = not subscription.jobs or pair["job_id"] in subscription.jobs
            starts_below = pair["before"] < lowest or self.kind is MessageKind.SCORED
            if not is_direct and not (is_asked and starts_below and pair["level"] >= lowest):
                return None
            return _pair(pair, link)
        if (digest := self.document.get("digest")) is not None:
            return _digest(digest, subscription, lowest, link)
        return {"subscription": subscription.id}


def _pair(told: PairDocument, link: str) -> PairData:
    job, applicant = told["job_id"], told["applicant_id"]
    return {
        "job_id": job,
        "applicant_id": applicant,
        "quality_score": told["quality_score"],
        "band": band(told["quality_score"]),
        "applied": told["applied"],
        "model_version": told["model_version"],
        "link": f"{link}/api/matches/{quote(job, safe='')}/{quote(applicant, safe='')}",
    }


def _digest(told: DigestDocument, subscription: Subscription, lowest: int, link: str) -> DigestData | None:
    jobs: Mapping[str, tuple[list[int], float]] = told["jobs"]
    if subscription.jobs:
        jobs = {job: jobs[job] for job in subscription.jobs if job in jobs}
    found = {job: (counts[lowest], best) for job, (counts, best) in jobs.items() if counts[lowest]}
    if not found:
        return None
    listed = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))[:MOST_LISTED]
    return {
        "cause": told["cause"],
        "model_version": told["model_version"],
        "band": subscription.band,
        "matches": sum(count for count, _ in found.values()),
        "job_count": len(found),
        "jobs": [
            {
                "job_id": job,
                "matches": count,
                "best_score": best,
                "link": f"{link}/api/jobs/{quote(job, safe='')}/matches",
            }
            for job, (count, best) in listed
        ],
    }


def erasure(key: bytes) -> Record:
    """The record that erases a message."""
    return Record(WEBHOOK_MESSAGES.name, key, None)
