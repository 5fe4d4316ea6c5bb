"""The expected matches, by a plain cross-join of the latest entities, from the input topics alone.

It is independent of the stream on purpose: it reads `jobs`, not the shards' copies, finds the newest events by sorting,
and ranks by sorting a whole matrix. It shares with the stream the codec, the model (also for who is unknown) and
`encode_matches`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType
from data.contract.matches import match_keys
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, REMOVALS_KEPT_MS
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input
from data.kafka.misplaced import moved_below
from data.kafka.partitions import shard_of
from data.kafka.reading import KafkaConnection, read
from model.scoring.scorer import Scorer
from stream_processor.join.match_records import Pair, encode_matches

SOURCES = (JOBS, APPLICANTS, APPLICATIONS)
ROWS = 256
"""Owners whose scores are sorted at a time."""


@dataclass
class Source:
    """The latest entities, from the input topics alone; applicants by shard, wherever their records lie.

    Attributes
    ----------
    misplaced : int
        Records in another partition than their key's that still exist, not counting the worker's marks.
    """

    jobs: dict[str, Event] = field(default_factory=dict)
    applicants: list[dict[str, Event]] = field(default_factory=list)
    applications: dict[Pair, Event] = field(default_factory=dict)
    unreadable: set[tuple[str, int, int]] = field(default_factory=set)
    records: int = 0
    misplaced: int = 0


class _Read(NamedTuple):
    """An event and its record."""

    item: Input
    event: Event
    is_misplaced: bool

    @property
    def order(self) -> tuple[int, bool, int]:
        """Sort key: the last record counts; of equal times the one in the right partition, as the other is its copy."""
        return self.event.revision, not self.is_misplaced, self.item.offset


@dataclass
class Joined:
    """The expected matches.

    Attributes
    ----------
    matches : dict of bytes to bytes
        Values by key.
    pairs : int
        Number of scored pairs: each open job with each applicant of whom enough is known, and the applications of the
        other applicants.
    unknown : int
        Applicants of whom nothing is known.
    """

    matches: dict[bytes, bytes] = field(default_factory=dict)
    pairs: int = 0
    unknown: int = 0


def fold(connection: KafkaConnection, now_ms: float | None = None) -> Source:
    """Read the newest revision of each entity from the input topics; of equal times the last in its partition counts.

    A misplaced record counts too, so that one that was marked but not moved shows as a difference. It stops counting
    when its mark is older than removals are kept, for its entity may have been removed since, and the removal compacted
    away.

    Parameters
    ----------
    connection : KafkaConnection
    now_ms : float, optional
        Milliseconds since 1970. Default is now.
    """
    source = Source(applicants=[{} for _ in range(connection.partitions)])
    events: list[_Read] = []
    marks: dict[tuple[str, int, bytes | None], tuple[int, int]] = {}
    starts = {(topic.name, number): 0 for topic in SOURCES for number in range(connection.partitions)}
    for message in read(connection, starts):
        item = Input.of_message(message)
        if item.is_mark:
            place, told = (item.topic, item.partition, item.key), moved_below(item.headers, item.offset)
            marks[place] = max(marks.get(place, (0, 0)), (told, item.timestamp_ms))
            continue
        source.records += 1
        try:
            event = item.read()
        except Unreadable:
            source.unreadable.add((item.topic, item.partition, item.offset))
        else:
            events.append(_Read(item, event, item.is_misplaced(connection.partitions)))
    forgotten = (time.time() * 1000 if now_ms is None else now_ms) - REMOVALS_KEPT_MS
    for read_one in sorted(events, key=attrgetter("order")):
        item, event = read_one.item, read_one.event
        source.misplaced += read_one.is_misplaced
        below, marked_ms = marks.get((item.topic, item.partition, item.key), (0, 0))
        if read_one.is_misplaced and below > item.offset and marked_ms < forgotten:
            continue
        _take_in(source, event)
    source.jobs = {k: e for k, e in source.jobs.items() if isinstance(e.entity, Job) and e.entity.is_open}
    source.applicants = [
        {k: e for k, e in shard.items() if isinstance(e.entity, Applicant)} for shard in source.applicants
    ]
    source.applications = {
        pair: e for pair, e in source.applications.items() if e.type is not EventType.APPLICATION_WITHDREW
    }
    return source


def _take_in(source: Source, event: Event) -> None:
    """Have an event take the place of what was known of its entity."""
    if isinstance(event.entity, Application):
        source.applications[event.entity.id_vaga, event.entity.id_candidato] = event
    elif event.topic is JOBS:
        source.jobs[event.key] = event
    else:
        source.applicants[shard_of(event.key, len(source.applicants))][event.key] = event


def join(source: Source, scorer: Scorer, k_applicant: int, k_job: int) -> Joined:
    """Join every shard with all jobs.

    Parameters
    ----------
    source : Source
    scorer : Scorer
    k_applicant : int
        Best jobs of each applicant.
    k_job : int
        Best applicants of each job and shard.
    """
    jobs = scorer.jobs()
    job_ids = _put(source.jobs, jobs)
    job_at = {name: slot for slot, name in enumerate(job_ids)}
    joined = Joined()
    for shard in source.applicants:
        columns = scorer.applicants()
        names = _put(shard, columns)
        at = {name: slot for slot, name in enumerate(names)}
        is_known = columns.known[: len(names)]
        known = np.flatnonzero(is_known)
        scores = scorer.score(jobs, np.arange(len(job_ids)), columns, known)
        best = {(j, int(known[a])): scores[j, a] for j, a in _best(scores, k_job)}
        best |= {(j, int(known[a])): scores[j, a] for a, j in _best(scores.T, k_applicant)}
        applied = {(job_at[j], at[a]) for j, a in source.applications if j in job_at and a in at}
        best |= {(j, a): scorer.score(jobs, [j], columns, [a])[0, 0] for j, a in applied - best.keys()}
        joined.pairs += scores.size + sum(not is_known[a] for _, a in applied)
        joined.unknown += len(names) - known.size
        places = np.array(sorted(best), np.int32).reshape(-1, 2)
        pairs = [(job_ids[j], names[a]) for j, a in places.tolist()]
        values = encode_matches(
            scorer,
            pairs,
            np.array([best[j, a] for j, a in places.tolist()], np.float64),
            jobs.effects[places[:, 0]],
            scorer.ratios(jobs, places[:, 0], columns, places[:, 1]),
            [
                (
                    source.jobs[j].revision,
                    shard[a].revision,
                    source.applications[j, a].revision if (j, a) in source.applications else None,
                )
                for j, a in pairs
            ],
        )
        joined.matches.update(zip(match_keys(pairs), values, strict=True))
    return joined


def _put(events: Mapping[str, Event], columns: Any) -> list[str]:
    """Put entities into columns by their ids' order; returns the ids."""
    names = sorted(events)
    for slot, name in enumerate(names):
        columns.put(slot, events[name].entity)
    return names


def _best(scores: Any, k: int) -> Iterator[tuple[int, int]]:
    """Yield (owner, member) for the k best members of each row. Columns are in order of ids, so ties break by id."""
    for start in range(0, len(scores), ROWS):
        order = np.argsort(-scores[start : start + ROWS], axis=1, kind="stable")[:, :k]
        for row, members in enumerate(order.tolist()):
            for member in members:
                yield start + row, member
