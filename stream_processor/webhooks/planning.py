"""Which matches are told: one message where a pair crosses a band or is applied for, a digest where many do at once.

Pure: records of the matches topic in, messages out. All records of a pair are in one partition, so its messages are in
the order of its matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

import orjson

from data.contract.bands import band
from data.contract.matches import MatchDocument
from data.contract.webhook_bodies import MessageKind
from data.webhooks.messages import ABSENT, DigestDocument, Message, MessageDocument, PairDocument
from data.webhooks.subscription import LEVELS
from stream_processor.webhooks.standing import MODELS, Place, Standing

SWITCH_MS = 600_000
"""How long after a model's first match in a partition a pair that is new there counts as the model's doing."""

JOB, MODEL = "job", "model"


class Match(NamedTuple):
    """A record of the matches topic."""

    partition: int
    offset: int
    key: bytes
    value: bytes | None
    timestamp_ms: int
    traceparent: bytes | None = None


class _Scored(NamedTuple):
    """Its place, and what else decides on messages."""

    match: Match
    document: MatchDocument
    before: Place
    place: Place


class _Switch(NamedTuple):
    """A partition's model, and when its first match came."""

    model: str
    at_ms: int


class Digests:
    """Crossings that are told together, by model, cause and job."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, str], dict[str, tuple[list[int], float]]] = {}
        self._time = 0

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._jobs)

    def add(self, cause: str, scored: _Scored) -> None:
        """Count a crossing."""
        document = scored.document
        jobs = self._jobs.setdefault((cause, document["model_version"]), {})
        counts, best = jobs.get(document["job_id"], ([0] * len(LEVELS), 0.0))
        for level in range(scored.before.level + 1, scored.place.level + 1):
            counts[level] += 1
        jobs[document["job_id"]] = counts, max(best, document["quality_score"])
        self._time = max(self._time, scored.match.timestamp_ms)

    def messages(self, since: Mapping[int, int], topic: str) -> list[Message]:
        """The digests, and begin anew.

        Parameters
        ----------
        since : mapping of int to int
            Offset of each partition from which on was counted: whoever counts the same again gives it the same id.
        topic : str
            Id of the matches topic.
        """
        found = []
        for (cause, model), jobs in self._jobs.items():
            digest: DigestDocument = {"cause": cause, "model_version": model, "jobs": jobs}
            document: MessageDocument = {"kind": MessageKind.DIGEST.value, "time": self._time, "digest": digest}
            place = orjson.dumps([sorted(since.items()), topic, cause, model])
            found.append(Message(f"msg_d_{sha256(place).hexdigest()[:24]}", document))
        self._jobs = {}
        self._time = 0
        return found


class Planning:
    """Turns matches into messages.

    Parameters
    ----------
    topic : str
        Id of the matches topic, which is part of messages' ids.

    Attributes
    ----------
    digests : Digests
    """

    def __init__(self, topic: str = "") -> None:
        self._topic = topic
        self._start = sha256(topic.encode()).hexdigest()[:8]
        self._standing = Standing()
        self._models: dict[str, int] = {}
        self._switches: dict[int, _Switch] = {}
        self.digests = Digests()

    def remember(self, match: Match) -> None:
        """Take in a match that was told before, or is older than every subscription."""
        self._scored(match)

    def take(self, match: Match) -> list[Message]:
        """Take in the next match; returns its messages. What is told in a digest is in `digests`."""
        scored = self._scored(match)
        if scored is None:
            return []
        found = []
        if scored.place.level > scored.before.level:
            cause = self._cause(scored)
            if cause is None:
                found.append(self._message(MessageKind.ENTERED, scored))
            else:
                self.digests.add(cause, scored)
        if scored.place.applied and not scored.before.applied:
            found.append(self._message(MessageKind.SCORED, scored))
        return found

    def _scored(self, match: Match) -> _Scored | None:
        """Put the pair where it stands now; None where it left the view, and for what is no match."""
        if match.value is None:
            self._standing.put(match.key, Place())
            return None
        try:
            document: MatchDocument = orjson.loads(match.value)
            level, model = LEVELS[band(document["quality_score"])], document["model_version"]
            place = Place(level, bool(document["applied"]), self._number(match, model))
            document["job_id"], document["applicant_id"], document["job_revision"], document["event_time"]
        except (ValueError, KeyError, TypeError):
            return None
        return _Scored(match, document, self._standing.put(match.key, place), place)

    def _number(self, match: Match, model: str) -> int:
        if model not in self._models:
            self._models[model] = len(self._models) % MODELS
        switch = self._switches.get(match.partition)
        if switch is None or switch.model != model:
            # The first model of a partition is no change.
            self._switches[match.partition] = _Switch(model, match.timestamp_ms if switch else 0)
        return self._models[model]

    def _cause(self, scored: _Scored) -> str | None:
        """Whether a crossing is one of many of a new model or a changed job; None where it is the applicant's own."""
        document, before = scored.document, scored.before
        of_job = document["event_time"] == document["job_revision"] > document["applicant_revision"]
        if before.level != ABSENT:
            is_of_model = before.model != scored.place.model
        else:
            switched = self._switches[scored.match.partition].at_ms
            is_of_model = document["event_time"] // 1000 < switched and scored.match.timestamp_ms < switched + SWITCH_MS
        return MODEL if is_of_model else JOB if of_job else None

    def _message(self, kind: MessageKind, scored: _Scored) -> Message:
        document, match = scored.document, scored.match
        pair: PairDocument = {
            "job_id": document["job_id"],
            "applicant_id": document["applicant_id"],
            "quality_score": document["quality_score"],
            "applied": document["applied"],
            "model_version": document["model_version"],
            "before": scored.before.level,
            "level": scored.place.level,
        }
        letter = "e" if kind is MessageKind.ENTERED else "s"
        key = f"msg_{letter}_{self._start}_{match.partition}_{match.offset}"
        return Message(key, {"kind": kind.value, "time": match.timestamp_ms, "pair": pair}, match.traceparent)
