"""A batch of records on its way to Redis: as few writes as leave Redis as if each record had been written.

Of the matches of one pair that follow one another mostly the last alone is written. That is exact, whatever
Redis holds: a match is taken if neither of its revisions is older than those that are held, so one that is
followed by another at least as new in both may be left out, and so may one that follows a newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any, NamedTuple

import orjson

from data import results
from data.entities import Job
from data.events import EventType, Headers, Unreadable
from data.kafka import Partition
from data.matches import PREVIOUS_SCORE, MatchDocument
from data.topics import JOBS, MATCHES
from stream_processor.inputs import Input

MATCHES_A_CALL = 200
"""Redis runs one call of a script at a time; so many take it two or three milliseconds."""


class EntityWrite(NamedTuple):
    """Keys and arguments of `results.PUT_ENTITY`."""

    keys: list[str]
    arguments: list[Any]


class _Put:
    """A match to be written: what the script and the comparison with the next one need."""

    __slots__ = ("applicant_revision", "before", "document", "job_revision", "previous", "score", "value")

    def __init__(self, value: bytes, previous: bytes | None, line: float) -> None:
        document: MatchDocument = orjson.loads(value)
        self.value = value
        self.document = document if document["quality_score"] >= line else None
        self.score = document["quality_score"]
        self.job_revision = document["job_revision"]
        self.applicant_revision = document["applicant_revision"]
        self.before = previous
        self.previous = (previous, self.job_revision, self.applicant_revision) if previous else None

    def is_as_new_as(self, other: _Put) -> bool:
        """Whether it replaces the other."""
        return self.job_revision >= other.job_revision and self.applicant_revision >= other.applicant_revision

    def facts(self) -> str:
        """The numbers as the script takes them."""
        facts = f"{self.score!r} {self.job_revision} {self.applicant_revision}"
        if self.previous is None:
            return facts
        score, job_revision, applicant_revision = self.previous
        return f"{facts} {score.decode()} {job_revision} {applicant_revision}"

    def push(self, document: MatchDocument) -> bytes:
        """What is pushed if it crosses the line."""
        return orjson.dumps(results.push(document, float(self.before) if self.before else None))


class MatchWrites:
    """Matches to be written, by pair.

    Parameters
    ----------
    push_line : float, optional
        Score from which a match is pushed. Default is to push none.
    """

    def __init__(self, push_line: float | None = None) -> None:
        self._line = inf if push_line is None else push_line
        self._of_pair: dict[bytes, list[_Put | None]] = {}

    def __len__(self) -> int:
        """How many pairs are written."""
        return len(self._of_pair)

    def put(self, pair: bytes, value: bytes | None, previous: bytes | None) -> None:
        """Add a record of the matches topic after those that are there.

        Parameters
        ----------
        pair : bytes
            The record's key.
        value : bytes, optional
            None where the pair left the view.
        previous : bytes, optional
            The score before it.

        Raises
        ------
        ValueError, KeyError
            When it is no match.
        """
        if value is None:
            self._of_pair[pair] = [None]
            return
        put = _Put(value, previous, self._line)
        writes = self._of_pair.setdefault(pair, [])
        last = writes[-1] if writes else None
        if last is None:
            writes.append(put)
        elif put.is_as_new_as(last):
            if self._keeps_apart(last, put):
                writes.append(put)
            else:
                writes[-1] = put
                put.previous = put.previous or last.previous
        elif not last.is_as_new_as(put):
            writes.append(put)

    def calls(self) -> Iterator[list[Any]]:
        """Arguments of `results.PUT_MATCHES`, call by call."""
        head = ["" if self._line == inf else repr(self._line), results.PUSHES_KEPT]
        call = [*head]
        room = MATCHES_A_CALL
        for pair, writes in self._of_pair.items():
            for put in writes:
                if not room:
                    yield call
                    call = [*head]
                    room = MATCHES_A_CALL
                room -= 1
                if put is None:
                    call += (pair, b"")
                elif put.document is None:
                    call += (pair, put.facts(), put.value)
                else:
                    call += (pair, put.facts(), put.value, put.push(put.document))
        if len(call) > len(head):
            yield call

    def _keeps_apart(self, earlier: _Put, later: _Put) -> bool:
        """Whether both must be written, for the later to be pushed; one that was above goes on from before it."""
        if later.document is None:
            return False
        if earlier.document is None:
            return True
        later.before = earlier.before
        return False


class Batch:
    """Records of all topics that are written together.

    Parameters
    ----------
    push_line : float
        Score from which a match is pushed.
    silent : set of (topic, partition)
        Those whose records are history, and not pushed.

    Attributes
    ----------
    ends : dict
        By partition, the offset after its last record.
    counts : dict
        By topic, how many records.
    entities : list of EntityWrite
    removed : list of str
        Applicants who were removed.
    history, live : MatchWrites
    """

    def __init__(self, push_line: float, silent: set[Partition]) -> None:
        self._silent = frozenset(silent)
        self.ends: dict[Partition, int] = {}
        self.counts: dict[str, int] = {}
        self.entities: list[EntityWrite] = []
        self.removed: list[str] = []
        self.history = MatchWrites()
        self.live = MatchWrites(push_line)

    def match(
        self, partition: int, offset: int, key: bytes | None, value: bytes | None, headers: Headers | None
    ) -> None:
        """Add a record of the matches topic."""
        previous = None
        for name, held in headers or ():
            if name == PREVIOUS_SCORE:
                previous = held
        place = (MATCHES.name, partition)
        (self.history if place in self._silent else self.live).put(key or b"", value, previous)
        self._count(place, offset)

    def entity(self, item: Input) -> None:
        """Add a record of the jobs or the applicants."""
        self._count((item.topic, item.partition), item.offset)
        try:
            event = item.read()
        except Unreadable:
            return  # the worker sent its dead letter
        if event.type is EventType.APPLICANT_REMOVED:
            self.removed.append(event.key)
        job = event.topic is JOBS
        key = results.job(event.key) if job else results.applicant(event.key)
        value = orjson.dumps(event.entity.model_dump(exclude_none=True)) if event.entity else b""
        is_open = ("1" if isinstance(event.entity, Job) and event.entity.is_open else "0") if job else ""
        self.entities.append(EntityWrite([key, results.JOBS], [event.revision, value, event.key, is_open]))

    def _count(self, place: Partition, offset: int) -> None:
        self.ends[place] = offset + 1
        self.counts[place[0]] = self.counts.get(place[0], 0) + 1
