"""The cache: matches, jobs and applicants from their topics into Redis.

How far each partition was written stands in Redis itself and changes in the same call of a script as what was
written. So Redis emptied, restarted empty or put back to an older state is noticed by its progress alone,
and read again from there; and a record is written once, and pushed once.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
import redis
from redis.exceptions import NoScriptError

from data.contract.records import Partition
from data.contract.topics import APPLICANTS, JOBS, MATCHES
from data.kafka.follower import Follower
from data.kafka.progress import UNKNOWN_TOPICS, Topics
from data.redis import layout as results
from data.redis.faults import End, RedisState, RedisWatch
from stream_processor import metrics
from stream_processor.cache.batch import Batch
from stream_processor.cache.pipeline import Calls
from stream_processor.cache.written import Written
from stream_processor.collector import look_seldom
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.cache")

CACHED = (APPLICANTS, JOBS, MATCHES)
TAKEN = 250
"""Records taken from the consumer at a time."""
QUEUE = 4 << 20
"""Bytes that wait in the consumer at most."""
LEAST_FETCH = 16 << 10
"""Bytes of a partition that a fetch asks for at least; four times less than its share, for they come compressed."""
PAIRS = 250
"""Pairs in a call: Redis answers nobody while it runs, for four or five milliseconds of its time."""
AHEAD = 2
"""Batches that are before Redis while the next is gathered."""
RECORDS = 20_000
"""Records in a batch at most; where Redis is behind, many of them are of the same pairs."""
LONGEST_BATCH = 0.5
"""Seconds that a batch is gathered at most."""
CHECK_EVERY = 1.0
"""Seconds between looks at Redis's progress while nothing comes; the cache is said to be whole as often."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
"""Seconds until Redis is tried again; each pause is twice the one before, until Redis takes a batch."""


class Sent(NamedTuple):
    """A batch whose answers are awaited."""

    calls: int
    written: Written
    ready: bool


class Disagreement(Exception):
    """Redis stands elsewhere than what was last written to it."""


class Cache:
    """Writes until it is stopped.

    Parameters
    ----------
    settings : StreamSettings
    topics : Topics
        Which it reads: a cache that was written from others is filled anew.
    clock : callable
        Monotonic seconds.

    Attributes
    ----------
    is_ready : bool
    models : dict of int to str
        By shard, the model of the last match that came; empty of those of which none came since the start.
    """

    def __init__(
        self,
        settings: StreamSettings,
        topics: Topics = UNKNOWN_TOPICS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._topics = topics.told(topic.name for topic in CACHED)
        self._clock = clock
        self._redis = redis.Redis.from_url(**settings.redis_client(), socket_timeout=10, socket_connect_timeout=5)
        keys = (results.PROGRESS, results.READY, results.PUSHES, results.JOBS)
        self._calls = Calls(self._redis, results.WRITE, keys)
        self._sent: deque[Sent] = deque()
        self._follower = Follower(settings, _options(settings.partitions))
        self._next: dict[Partition, int] = {}
        self._parts = 0
        self._silent: set[Partition] = set()
        self._looked = -CHECK_EVERY
        self._stopped = False
        self._watch = RedisWatch(LOG, metrics.redis_is, clock)
        self._pause = FIRST_PAUSE
        self.is_ready = False
        self.models: dict[int, str] = {}
        self._newest: dict[int, int] = {}

    def stop(self, *_signal: object) -> None:
        """End after the batch in hand."""
        self._stopped = True

    def health(self) -> dict[str, Any]:
        """Whether Redis holds all that the topics hold, and else why not."""
        fault = self._watch.fault
        return {
            "ready": self.is_ready,
            "status": "ready" if self.is_ready else fault.says if fault else "catching up",
            "redis": self._watch.state,
            "behind": [f"{topic}/{number}" for topic, number in sorted(self._follower.behind.copy())],
        }

    def standing(self) -> tuple[dict[Partition, int], float]:
        """Where it stands, asked from another thread: by partition the next offset; seconds since Redis took a call."""
        return self._next.copy(), self._clock() - self._looked

    def run(self) -> None:
        """Write until `stop`.

        Raises
        ------
        redis.RedisError
            One that does not pass by itself.
        """
        look_seldom()
        try:
            self._start_over()
            while not self._stopped:
                self._advance()
        finally:
            self._follower.close()
            self._calls.close()
            self._redis.close()

    def _advance(self) -> None:
        """Take a batch and send it to Redis, while Redis works on the one before."""
        batch, ended = self._take()
        try:
            if batch.ends or ended or self._clock() - self._looked >= CHECK_EVERY:
                self._send(batch, ready=not self._follower.behind)
            self._settle(AHEAD if batch.ends else 0)
        except (Disagreement, NoScriptError):
            LOG.warning("Redis does not hold what was written to it; reading the topics again from where it stands")
            self._start_over()
        except (redis.RedisError, OSError) as error:
            self._wait(error)
            self._start_over()

    def _start_over(self) -> None:
        """Read on from where Redis stands."""
        self._tell(ready=False)
        held = self._until_it_answers(self._begin)
        self._parts = held.get(results.PARTS, 0)
        self._next = {}
        for topic in CACHED:
            for number in range(topic.partitions(self._settings.partitions)):
                field = results.progress_field(topic.name, number)
                self._next[topic.name, number] = held.get(field, 0)
        # What comes before a cache was whole for the first time is history: it is written, not pushed, also by a writer
        # that was started anew, or lost its connection, in the middle of it.
        self._silent = set() if results.WHOLE in held else set(self._next)
        self._follower.assign(self._next)

    def _begin(self) -> dict[str, int]:
        """Have Redis say that it is being filled, and where it stands."""
        self._sent.clear()
        self._calls.begin()
        self._redis.delete(results.READY)
        is_damaged = self._watch.fault is not None and self._watch.fault.end is End.REFILL
        raw = {} if is_damaged else self._redis.hgetall(results.PROGRESS)
        held = results.read_progress(raw)
        is_of_others = self._topics and raw.get(results.TOPICS_FIELD.encode(), self._topics) != self._topics
        if held.get(results.LAYOUT_FIELD, 0) != results.LAYOUT or is_of_others:
            held = {}
            if removed := results.empty(self._redis):
                what = "what other topics held" if is_of_others else f"another layout than {results.LAYOUT}"
                LOG.warning("Redis held %s: removed %d keys", what, removed)
        # Written each time: whether Redis takes writes is learnt before the topics are read.
        if self._topics:
            self._redis.hset(results.PROGRESS, results.TOPICS_FIELD, self._topics)
        self._redis.hset(results.PROGRESS, results.LAYOUT_FIELD, results.LAYOUT)
        return held

    def _take(self) -> tuple[Batch, bool]:
        """Take what has come, as much of it as makes a batch; also tells whether a partition's end was reached."""
        self._silent &= self._follower.behind
        batch = Batch(self._settings.push_line, self._silent, self._settings.partitions, self._newest)
        until = self._clock() + LONGEST_BATCH
        while True:
            messages = self._follower.read(TAKEN, 0.02)
            for message in messages:
                batch.add(message)
            if self._follower.at_end:
                return batch, True  # what comes after a partition's end is no history
            records = sum(batch.counts.values())
            if len(messages) < TAKEN or len(batch.live) >= PAIRS or records >= RECORDS or self._clock() >= until:
                return batch, False

    def _send(self, batch: Batch, *, ready: bool = False) -> None:
        """Have a batch written, and how far it is; if all is written then, that too.

        Every call does nothing where Redis stands elsewhere than the call before left it, so none needs to wait
        for the answer to that. History may be long, so it goes in parts, each in a call of its own, and Redis
        answers others in between. A batch of which only parts were written is written again from its beginning,
        which comes to the same. That a part is lost as Redis goes back to an older state is seen by their count,
        for the offsets are written with the last.
        """
        parts = list(batch.parts(PAIRS))
        known = {results.progress_field(*partition): offset for partition, offset in self._next.items()}
        known[results.LAYOUT_FIELD] = results.LAYOUT
        ends = {results.progress_field(*partition): offset for partition, offset in batch.ends.items()}
        if ready:
            ends[results.WHOLE] = 1
        last = len(parts) - 1
        for number, part in enumerate(parts):
            stand = {
                "known": known | {results.PARTS: self._parts},
                "next": ends if number == last else {results.PARTS: self._parts + 1},
                "ready": ready and number == last and round(results.READY_SECONDS * 1000),
                "line": self._settings.push_line,
                "kept": results.PUSHES_KEPT,
                "earlier": results.EARLIER_KEPT,
                "matches": part.matches,
                "entities": part.entities,
                "removed": part.removed,
            }
            self._calls.send(orjson.dumps(stand), *part.values)
            self._parts += number < last
        self._next |= batch.ends
        self.models |= batch.models
        written = Written(batch.counts, batch.event_times, batch.traces, time.time())
        self._sent.append(Sent(len(parts), written, ready))

    def _settle(self, ahead: int) -> None:
        """Wait for Redis until it has at most so many batches before it."""
        while len(self._sent) > ahead:
            sent = self._sent.popleft()
            pushes = [self._calls.answer() for _ in range(sent.calls)]
            if min(pushes) < 0:
                raise Disagreement
            self._looked = self._clock()
            self._pause = FIRST_PAUSE
            self._watch.answered(RedisState.UP if sent.ready else RedisState.FILLING)
            sent.written.tell(sum(pushes))
            self._tell(ready=sent.ready)

    def _tell(self, *, ready: bool) -> None:
        self.is_ready = ready
        metrics.CACHE_READY.set(ready)

    def _until_it_answers(self, ask: Callable[[], Any]) -> Any:
        """Ask Redis again and again, ever less often, until it answers."""
        while True:
            try:
                return ask()
            except (redis.RedisError, OSError) as error:
                self._wait(error)

    def _wait(self, error: Exception) -> None:
        """Give Redis time to come out of the state that an error tells of; raise it where that would not help."""
        fault = self._watch.failed(error)
        self._tell(ready=False)
        if fault.end not in (End.WAIT, End.REFILL):
            raise error
        if self._stopped:
            raise SystemExit(0)
        time.sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def _options(partitions: int) -> dict[str, Any]:
    """The client's options, for a writer that follows so many partitions of each topic."""
    return {
        "fetch.wait.max.ms": 100,
        # Matches come faster than Redis takes them; what waits stays in Kafka, not in memory.
        "queued.max.messages.kbytes": QUEUE >> 10,
        # The queue is full of the partitions that come first, unless a fetch leaves room for all of them.
        "fetch.message.max.bytes": max(LEAST_FETCH, QUEUE // (4 * partitions)),
        # A second, unless told; so a queue that is full would be filled once a second.
        "fetch.queue.backoff.ms": 5,
        "fetch.error.backoff.ms": 50,
    }
