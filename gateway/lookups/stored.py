"""How entities and matches rest in Redis: what is asked for, and how the answers are read.

What nobody of ours wrote raises `ValueError`, `TypeError`, `KeyError` or `AttributeError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import orjson

from data.contract.bands import band
from data.contract.matches import Match
from data.redis import layout


@dataclass(frozen=True, slots=True)
class Stored:
    """An entity as it rests: its fields, none where it was removed, and its revision."""

    fields: dict[str, Any] | None
    revision: int | None

    @staticmethod
    def asked(key: str) -> tuple[str, ...]:
        """The command that asks for an entity."""
        return "HMGET", key, "value", "revision"

    @classmethod
    def read(cls, answer: Any) -> Self:
        """Read the answer to it."""
        value, revision = answer
        return cls(_object(value) if value else None, int(revision) if revision else None)


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of an entity: few and short fields, however long the entity is."""

    shown: dict[str, Any]
    revision: int | None

    @property
    def is_there(self) -> bool:
        """Whether the entity is known, and not removed."""
        return self.revision is not None

    @staticmethod
    def asked(key: str) -> tuple[str, ...]:
        """The command that asks for a row."""
        return "HMGET", key, "shown", "revision"

    @classmethod
    def read(cls, answer: Any) -> Self:
        """Read the answer to it."""
        shown, revision = answer
        return cls(_object(shown) if shown else {}, int(revision) if revision else None)


def titles(job: Row, applicant: Row) -> dict[str, Any]:
    """The titles of the two sides of a match."""
    return {
        "titulo_vaga": job.shown.get("titulo_vaga"),
        "titulo_profissional": applicant.shown.get("titulo_profissional"),
    }


def match_asked(job_id: str, applicant_id: str) -> tuple[str, ...]:
    """The command that asks for a match."""
    return "HMGET", layout.match(job_id, applicant_id), "value", "previous_score", "earlier"


def read_match(answer: Any, job: Row, applicant: Row) -> dict[str, Any] | None:
    """Read the answer to it, with the titles of both sides and its history; None where there is no such match."""
    value, previous, earlier = answer
    if value is None:
        return None
    match = _match(_object(value), previous, job, applicant)
    match["history"] = _history(match["quality_score"], orjson.loads(f"[{earlier or ''}]"))
    return match


def _history(score: float, earlier: list[Any]) -> list[dict[str, Any]]:
    """The score and those before it, the newest first: since when each stands, and what changed the one before it.

    Since when the oldest stood, and why, was not seen.
    """
    scores = [*(before for before, _, _ in earlier), score]
    changes = [(None, []), *((int(at), causes.split("+")) for _, at, causes in earlier)]
    return [
        {"quality_score": float(was), "since": since, "causes": causes}
        for was, (since, causes) in reversed(list(zip(scores, changes, strict=True)))
    ]


def read_ranking(answer: str, job: Row) -> list[dict[str, Any]]:
    """Read the answer to `layout.ranking_asked`; a match that was removed meanwhile is left out."""
    return [
        _match(_checked(match), previous, job, Row({} if shown is None else _checked(shown), None))
        for match, previous, shown in orjson.loads(answer)
        if match is not None
    ]


def _match(match: dict[str, Any], previous: Any, job: Row, applicant: Row) -> dict[str, Any]:
    """A match as it is answered, made of what was parsed."""
    Match.of_document(match)  # so that whoever reads on finds what a match has
    match["previous_score"] = None if previous is None else float(previous)
    match["band"] = band(match["quality_score"])
    match |= titles(job, applicant)
    return match


def _object(text: str) -> dict[str, Any]:
    return _checked(orjson.loads(text))


def _checked(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("no JSON object")
    return value
