"""The cache: matches, jobs and applicants from their topics into Redis.

How far each partition was written stands in Redis itself and changes in the same transaction as what was
written. So Redis emptied, restarted empty or put back to an older state is noticed by its progress alone,
and read again from there; and a record is written once, and pushed once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from signal import SIGINT, SIGTERM, signal
from typing import Any

import orjson
import redis
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from redis.client import Pipeline

from data import results
from data.entities import Job
from data.events import EventType, Unreadable
from data.kafka import Partition
from data.matches import PREVIOUS_SCORE, Match, split_key
from data.topics import APPLICANTS, JOBS, MATCHES
from stream_processor import metrics
from stream_processor.inputs import Input
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.cache")

CACHED = (APPLICANTS, JOBS, MATCHES)
BATCH = 1000
LONGEST_PAUSE = 5.0
CHECK_EVERY = 1.0
"""Seconds between looks at Redis's progress while nothing comes."""


class Disagreement(Exception):  # noqa: N818 -- a state, not a fault
    """Redis stands elsewhere than what was last written to it."""


def empty(settings: StreamSettings) -> int:
    """Remove all that the cache holds, its progress first: its writer fills it again; returns how many keys."""
    with redis.Redis.from_url(**settings.redis_client()) as client:
        removed = int(client.delete(results.READY, results.PROGRESS))
        batch: list[bytes] = []
        for key in client.scan_iter(match=f"{results.PREFIX}*", count=5000):
            batch.append(key)
            if len(batch) >= BATCH:
                removed += int(client.unlink(*batch))
                batch.clear()
        if batch:
            removed += int(client.unlink(*batch))
        client.delete(results.PROGRESS)
    return removed


class Cache:
    """Writes until it is stopped.

    Parameters
    ----------
    settings : StreamSettings
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, settings: StreamSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._redis = redis.Redis.from_url(**settings.redis_client(), socket_timeout=10, socket_connect_timeout=5)
        self._put_match = self._redis.register_script(results.PUT_MATCH)
        self._drop_match = self._redis.register_script(results.DROP_MATCH)
        self._forget_pushes = self._redis.register_script(results.FORGET_PUSHES)
        self._put_entity = self._redis.register_script(results.PUT_ENTITY)
        self._next: dict[Partition, int] = {}
        self._at_end: set[Partition] = set()
        self._silent: set[Partition] = set()
        self._looked = -CHECK_EVERY
        self._stopped = False
        self._connected = False
        self.is_ready = False

    def stop(self, *_signal: object) -> None:
        """End after the batch in hand."""
        self._stopped = True

    def health(self) -> dict[str, Any]:
        """Whether Redis holds all that the topics hold."""
        return {
            "ready": self.is_ready,
            "status": "ready" if self.is_ready else "catching up" if self._connected else "Redis is away",
            "behind": [f"{topic}/{number}" for topic, number in sorted(set(self._next) - self._at_end)],
        }

    def run(self) -> None:
        """Write until `stop`, or a signal."""
        signal(SIGTERM, self.stop)
        signal(SIGINT, self.stop)
        consumer = Consumer(
            self._settings.client()
            | {
                "group.id": "matchstream-cache",  # asked for by librdkafka; partitions are assigned, not joined
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 20,
                # Matches come faster than Redis takes them; what waits stays in Kafka, not in memory.
                "queued.max.messages.kbytes": 4096,
                "fetch.error.backoff.ms": 50,
            }
        )
        try:
            self._start_over(consumer)
            while not self._stopped:
                messages = consumer.consume(BATCH, 0.02)
                if messages or self._clock() - self._looked >= CHECK_EVERY:
                    self._write(consumer, self._sort_out(messages))
        finally:
            consumer.close()
            self._redis.close()

    def _start_over(self, consumer: Consumer) -> None:
        """Read on from where Redis stands."""
        held = self._until_it_answers(lambda: self._redis.hgetall(results.PROGRESS))
        self._next = {}
        for topic in CACHED:
            for number in range(topic.partitions(self._settings.partitions)):
                field = results.progress_field(topic.name, number)
                self._next[topic.name, number] = int(held.get(field.encode(), 0))
        # What an empty cache reads first is history: it is written, not pushed.
        self._silent = {partition for partition, offset in self._next.items() if not offset}
        self._at_end.clear()
        self._set_ready(ready=False)
        consumer.assign([TopicPartition(*partition, offset) for partition, offset in self._next.items()])

    def _sort_out(self, messages: Sequence[Message]) -> list[Input]:
        """Split what the consumer hands over into records and ends of partitions."""
        records = []
        for message in messages:
            error = message.error()
            if error is None:
                records.append(Input.of_message(message))
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 -- the library's public constant
                self._at_end.add((message.topic() or "", message.partition() or 0))
            elif error.fatal():
                raise KafkaException(error)
            else:
                LOG.warning("Kafka: %s", error.str())
        return records

    def _write(self, consumer: Consumer, records: list[Input]) -> None:
        try:
            self._until_it_answers(lambda: self._transact(records))
        except Disagreement:
            LOG.warning("Redis does not hold what was written to it; reading the topics again from where it stands")
            self._start_over(consumer)
            return
        self._looked = self._clock()
        for item in records:
            self._next[item.topic, item.partition] = item.offset + 1
        self._silent -= self._at_end
        if not self.is_ready and len(self._at_end) == len(self._next):
            self._set_ready(ready=True)

    def _transact(self, records: list[Input]) -> None:
        """Write a batch and its progress, if Redis stands where the batch begins."""
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.watch(results.PROGRESS)  # type: ignore[no-untyped-call]
            held = pipe.hgetall(results.PROGRESS)
            for partition, offset in self._next.items():
                if int(held.get(results.progress_field(*partition).encode(), 0)) != offset:
                    raise Disagreement
            pipe.multi()
            ends: dict[Any, Any] = {}
            removed: list[str] = []
            for item in records:
                self._put(pipe, item, removed)
                ends[results.progress_field(item.topic, item.partition)] = item.offset + 1
                metrics.CACHED.labels(item.topic).inc()
            if removed:
                self._forget_pushes([results.PUSHES], removed, client=pipe)
            if ends:
                pipe.hset(results.PROGRESS, mapping=ends)
                try:
                    answers = pipe.execute()
                except redis.WatchError:
                    raise Disagreement from None
                metrics.PUSHES.inc(sum(answer == results.PUSHED for answer in answers[:-1]))
            self._connected = True

    def _put(self, pipe: Pipeline, item: Input, removed: list[str]) -> None:
        if item.topic == MATCHES.name:
            self._put_match_record(pipe, item)
            return
        try:
            event = item.read()
        except Unreadable:
            return  # the worker sent its dead letter
        if event.type is EventType.APPLICANT_REMOVED:
            removed.append(event.key)
        job = event.topic is JOBS
        key = results.job(event.key) if job else results.applicant(event.key)
        value = orjson.dumps(event.entity.model_dump(exclude_none=True)) if event.entity else b""
        is_open = ("1" if isinstance(event.entity, Job) and event.entity.is_open else "0") if job else ""
        self._put_entity([key, results.JOBS], [event.revision, value, event.key, is_open], client=pipe)

    def _put_match_record(self, pipe: Pipeline, item: Input) -> None:
        job, applicant = split_key(item.key or b"")
        keys = [results.match(job, applicant), results.job_matches(job), results.applicant_matches(applicant)]
        if item.value is None:
            self._drop_match(keys, [job, applicant], client=pipe)
            return
        match = Match.decode(item.value)
        previous = dict(item.headers).get(PREVIOUS_SCORE)
        silent = (item.topic, item.partition) in self._silent
        self._put_match(
            [*keys, results.PUSHES],
            [
                job,
                applicant,
                item.value,
                repr(match.quality_score),
                match.job_revision,
                match.applicant_revision,
                previous or b"",
                b"" if silent else repr(self._settings.push_line),
                orjson.dumps(results.push(match, float(previous) if previous else None)),
                results.PUSHES_KEPT,
            ],
            client=pipe,
        )

    def _set_ready(self, *, ready: bool) -> None:
        def change() -> object:
            return self._redis.set(results.READY, 1) if ready else self._redis.delete(results.READY)

        self._until_it_answers(change)
        self.is_ready = ready
        metrics.CACHE_READY.set(ready)

    def _until_it_answers(self, ask: Callable[[], Any]) -> Any:
        """Ask Redis again and again, ever less often, while it is away."""
        pause = 0.05
        while True:
            try:
                return ask()
            except (redis.ConnectionError, redis.TimeoutError) as error:
                if self._stopped:
                    raise SystemExit(0) from None
                self._connected = self.is_ready = False
                LOG.warning("Redis is away (%s: %s); again in %.1f s", type(error).__name__, error, pause)
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
