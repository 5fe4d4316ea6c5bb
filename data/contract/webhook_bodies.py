"""What the bodies of webhooks hold: ids and scores, nothing else of a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from data.contract.bands import BANDS, LOWEST

Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
BandName = Annotated[str, Field(json_schema_extra={"enum": [name for _, name in BANDS] + [LOWEST]})]
Score = Annotated[float, Field(ge=0, le=100)]


class MessageKind(StrEnum):
    """What a message tells; the `type` of its body."""

    ENTERED = "match.entered"
    """The score of a pair reached the subscription's band from below."""
    SCORED = "application.scored"
    """Somebody applied: the score of the pair."""
    DIGEST = "matches.digest"
    """A job or a model is new: how many pairs reached the band, in one message."""
    TEST = "webhook.test"
    """Somebody asked for a test; it goes to one subscription whatever that asks for."""


class PairData(TypedDict):
    """A pair, and where to look it up."""

    job_id: str
    applicant_id: str
    quality_score: Score
    band: BandName
    applied: bool
    model_version: str
    link: str


class JobData(TypedDict):
    """How many pairs of a job reached the band, the best of them, and where to look them up."""

    job_id: str
    matches: int
    best_score: Score
    link: str


class DigestData(TypedDict):
    """All pairs that reached the band for one cause; of the jobs, those with the best pairs are listed."""

    cause: Annotated[str, Field(json_schema_extra={"enum": ["job", "model"]})]
    model_version: str
    band: BandName
    matches: int
    job_count: int
    jobs: list[JobData]


class TestData(TypedDict):
    """The subscription that is tested."""

    subscription: str


class EnteredBody(TypedDict):
    """A pair reached the band."""

    type: Literal[MessageKind.ENTERED]
    timestamp: Time
    data: PairData


class ScoredBody(TypedDict):
    """Somebody applied."""

    type: Literal[MessageKind.SCORED]
    timestamp: Time
    data: PairData


class DigestBody(TypedDict):
    """Many pairs reached the band at once."""

    type: Literal[MessageKind.DIGEST]
    timestamp: Time
    data: DigestData


class TestBody(TypedDict):
    """A test."""

    type: Literal[MessageKind.TEST]
    timestamp: Time
    data: TestData


BODIES: dict[MessageKind, type] = {
    MessageKind.ENTERED: EnteredBody,
    MessageKind.SCORED: ScoredBody,
    MessageKind.DIGEST: DigestBody,
    MessageKind.TEST: TestBody,
}
"""The body of each kind of message."""
Body = EnteredBody | ScoredBody | DigestBody | TestBody
