"""The cache: matches, jobs and applicants from their topics into Redis.

How far each partition was written stands in Redis itself and changes in the same transaction as what was
written. So Redis emptied, restarted empty or put back to an older state is noticed by its progress alone,
and read again from there; and a record is written once, and pushed once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from signal import SIGINT, SIGTERM, signal
from typing import Any

import redis
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from data import results
from data.kafka import Partition, reader
from data.topics import APPLICANTS, JOBS, MATCHES
from stream_processor import metrics
from stream_processor.cache_batch import MATCHES_A_CALL, Batch
from stream_processor.inputs import Input
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.cache")

CACHED = (APPLICANTS, JOBS, MATCHES)
TAKEN = 500
"""Records taken from the consumer at a time."""
PAIRS = 1000
"""Pairs in a transaction: Redis answers nobody while it runs, for ten to twenty milliseconds of its time."""
RECORDS = 20_000
"""Records in a batch at most; where Redis is behind, many of them are of the same pairs."""
LONGEST_BATCH = 0.5
"""Seconds that a batch is gathered at most."""
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
            if len(batch) >= TAKEN:
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
        self._put_matches = self._redis.register_script(results.PUT_MATCHES)
        self._put_entity = self._redis.register_script(results.PUT_ENTITY)
        self._forget_pushes = self._redis.register_script(results.FORGET_PUSHES)
        self._next: dict[Partition, int] = {}
        self._parts = 0
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
        consumer = reader(
            self._settings,
            {
                "fetch.wait.max.ms": 20,
                # Matches come faster than Redis takes them; what waits stays in Kafka, not in memory.
                "queued.max.messages.kbytes": 4096,
                # A second, unless told; so a queue that is full would be filled once a second.
                "fetch.queue.backoff.ms": 5,
                "fetch.error.backoff.ms": 50,
            },
        )
        try:
            self._start_over(consumer)
            while not self._stopped:
                batch, ended = self._take(consumer)
                if batch.ends or ended or self._clock() - self._looked >= CHECK_EVERY:
                    self._write(consumer, batch)
        finally:
            consumer.close()
            self._redis.close()

    def _start_over(self, consumer: Consumer) -> None:
        """Read on from where Redis stands."""
        held = self._until_it_answers(lambda: self._redis.hgetall(results.PROGRESS))
        self._parts = int(held.get(results.PARTS.encode(), 0))
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

    def _take(self, consumer: Consumer) -> tuple[Batch, bool]:
        """Take what has come, as much of it as makes a batch; also tells whether a partition's end was reached."""
        batch = Batch(self._settings.push_line, self._silent)
        until = self._clock() + LONGEST_BATCH
        while True:
            messages = consumer.consume(TAKEN, 0.02)
            if self._sort_out(messages, batch):
                return batch, True  # what comes after a partition's end is no history
            records = sum(batch.counts.values())
            if len(messages) < TAKEN or len(batch.live) >= PAIRS or records >= RECORDS or self._clock() >= until:
                return batch, False

    def _sort_out(self, messages: Iterable[Message], batch: Batch) -> bool:
        """Split what the consumer hands over into records and ends of partitions; tells whether there was an end."""
        ended = False
        for message in messages:
            error = message.error()
            if error is None:
                if message.topic() == MATCHES.name:
                    batch.match(
                        message.partition() or 0,
                        message.offset() or 0,
                        message.key(),
                        message.value(),
                        message.headers(),  # type: ignore[arg-type]
                    )
                else:
                    batch.entity(Input.of_message(message))
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 -- the library's public constant
                self._at_end.add((message.topic() or "", message.partition() or 0))
                ended = True
            elif error.fatal():
                raise KafkaException(error)
            else:
                LOG.warning("Kafka: %s", error.str())
        return ended

    def _write(self, consumer: Consumer, batch: Batch) -> None:
        try:
            self._until_it_answers(lambda: self._put(batch))
        except (Disagreement, redis.WatchError):  # the latter also where Redis was lost, or loading, in mid-transaction
            LOG.warning("Redis does not hold what was written to it; reading the topics again from where it stands")
            self._start_over(consumer)
            return
        self._looked = self._clock()
        self._next |= batch.ends
        for topic, count in batch.counts.items():
            metrics.CACHED.labels(topic).inc(count)
        self._silent -= self._at_end
        if not self.is_ready and len(self._at_end) == len(self._next):
            self._set_ready(ready=True)

    def _put(self, batch: Batch) -> None:
        """Write a batch.

        History may be long, so it goes in parts before the batch's own transaction. A batch of which only
        parts were written is written again from its beginning, which comes to the same. That a part is lost
        as Redis goes back to an older state is seen by their count, for the offsets are written last.
        """
        calls = list(batch.history.calls())
        size = PAIRS // MATCHES_A_CALL
        while len(calls) > size:
            self._transact(calls[:size], {results.PARTS: self._parts + 1})
            self._parts += 1
            del calls[:size]
        ends = {results.progress_field(*partition): offset for partition, offset in batch.ends.items()}
        self._transact([*calls, *batch.live.calls()], ends, batch)

    def _transact(self, calls: list[list[Any]], stand: dict[str, int], rest: Batch | None = None) -> None:
        """Write matches, and what else a batch holds, with how far that is, if Redis stands where it was left."""
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.watch(results.PROGRESS)  # type: ignore[no-untyped-call]
            held = pipe.hgetall(results.PROGRESS)
            known = {results.progress_field(*partition): offset for partition, offset in self._next.items()}
            for field, number in (known | {results.PARTS: self._parts}).items():
                if int(held.get(field.encode(), 0)) != number:
                    raise Disagreement
            pipe.multi()
            for arguments in calls:
                self._put_matches([results.PUSHES], arguments, client=pipe)
            if rest:
                for keys, arguments in rest.entities:
                    self._put_entity(keys, arguments, client=pipe)
                if rest.removed:
                    self._forget_pushes([results.PUSHES], rest.removed, client=pipe)
            if stand:
                pipe.hset(results.PROGRESS, mapping=stand)  # type: ignore[arg-type]
                answers = pipe.execute()
                metrics.PUSHES.inc(sum(answers[: len(calls)]))
            self._connected = True

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
