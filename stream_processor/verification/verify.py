"""Compares the matches topic, and Redis, with the expected matches (`stream_processor.verification.cross_join`)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

import orjson
import redis

from data.contract.matches import Match, split_key
from data.contract.topics import MATCHES
from data.errors import ExitCode
from data.kafka.champion import announced
from data.kafka.dead_letters import origins
from data.kafka.reading import KafkaConnection, read
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import check
from data.redis import layout as results
from stream_processor.settings import StreamSettings
from stream_processor.verification.cross_join import fold, join
from stream_processor.verification.stillness import wait_until_still
from stream_processor.worker import champion

EXAMPLES = 5
SETTLING = 3.0
"""Seconds in which the owner of a shard corrects what another worker wrote late."""


@dataclass
class Report:
    """The result of a verification.

    Attributes
    ----------
    events_in : int
        Records in the input topics that still exist.
    pairs : int
        Number of scored pairs: each open job with each applicant of whom enough is known, and the applications of the
        other applicants.
    unknown : int
        Applicants of whom nothing is known: they are in no list, so only their applications are among the pairs.
    matches : int
        Records in the matches topic, compacted.
    dead_letters : int
        Input records that have at least one dead letter.
    unread : int
        Input records that can't be read and have no dead letter.
    misplaced : int
        Input records in another partition than their key's, which the workers moved, or have still to move.
    missing, extra, differing : int
        Against the matches topic.
    redis_missing, redis_extra, redis_differing : int or None
        Of Redis against the matches topic; None where Redis was left out.
    view_sha256 : str
        Digest of the matches topic, compacted and sorted by key.
    looks : int
        Number of comparisons: repeated while differing matches were still being corrected.
    """

    events_in: int = 0
    pairs: int = 0
    unknown: int = 0
    matches: int = 0
    dead_letters: int = 0
    unread: int = 0
    misplaced: int = 0
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


def cached(client: redis.Redis) -> dict[bytes, bytes]:
    """The matches in Redis; a match that is not in both lists with its score gets a value that differs from all."""
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
                continue  # the pair left the view while this was read
            try:
                score = -Match.decode(value).quality_score
            except ValueError:
                held[key.removeprefix(prefix)] = b"no match"
                continue
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
    """Recompute and compare; the stream must be at rest.

    Raises
    ------
    TopicsUnfit
        Where topics differ from those for which progress was written, or changed while they were read.
    """
    begun = time.monotonic()
    watch = check(settings)
    scorer = champion.load(settings, announced(settings) or "champion")
    source = fold(settings)
    wanted = join(source, scorer, settings.k_applicant, settings.k_job)
    held = published(settings)
    letters = origins(settings)
    missing, extra, differing = differences(wanted.matches, held)
    report = Report(
        events_in=source.records,
        pairs=wanted.pairs,
        unknown=wanted.unknown,
        matches=len(held),
        dead_letters=len(letters),
        unread=len(source.unreadable - letters),
        misplaced=source.misplaced,
        missing=len(missing),
        extra=len(extra),
        differing=len(differing),
        view_sha256=_digest(held),
    )
    for what, keys in (("missing", missing), ("extra", extra), ("differing", differing)):
        report.examples += [f"{what}: {_shown(key)}" for key in keys[:EXAMPLES]]
    if with_redis:
        client = redis.Redis.from_url(**settings.redis_client())
        missing, extra, differing = differences(held, cached(client))
        client.close()
        report.redis_missing, report.redis_extra, report.redis_differing = len(missing), len(extra), len(differing)
        for what, keys in (("missing", missing), ("extra", extra), ("differing", differing)):
            report.examples += [f"{what} in Redis: {_shown(key)}" for key in keys[:EXAMPLES]]
    watch.require()
    report.seconds = round(time.monotonic() - begun, 3)
    return report


def verify_at_rest(
    settings: StreamSettings, timeout: float, *, with_redis: bool, pause: Callable[[float], None] = time.sleep
) -> Report:
    """Wait until the stream is at rest, then verify.

    A worker that was cut off may still write old matches, which the new owner of its shard corrects. So a failed
    comparison is repeated until it succeeds, the matches topic no longer changes, or `timeout` seconds are over.

    Raises
    ------
    NotStill, TopicsUnfit
    """
    check(settings)
    deadline = time.monotonic() + timeout
    before, looks = "", 0
    while True:
        wait_until_still(settings, max(0.0, deadline - time.monotonic()), with_redis=with_redis)
        report, looks = verify(settings, with_redis=with_redis), looks + 1
        if report.holds or report.view_sha256 == before or time.monotonic() > deadline:
            return replace(report, looks=looks)
        before = report.view_sha256
        pause(SETTLING)


def _shown(key: bytes) -> str:
    return key.decode(errors="backslashreplace")


def _digest(held: dict[bytes, bytes]) -> str:
    digest = hashlib.sha256()
    for key in sorted(held):
        digest.update(key + b"\0" + held[key] + b"\n")
    return digest.hexdigest()


def run(settings: StreamSettings, *, wait: float | None, redis: bool, as_json: bool) -> int:
    """Verify and print; exit code 0 only if the promise held, `ExitCode.NOT_JUDGED` where that can't be told."""
    try:
        report = (
            verify(settings, with_redis=redis) if wait is None else verify_at_rest(settings, wait, with_redis=redis)
        )
    except TopicsUnfit as why:
        print(orjson.dumps({"not_judged": str(why)}).decode() if as_json else f"The promise can't be judged: {why}")
        return ExitCode.NOT_JUDGED
    if as_json:
        print(orjson.dumps(asdict(report)).decode())
    else:
        print(f"{report.events_in} input records, {report.pairs} pairs scored, {report.matches} matches published")
        print(f"applicants of whom nothing is known, matched with what they applied to alone: {report.unknown}")
        print(f"matches: {report.missing} missing, {report.extra} extra, {report.differing} differing")
        if report.redis_missing is not None:
            print(
                f"Redis: {report.redis_missing} missing, {report.redis_extra} extra, {report.redis_differing} differing"
            )
        print(f"dead letters: {report.dead_letters}; unreadable without one: {report.unread}")
        if report.misplaced:
            print(f"records in another partition than their key's, moved by the workers: {report.misplaced}")
        if report.looks > 1:
            print(f"looked {report.looks} times: matches were still being put right")
        for example in report.examples:
            print(f"  {example}")
        print("The promise held." if report.holds else "The promise is broken.")
    return 0 if report.holds else 1
