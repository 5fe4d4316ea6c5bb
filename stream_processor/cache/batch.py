"""A batch of records on its way to Redis, with as few writes as give the same contents as writing every record.

Of successive matches of one pair mostly only the last is written. That is exact, whatever Redis holds: a match is
accepted if neither of its revisions is older than those in Redis. So a match may be left out if a later one of the pair
is at least as new in both revisions, or an earlier one is newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

import orjson
from confluent_kafka import Message

from data.contract.entities import Applicant, Job
from data.contract.events import EventType
from data.contract.matches import PREVIOUS_SCORE, MatchDocument, split_key
from data.contract.records import Headers, Partition
from data.contract.topics import JOBS, MATCHES
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input
from data.kafka.reading import headers_of
from data.redis import layout as results
from data.telemetry.traces import TRACEPARENT
from stream_processor import metrics


class Part:
    """Arguments of one call of the script `results.WRITE`.

    Attributes
    ----------
    matches, entities : list of list
    removed : list of str
        Applicants who were removed.
    values : list of bytes
        The script's other arguments.
    """

    __slots__ = ("entities", "matches", "removed", "values")

    def __init__(self) -> None:
        self.matches: list[list[Any]] = []
        self.entities: list[list[Any]] = []
        self.removed: list[str] = []
        self.values: list[bytes] = []

    def put(self, pair: bytes, put: _Put | None) -> None:
        """Add a match, or its removal."""
        ids = (pair.decode(errors="replace"), *split_key(pair))
        if put is None:
            self.matches.append([*ids])
        else:
            self.matches.append([*ids, *put.facts()])
            self.values.append(put.value)
            if put.pushed is not None:
                self.values.append(orjson.dumps(put.pushed | {"previous_score": put.before}))


class _Put:
    """A match to be written, with the values that the script needs and that later matches are compared with."""

    __slots__ = (
        "applicant_revision", "at", "before", "event_time", "job_revision", "model", "previous", "pushed", "score",
        "value",
    )  # fmt: skip

    def __init__(self, value: bytes, previous: bytes | None, line: float, at: int) -> None:
        document: MatchDocument = orjson.loads(value)
        self.at = at
        self.value = value
        self.score = document["quality_score"]
        self.model = document.get("model_version")
        self.event_time = document.get("event_time")
        self.job_revision = document["job_revision"]
        self.applicant_revision = document["applicant_revision"]
        if type(self.score) is not float or {type(self.job_revision), type(self.applicant_revision)} != {int}:
            raise TypeError("a match has a score and two revisions")
        self.pushed = results.push(document, None) if self.score >= line else None
        self.before = None if previous is None else float(previous)
        self.previous = (previous, self.job_revision, self.applicant_revision) if previous else None

    def is_as_new_as(self, other: _Put) -> bool:
        """Whether both revisions are at least as new as the other's, so that this match replaces it."""
        return self.job_revision >= other.job_revision and self.applicant_revision >= other.applicant_revision

    def facts(self) -> list[Any]:
        """The script's arguments for this match, after the pair."""
        score, job_revision, applicant_revision = self.previous or (None, 0, 0)
        return [
            repr(self.score),
            self.job_revision,
            self.applicant_revision,
            score is not None and score.decode(),
            job_revision,
            applicant_revision,
            self.pushed is not None,
            self.at,
        ]


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
        """Number of pairs."""
        return len(self._of_pair)

    def put(self, pair: bytes, value: bytes | None, previous: bytes | None, at: int = 0) -> _Put | None:
        """Add the next record of the matches topic.

        Parameters
        ----------
        pair : bytes
            The record's key.
        value : bytes, optional
            None where the pair left the view.
        previous : bytes, optional
            The score before, from the record's header.
        at : int, optional
            When it was published, in milliseconds since 1970.

        Returns
        -------
        _Put or None
            The match as it was read; None for a removal.

        Raises
        ------
        ValueError, KeyError, TypeError
            When it is no match.
        """
        if b"|" not in pair or not (pair.isascii() or pair.decode()):
            raise ValueError("the key of a match is a pair")
        if value is None:
            self._of_pair[pair] = [None]
            return None
        put = _Put(value, previous, self._line, at)
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
        return put

    def writes(self) -> Iterator[tuple[bytes, _Put | None]]:
        """Each write, with its pair."""
        return ((pair, put) for pair, puts in self._of_pair.items() for put in puts)

    def _keeps_apart(self, earlier: _Put, later: _Put) -> bool:
        """Whether both writes are needed so that the script sees the score cross the push line.

        If the earlier one was above the line already, the later one inherits its previous score.
        """
        if later.pushed is None:
            return False
        if earlier.pushed is None:
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
        Partitions whose records are history: they are not pushed.
    partitions : int
        Of each topic of entities.
    newest : dict of int to int, optional
        By shard, the time of the newest event of which a match came so far; kept up to date.

    Attributes
    ----------
    ends : dict
        For each partition, the offset after its last record.
    counts : dict
        Number of records by topic.
    models : dict of int to str
        For each shard, the model of its last match.
    event_times : list of (int, bytes or None)
        Times of the events of which these are the first matches, in microseconds since 1970, and their traces; without
        history. A match with an older time came because another left.
    traces : list of bytes
        The `traceparent` of each match that has one; without history.
    history, live : MatchWrites
    """

    def __init__(
        self, push_line: float, silent: set[Partition], partitions: int, newest: dict[int, int] | None = None
    ) -> None:
        self._partitions = partitions
        self._silent = frozenset(silent)
        self._entities: list[tuple[list[Any], bytes]] = []
        self._removed: list[str] = []
        self.ends: dict[Partition, int] = {}
        self.counts: dict[str, int] = {}
        self.models: dict[int, str] = {}
        self._newest = {} if newest is None else newest
        self.event_times: list[tuple[int, bytes | None]] = []
        self.traces: list[bytes] = []
        self.history = MatchWrites()
        self.live = MatchWrites(push_line)

    def parts(self, size: int) -> Iterator[Part]:
        """Split the batch into calls: history in parts of `size` matches, everything else with the last part."""
        part = Part()
        for pair, put in self.history.writes():
            if len(part.matches) == size:
                yield part
                part = Part()
            part.put(pair, put)
        for pair, put in self.live.writes():
            part.put(pair, put)
        for entity, value in self._entities:
            part.entities.append(entity)
            part.values.append(value)
        part.removed += self._removed
        yield part

    def add(self, message: Message) -> None:
        """Add a record of any of the topics."""
        if message.topic() == MATCHES.name:
            headers = headers_of(message)
            place = message.partition() or 0, message.offset() or 0
            self.match(*place, message.key(), message.value(), headers, message.timestamp()[1])
        else:
            self.entity(Input.of_message(message))

    def match(
        self,
        partition: int,
        offset: int,
        key: bytes | None,
        value: bytes | None,
        headers: Headers | None,
        at: int = 0,
    ) -> None:
        """Add a record of the matches topic; one that is no match is skipped, for the shard's owner removes it."""
        previous = traceparent = None
        for name, held in headers or ():
            if name == PREVIOUS_SCORE:
                previous = held
            elif name == TRACEPARENT:
                traceparent = held
        place = (MATCHES.name, partition)
        self._count(place, offset)
        try:
            put = (self.history if place in self._silent else self.live).put(key or b"", value, previous, at)
            if put is not None and put.model is not None:
                self.models[partition] = put.model
            if put is not None and type(put.event_time) is int and put.event_time > self._newest.get(partition, 0):
                self._newest[partition] = put.event_time
                if place not in self._silent:
                    self.event_times.append((put.event_time, traceparent))
            if traceparent is not None and place not in self._silent:
                self.traces.append(traceparent)
                if put is not None and put.pushed is not None:
                    put.pushed[TRACEPARENT] = traceparent.decode("ascii", "replace")
        except (ValueError, KeyError, TypeError):
            metrics.NO_MATCHES.inc()  # not ours; the owner of the shard removes it

    def entity(self, item: Input) -> None:
        """Add a record of jobs or applicants; a misplaced one is skipped, for a worker sends it to its partition."""
        self._count((item.topic, item.partition), item.offset)
        if not item.counts_here(self._partitions):
            return
        try:
            event = item.read()
        except Unreadable:
            return  # the worker sent its dead letter
        if event.type is EventType.APPLICANT_REMOVED:
            self._removed.append(event.key)
        job = event.topic is JOBS
        key = results.job(event.key) if job else results.applicant(event.key)
        value = orjson.dumps(event.entity.model_dump(exclude_none=True)) if event.entity else b""
        is_open = (isinstance(event.entity, Job) and event.entity.is_open) if job else None
        entity = [key, event.revision, event.key, is_open]
        if isinstance(event.entity, Job | Applicant):
            entity.append(results.shown(event.entity).decode())
        self._entities.append((entity, value))

    def _count(self, place: Partition, offset: int) -> None:
        self.ends[place] = offset + 1
        self.counts[place[0]] = self.counts.get(place[0], 0) + 1
