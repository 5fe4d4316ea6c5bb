"""Recomputes the matches from the input topics alone, and compares.

Independent of the stream on purpose: it reads `jobs`, not the shards' copies; folds by sorting; and ranks
by sorting a whole matrix. It shares with the stream the codec, the model and the making of a record.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, cast

import numpy as np
import orjson
import redis

from data import results
from data.dead_letters import Origin, partitions
from data.entities import Applicant, Application, Job
from data.events import Event, EventType, Unreadable
from data.kafka import KafkaConnection, read
from data.matches import Match, match_keys, split_key
from data.models import announced
from data.topics import APPLICANTS, APPLICATIONS, JOBS, MATCHES
from model.scorer import Scorer
from stream_processor import champion
from stream_processor.inputs import Input
from stream_processor.records import Pair, encode_matches
from stream_processor.settings import StreamSettings
from stream_processor.stillness import wait_until_still

SOURCES = (JOBS, APPLICANTS, APPLICATIONS)
EXAMPLES = 5
ROWS = 256
"""Owners whose scores are sorted at a time."""
SETTLING = 3.0
"""Seconds in which what a worker writes late is put right by the one that has its shard."""


@dataclass
class Report:
    """What was found.

    Attributes
    ----------
    events_in : int
        Records in the input topics that are there still.
    pairs : int
        Pairs of an open job and an applicant.
    matches : int
        Records in the matches topic, compacted.
    dead_letters : int
        Input records that have at least one dead letter.
    unread : int
        Input records that can't be read and have no dead letter.
    missing, extra, differing : int
        Against the matches topic.
    redis_missing, redis_extra, redis_differing : int or None
        Of Redis against the matches topic; None where Redis was left out.
    view_sha256 : str
        Digest of the matches topic, compacted and sorted by key.
    looks : int
        How often was looked: again as long as matches came that nothing called for.
    """

    events_in: int = 0
    pairs: int = 0
    matches: int = 0
    dead_letters: int = 0
    unread: int = 0
    missing: int = 0
    extra: int = 0
    differing: int = 0
    redis_missing: int | None = None
    redis_extra: int | None = None
    redis_differing: int | None = None
    view_sha256: str = ""
    looks: int = 1
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the promise held."""
        counts = (self.missing, self.extra, self.differing, self.unread)
        return not any(counts) and not any((self.redis_missing, self.redis_extra, self.redis_differing))


@dataclass
class Source:
    """The latest entities, from the input topics alone."""

    jobs: dict[str, Event] = field(default_factory=dict)
    applicants: list[dict[str, Event]] = field(default_factory=list)
    applications: dict[Pair, Event] = field(default_factory=dict)
    unreadable: set[tuple[str, int, int]] = field(default_factory=set)
    records: int = 0


def fold(connection: KafkaConnection) -> Source:
    """Fold the input topics: of each entity the newest revision, of equals the later in its topic."""
    source = Source(applicants=[{} for _ in range(connection.partitions)])
    events: list[tuple[int, int, int, Event]] = []
    starts = {(topic.name, number): 0 for topic in SOURCES for number in range(connection.partitions)}
    for message in read(connection, starts):
        item = Input.of_message(message)
        source.records += 1
        try:
            event = item.read()
        except Unreadable:
            source.unreadable.add((item.topic, item.partition, item.offset))
        else:
            events.append((event.revision, item.offset, item.partition, event))
    for _, _, partition, event in sorted(events, key=lambda e: e[:2]):
        if isinstance(event.entity, Application):
            source.applications[event.entity.id_vaga, event.entity.id_candidato] = event
        elif event.topic is JOBS:
            source.jobs[event.key] = event
        else:
            source.applicants[partition][event.key] = event
    source.jobs = {k: e for k, e in source.jobs.items() if isinstance(e.entity, Job) and e.entity.is_open}
    source.applicants = [
        {k: e for k, e in shard.items() if isinstance(e.entity, Applicant)} for shard in source.applicants
    ]
    source.applications = {
        pair: e for pair, e in source.applications.items() if e.type is not EventType.APPLICATION_WITHDREW
    }
    return source


def view(source: Source, scorer: Scorer, k_applicant: int, k_job: int) -> Iterator[tuple[bytes, bytes]]:
    """The keys and values of the matches that must be, by a plain cross-join of every shard."""
    job_ids = sorted(source.jobs)
    jobs = scorer.jobs()
    for slot, name in enumerate(job_ids):
        jobs.put(slot, cast("Job", source.jobs[name].entity))
    job_at = {name: slot for slot, name in enumerate(job_ids)}
    all_jobs = np.arange(len(job_ids), dtype=np.int32)
    for shard in source.applicants:
        names = sorted(shard)
        if not names or not job_ids:
            continue
        columns = scorer.applicants()
        for slot, name in enumerate(names):
            columns.put(slot, cast("Applicant", shard[name].entity))
        at = {name: slot for slot, name in enumerate(names)}
        scores = scorer.score(jobs, all_jobs, columns, np.arange(len(names), dtype=np.int32))
        chosen = {(j, a) for j, a in _best(scores, k_job)} | {(j, a) for a, j in _best(scores.T, k_applicant)}
        chosen |= {(job_at[j], at[a]) for j, a in source.applications if j in job_at and a in at}
        places = np.array(sorted(chosen), np.int32)
        pairs = [(job_ids[j], names[a]) for j, a in places.tolist()]
        values = encode_matches(
            scorer,
            pairs,
            scores[places[:, 0], places[:, 1]],
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
        yield from zip(match_keys(pairs), values, strict=True)


def _best(scores: Any, k: int) -> Iterator[tuple[int, int]]:
    """The k best members of each owner (row): ids ascend with the columns, so a stable sort breaks ties by id."""
    for start in range(0, len(scores), ROWS):
        order = np.argsort(-scores[start : start + ROWS], axis=1, kind="stable")[:, :k]
        for row, members in enumerate(order.tolist()):
            for member in members:
                yield start + row, member


def published(connection: KafkaConnection) -> dict[bytes, bytes]:
    """The matches topic, compacted."""
    held: dict[bytes, bytes] = {}
    for message in read(connection, {(MATCHES.name, number): 0 for number in range(connection.partitions)}):
        key, value = message.key() or b"", message.value()
        if value is None:
            held.pop(key, None)
        else:
            held[key] = value
    return held


def dead_letters(connection: KafkaConnection) -> set[Origin]:
    """Topic, partition and offset of the input records that have a dead letter, or had one that was erased."""
    return {Origin.of(message.key() or b"") for message in read(connection, partitions(connection))}


def cached(client: redis.Redis) -> dict[bytes, bytes]:
    """The matches as Redis holds them: those that both lists name."""
    held: dict[bytes, bytes] = {}
    prefix = results.MATCH.encode()
    keys = list(client.scan_iter(match=prefix + b"*", count=5000))
    for start in range(0, len(keys), 5000):
        with client.pipeline(transaction=False) as pipe:
            for key in keys[start : start + 5000]:
                job, applicant = split_key(key.removeprefix(prefix))
                pipe.hget(key, "value")
                pipe.zscore(results.job_matches(job), applicant)
                pipe.zscore(results.applicant_matches(applicant), job)
            answers = pipe.execute()
        for key, value, by_job, by_applicant in zip(
            keys[start:], answers[::3], answers[1::3], answers[2::3], strict=False
        ):
            if value is None:
                continue  # it left while this was read
            score = -Match.decode(value).quality_score
            held[key.removeprefix(prefix)] = value if by_job == by_applicant == score else b"not in both lists"
    return held


def differences(wanted: dict[bytes, bytes], held: dict[bytes, bytes]) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Keys that are missing, that are extra, and whose bytes differ."""
    return (
        [key for key in wanted if key not in held],
        [key for key in held if key not in wanted],
        [key for key, value in wanted.items() if key in held and held[key] != value],
    )


def verify(settings: StreamSettings, *, with_redis: bool) -> Report:
    """Recompute and compare; the stream must be at rest."""
    begun = time.monotonic()
    scorer = champion.load(settings, announced(settings) or "champion")
    source = fold(settings)
    wanted = dict(view(source, scorer, settings.k_applicant, settings.k_job))
    held = published(settings)
    letters = dead_letters(settings)
    missing, extra, differing = differences(wanted, held)
    report = Report(
        events_in=source.records,
        pairs=len(source.jobs) * sum(len(shard) for shard in source.applicants),
        matches=len(held),
        dead_letters=len(letters),
        unread=len(source.unreadable - letters),
        missing=len(missing),
        extra=len(extra),
        differing=len(differing),
        view_sha256=_digest(held),
    )
    for what, keys in (("missing", missing), ("extra", extra), ("differing", differing)):
        report.examples += [f"{what}: {key.decode()}" for key in keys[:EXAMPLES]]
    if with_redis:
        client = redis.Redis.from_url(**settings.redis_client())
        missing, extra, differing = differences(held, cached(client))
        client.close()
        report.redis_missing, report.redis_extra, report.redis_differing = len(missing), len(extra), len(differing)
        for what, keys in (("missing", missing), ("extra", extra), ("differing", differing)):
            report.examples += [f"{what} in Redis: {key.decode()}" for key in keys[:EXAMPLES]]
    report.seconds = round(time.monotonic() - begun, 3)
    return report


def verify_at_rest(
    settings: StreamSettings, timeout: float, *, with_redis: bool, pause: Callable[[float], None] = time.sleep
) -> Report:
    """Wait until the stream is at rest, then verify.

    A worker that was cut off may still write what it had, and whoever has its shard now puts that right. So what does
    not hold is looked at again, until it holds, the matches topic stays as it is, or `timeout` seconds are over.

    Raises
    ------
    NotStill
    """
    deadline = time.monotonic() + timeout
    before, looks = "", 0
    while True:
        wait_until_still(settings, max(0.0, deadline - time.monotonic()), with_redis=with_redis)
        report, looks = verify(settings, with_redis=with_redis), looks + 1
        if report.holds or report.view_sha256 == before or time.monotonic() > deadline:
            return replace(report, looks=looks)
        before = report.view_sha256
        pause(SETTLING)


def _digest(held: dict[bytes, bytes]) -> str:
    digest = hashlib.sha256()
    for key in sorted(held):
        digest.update(key + b"\0" + held[key] + b"\n")
    return digest.hexdigest()


def run(settings: StreamSettings, *, wait: float | None, redis: bool, as_json: bool) -> int:
    """Verify and print; exit code 0 only if the promise held."""
    report = verify(settings, with_redis=redis) if wait is None else verify_at_rest(settings, wait, with_redis=redis)
    if as_json:
        print(orjson.dumps(asdict(report)).decode())
    else:
        print(f"{report.events_in} input records, {report.pairs} pairs, {report.matches} matches published")
        print(f"matches: {report.missing} missing, {report.extra} extra, {report.differing} differing")
        if report.redis_missing is not None:
            print(
                f"Redis: {report.redis_missing} missing, {report.redis_extra} extra, {report.redis_differing} differing"
            )
        print(f"dead letters: {report.dead_letters}; unreadable without one: {report.unread}")
        if report.looks > 1:
            print(f"looked {report.looks} times: matches were still being put right")
        for example in report.examples:
            print(f"  {example}")
        print("The promise held." if report.holds else "The promise is broken.")
    return 0 if report.holds else 1
