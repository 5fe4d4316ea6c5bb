"""The shards that a worker has: opened from their topics, fed in order, published, their progress written.

Knows Kafka, but neither Faust nor a model's inside. All that blocks runs in threads, so the event loop
stays free for heartbeats.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.events import Event, Record, Unreadable
from data.kafka import read
from data.matches import PREVIOUS_SCORE, match_key
from data.topics import APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD, MATCHES
from model.scorer import Scorer
from producers.sender import NotDelivered, Sender
from stream_processor import metrics, progress
from stream_processor.inputs import Input, fan_out
from stream_processor.progress import Vector
from stream_processor.settings import StreamSettings
from stream_processor.shard import Change, Shard

LOG = logging.getLogger("matchstream.shards")

FOLDED = (APPLICANTS.name, JOBS_BY_SHARD.name, APPLICATIONS.name)
"""The inputs whose fold is a shard's state; the other, `jobs`, only passes through."""


@dataclass(eq=False)
class OpenShard:
    """A shard with its place in the topics.

    Attributes
    ----------
    next : Vector
        Where reading goes on.
    saved : Vector
        The progress that was last written.
    forwarded : dict of str to int
        Newest revision of each job that was given to all shards.
    """

    number: int
    shard: Shard
    next: Vector
    saved: Vector
    forwarded: dict[str, int]
    published_at: float = field(default_factory=time.monotonic)
    saved_at: float = field(default_factory=time.monotonic)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_saved(self) -> bool:
        """Whether all it has read is published and written down."""
        return self.next == self.saved


class Shards:
    """All shards of one worker.

    Parameters
    ----------
    settings : StreamSettings
    scorer : Scorer
    sender : Sender
    """

    def __init__(self, settings: StreamSettings, scorer: Scorer, sender: Sender) -> None:
        self._settings = settings
        self._scorer = scorer
        self._sender = sender
        self.open: dict[int, OpenShard] = {}
        self.ready = False

    def progress_age(self) -> float:
        """Seconds since the oldest last progress of a shard that has something to write down; 0 if none has."""
        now = time.monotonic()
        return max((now - opened.saved_at for opened in self.open.values() if not opened.is_saved), default=0.0)

    def health(self) -> dict[str, object]:
        """Whether the shards are open, and which."""
        return {
            "ready": self.ready,
            "status": "ready" if self.ready else "opening shards",
            "shards": sorted(self.open),
            "applicants": sum(opened.shard.applicants for opened in self.open.values()),
            "progress_age_seconds": round(self.progress_age(), 3),
            "model_version": self._scorer.version,
        }

    # -- assignment

    async def assign(self, numbers: Iterable[int]) -> None:
        """Have exactly these shards open, each where its progress stands.

        A shard that was open stays so when its progress is what it wrote last; any other is rebuilt from
        its topics, and what the matches topic holds is made equal to its view.
        """
        wanted = sorted(set(numbers))
        for number in set(self.open) - set(wanted):
            del self.open[number]
        vectors = await asyncio.to_thread(progress.load, self._settings, wanted)
        for number in wanted:
            held = self.open.get(number)
            if held is not None and held.is_saved and held.saved == vectors[number]:
                continue
            self.open.pop(number, None)
            with metrics.REBUILD_SECONDS.time():
                rebuilt = await asyncio.to_thread(self._rebuild, number, vectors[number])
            self.open[number] = rebuilt
        metrics.SHARDS.set(len(self.open))
        self.ready = True

    def _rebuild(self, number: int, vector: Vector) -> OpenShard:
        shard = Shard(self._scorer, self._settings.k_applicant, self._settings.k_job)
        stops = {(topic, number): vector[topic] for topic in FOLDED}
        events = []
        for message in read(self._settings, dict.fromkeys(stops, 0), stops):
            try:
                events.append(Input.of_message(message).read())
            except Unreadable:
                continue  # its dead letter was sent when it was read first
        shard.apply(events)
        metrics.PAIRS.inc(shard.pairs_scored)
        jobs = [event for event in events if event.topic is JOBS]
        published: dict[bytes, bytes] = {}
        for message in read(self._settings, {(MATCHES.name, number): 0}):
            key, value = message.key() or b"", message.value()
            if value is None:
                published.pop(key, None)
            else:
                published[key] = value
        healing = [_to_record(number, change) for change in shard.reconcile(published)]
        self._send(healing)
        LOG.info(
            "shard %d: %d applicants, %d open jobs, %d of %d matches were put right",
            number, shard.applicants, shard.jobs, len(healing), len(published),
        )  # fmt: skip
        forwarded: dict[str, int] = {}
        for job in jobs:
            forwarded[job.key] = max(job.revision, forwarded.get(job.key, 0))
        return OpenShard(number, shard, dict(vector), dict(vector), forwarded)

    # -- events

    async def process(self, inputs: Iterable[Input], is_behind: Callable[[str, int, int], bool]) -> None:
        """Take inputs in; they may belong to several shards and repeat or pass over some.

        Parameters
        ----------
        inputs : iterable of Input
            In the order of their offsets within a partition.
        is_behind : callable
            Of topic, partition and next offset: whether more records are known to be there.
        """
        by_shard: dict[int, list[Input]] = {}
        for item in inputs:
            by_shard.setdefault(item.partition, []).append(item)
        await asyncio.gather(*(self._process(number, items, is_behind) for number, items in by_shard.items()))

    async def _process(self, number: int, items: list[Input], is_behind: Callable[[str, int, int], bool]) -> None:
        opened = self.open.get(number)
        if opened is None:
            return  # not ours any more; whoever has it starts from its progress
        async with opened.busy:
            await asyncio.to_thread(self._take, opened, items)
            behind = any(is_behind(topic, number, offset) for topic, offset in opened.next.items())
            if not behind or time.monotonic() - opened.published_at >= self._settings.publish_interval:
                await self._publish(opened)

    def _take(self, opened: OpenShard, items: list[Input]) -> None:
        with metrics.BATCH_SECONDS.time():
            events: list[Event] = []
            out: list[Record] = []
            for item in items:
                at = opened.next[item.topic]
                if item.offset < at:
                    metrics.REPEATS.labels(item.topic).inc()
                    continue
                if item.offset > at:
                    self._fill(opened, item, at, events, out)
                self._read(opened, item, events, out)
                opened.next[item.topic] = item.offset + 1
            before = opened.shard.pairs_scored
            opened.shard.apply(events)
            metrics.PAIRS.inc(opened.shard.pairs_scored - before)
            self._send(out)

    def _fill(self, opened: OpenShard, item: Input, at: int, events: list[Event], out: list[Record]) -> None:
        """Read what lies between; after compaction there may be nothing."""
        partition = (item.topic, item.partition)
        for message in read(self._settings, {partition: at}, {partition: item.offset}):
            metrics.GAPS.labels(item.topic).inc()
            self._read(opened, Input.of_message(message), events, out)

    def _read(self, opened: OpenShard, item: Input, events: list[Event], out: list[Record]) -> None:
        metrics.EVENTS.labels(item.topic).inc()
        try:
            event = item.read()
        except Unreadable as why:
            metrics.DEAD_LETTERS.labels(why.reason.value).inc()
            out.append(item.dead_letter(why))
            return
        if item.topic != JOBS.name:
            events.append(event)
        elif event.revision >= opened.forwarded.get(event.key, 0):
            # An older revision is kept out: compaction would keep it instead of the newer one.
            opened.forwarded[event.key] = event.revision
            out += fan_out(event, self._settings.partitions)

    # -- publishing

    async def publish_idle(self) -> None:
        """Publish what was taken in but not published since the last interval."""
        for opened in list(self.open.values()):
            due = time.monotonic() - opened.published_at >= self._settings.publish_interval
            if not opened.is_saved and due and not opened.busy.locked():
                async with opened.busy:
                    await self._publish(opened)

    async def publish_all(self) -> None:
        """Publish and write down everything; for an orderly end."""
        for opened in list(self.open.values()):
            async with opened.busy:
                if not opened.is_saved:
                    await self._publish(opened)

    async def _publish(self, opened: OpenShard) -> None:
        vector = dict(opened.next)
        await asyncio.to_thread(self._send_changes, opened)
        if self.open.get(opened.number) is not opened:
            return  # opened anew meanwhile; the new one's progress counts
        if vector != opened.saved:
            await asyncio.to_thread(self._send, [progress.to_record(opened.number, vector)])
        opened.saved = vector
        opened.saved_at = opened.published_at = time.monotonic()

    def _send_changes(self, opened: OpenShard) -> None:
        changes = opened.shard.publish()
        self._send([_to_record(opened.number, change) for change in changes])
        metrics.MATCHES.inc(len(changes))

    def _send(self, records: list[Record]) -> None:
        """Send until acknowledged: while the broker is away the shard waits; sending twice is harmless."""
        while True:
            try:
                self._sender.send(records)
            except NotDelivered as error:
                if not error.may_pass:
                    raise
                LOG.warning("%s; trying again", error)
            else:
                return


def _to_record(number: int, change: Change) -> Record:
    headers: tuple[tuple[str, bytes], ...] = ()
    if change.previous_score is not None:
        headers = ((PREVIOUS_SCORE, repr(change.previous_score).encode()),)
    value = None if change.match is None else change.match.encode()
    return Record(MATCHES.name, match_key(change.job_id, change.applicant_id), value, headers, number)
