"""A match in Kafka and Redis: one pair of the view, small and deterministic.

The value is a function of the two entities, the application between them and the model. It holds no time of writing and
no trace of the order of events, so that a replay writes the same bytes. The score before a change is in a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, NotRequired, cast

import orjson
from typing_extensions import TypedDict

PREVIOUS_SCORE = "previous_score"
"""Header of a match record: the last published score of the pair, if that was another."""


class RatiosDocument(TypedDict):
    """The ratios of a pair in JSON; see `RATIOS`."""

    technical: float | None
    academic: float | None
    english: float | None
    spanish: float | None
    area: float | None
    seniority: float | None
    contract: float | None


class MatchDocument(TypedDict):
    """A match in JSON."""

    job_id: str
    applicant_id: str
    quality_score: float
    hire_probability: float
    ratios: RatiosDocument
    applied: bool
    model_version: str
    job_revision: int
    applicant_revision: int
    event_time: int


class PushedDocument(TypedDict):
    """A push as Redis keeps it: ids and scores, nothing personal; `traceparent` of the event that it follows from."""

    job_id: str
    applicant_id: str
    quality_score: float
    previous_score: float | None
    applied: bool
    model_version: str
    event_time: int
    traceparent: NotRequired[str]


class PushDocument(PushedDocument):
    """A push as clients get it: with the band, and the titles of both sides where they are known."""

    band: str
    titulo_vaga: str | None
    titulo_profissional: str | None


RATIOS = tuple(RatiosDocument.__annotations__)
"""The recruiter's categories; the ratio of each is 0 to 1, or null where one side has no data."""


class Match(NamedTuple):
    """One pair of the view.

    Attributes
    ----------
    job_id, applicant_id : str
    quality_score : float
        0 to 100; 50 is the average applicant. It alone ranks.
    hire_probability : float
        0 to 1, at the observed base rate; how easily the job is filled is part of it.
    ratios : tuple of float or None
        In the order of `RATIOS`; None is "no data".
    applied : bool
        Whether the applicant has an application to the job that was not withdrawn.
    model_version : str
    job_revision, applicant_revision : int
        Revisions of the entities that were scored, in microseconds since 1970.
    event_time : int
        The newest of both revisions and the application's, in microseconds since 1970.
    """

    job_id: str
    applicant_id: str
    quality_score: float
    hire_probability: float
    ratios: tuple[float | None, ...]
    applied: bool
    model_version: str
    job_revision: int
    applicant_revision: int
    event_time: int

    @property
    def key(self) -> bytes:
        """The record's key."""
        return match_key(self.job_id, self.applicant_id)

    def to_dict(self) -> MatchDocument:
        """The match as a JSON document."""
        return {
            "job_id": self.job_id,
            "applicant_id": self.applicant_id,
            "quality_score": self.quality_score,
            "hire_probability": self.hire_probability,
            "ratios": cast("RatiosDocument", dict(zip(RATIOS, self.ratios, strict=True))),
            "applied": self.applied,
            "model_version": self.model_version,
            "job_revision": self.job_revision,
            "applicant_revision": self.applicant_revision,
            "event_time": self.event_time,
        }

    def encode(self) -> bytes:
        """The record's value; floats in the shortest form that reads back to the same bits."""
        return orjson.dumps(self.to_dict())

    @classmethod
    def decode(cls, value: bytes) -> Match:
        """Read a record's value.

        Raises
        ------
        ValueError
            When it is no match of this version; unknown members are ignored.
        """
        return cls.of_document(orjson.loads(value))

    @classmethod
    def of_document(cls, held: Any) -> Match:
        """Read a record's value that was parsed.

        Raises
        ------
        ValueError
        """
        try:
            return cls(
                job_id=held["job_id"],
                applicant_id=held["applicant_id"],
                quality_score=held["quality_score"],
                hire_probability=held["hire_probability"],
                ratios=tuple(held["ratios"].get(name) for name in RATIOS),
                applied=held["applied"],
                model_version=held["model_version"],
                job_revision=held["job_revision"],
                applicant_revision=held["applicant_revision"],
                event_time=held["event_time"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no match of version 1: {error!r}") from None


def match_key(job_id: str, applicant_id: str) -> bytes:
    """The key of a pair, in Kafka, and in Redis behind a prefix: no two pairs share one, whatever their ids contain."""
    return match_keys([(job_id, applicant_id)])[0]


def match_keys(pairs: Iterable[tuple[str, str]]) -> list[bytes]:
    """The keys of pairs: ``<job>|<applicant>``, or ``|<length of job>|<job><applicant>`` where that is ambiguous."""
    return [
        (f"{job}|{applicant}" if job and "|" not in job else f"|{len(job)}|{job}{applicant}").encode()
        for job, applicant in pairs
    ]


def split_key(key: bytes) -> tuple[str, str]:
    """Job id and applicant id of a key; of bytes that are no pair's key, all as job id and "" as applicant id."""
    text = key.decode(errors="replace")
    measured = _MEASURED.fullmatch(text)
    if measured is not None:
        length, ids = int(measured[1]), measured[2]
        return ids[:length], ids[length:]
    job, _, applicant = text.partition("|")
    return (job, applicant) if job else (text, "")


_MEASURED = re.compile(r"\|([0-9]{1,9})\|(.*)", re.DOTALL)
