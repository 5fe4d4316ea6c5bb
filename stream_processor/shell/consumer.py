"""Faust's consumer, changed for a worker: it starts at our own progress, and hands on each fetch as one message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import faust
from aiokafka.consumer import fetcher
from aiokafka.structs import ConsumerRecord
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from data.kafka.inputs import Input
from stream_processor.worker.shards import Shards

FETCH_WAIT_MS = 50
"""Longest wait of a fetch. Faust fixes 1.5 s, which the development broker serves in full."""


class Fetched(ConsumerMessage):
    """The records of one partition in one fetch, as one message on its way through Faust.

    For each record by itself Faust would need two tasks, an event and a turn of the event loop, which together cost a
    busy worker more than the scoring.

    Parameters
    ----------
    tp : TP
    records : list of aiokafka.ConsumerRecord
        At least one; the message has the offset of the last.
    generation : int
        The group's generation at the time of the fetch.
    """

    def __init__(self, tp: TP, records: list[Any], generation: int) -> None:
        last = records[-1]
        super().__init__(
            tp.topic,
            tp.partition,
            last.offset,
            last.timestamp / 1000,
            last.timestamp_type,
            headers=None,
            key=None,
            value=None,
            checksum=None,
            tp=tp,
            generation_id=generation,
        )
        self.inputs = [Input.of_record(record) for record in records]


class _Batches:
    """The batches of a fetch; remembers the last batch that it returned."""

    def __init__(self, records: Any) -> None:
        self._records = records
        self.last: Any = None

    def has_next(self) -> bool:
        """Whether there are more."""
        return bool(self._records.has_next())

    def next_batch(self) -> Any:
        """The next batch."""
        self.last = self._records.next_batch()
        return self.last


class Records(fetcher.PartitionRecords):  # type: ignore[misc]
    """The fetched records of a partition, even where one of them can't be read.

    aiokafka fails on a header's name that is not UTF-8, and fetches the same batch for ever. Here one stand-in replaces
    the rest of the batch. It has the last offset and None as headers, so that the shard reads that stretch by itself.
    """

    def __init__(self, tp: Any, records: Any, *more: Any) -> None:
        super().__init__(tp, _Batches(records), *more)

    def _unpack_records(self) -> Iterator[Any]:
        while True:
            try:
                yield from super()._unpack_records()
            except UnicodeDecodeError:
                self.next_fetch_offset = self._records.last.next_offset
                last = self.next_fetch_offset - 1
                yield ConsumerRecord(self._tp.topic, self._tp.partition, last, 0, 0, None, None, None, -1, -1, None)
            else:
                return


class Thread(driver.AIOKafkaConsumerThread):
    """A consumer thread whose fetches don't wait long, and that always leaves the group properly."""

    def _create_consumer(self, loop: Any) -> Any:
        consumer = super()._create_consumer(loop)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 -- fixed in Faust's driver
        return consumer

    async def on_thread_stop(self) -> None:
        """Stop, and leave the group in its first generation too.

        The development broker counts generations from 0, Apache Kafka from 1. aiokafka takes 0 for "never joined" and
        does not leave, so that the others wait for the session timeout. The request to leave holds no generation, so
        changing it here is harmless.
        """
        coordinator = getattr(self._consumer, "_coordinator", None)
        if coordinator is not None and coordinator.generation == 0:
            coordinator.generation = 1
        await super().on_thread_stop()


def consume_for(app: faust.App, shards: Shards) -> None:
    """Let an application's consumer take its positions from the shards' progress, and hand on whole fetches."""

    class Consumer(driver.Consumer):
        def _new_consumer_thread(self) -> Thread:
            return Thread(self, loop=self.loop, beacon=self.beacon)

        async def seek_to_committed(self) -> dict[TP, int]:
            """Seek to our progress: only from here Faust takes positions; it undoes a seek in a hook."""
            vectors = shards.assignment.awaited | {number: opened.next for number, opened in shards.open.items()}
            offsets = {tp: vectors[tp.partition][tp.topic] for tp in self.assignment() if tp.partition in vectors}
            if offsets:
                await self.seek_wait(offsets)
            return offsets

        async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:  # noqa: ASYNC109
            """Fetch, as Faust's own method does, and yield one message per partition."""
            records, active = await self._wait_next_records(timeout)
            generation = self.app.consumer_generation_id
            if records is None or self.should_stop:
                return
            if not self.flow_active:
                await self.perform_seek()
                return
            for tp, fetched in records.items():
                if not self.flow_active or self.app.consumer_generation_id != generation:
                    return  # a rebalance began: the rest is read again from the progress
                if fetched and (active is None or tp in active or tp in self._buffered_partitions):
                    yield TP(*tp), Fetched(TP(*tp), fetched, generation)

    fetcher.PartitionRecords = Records
    app.transport.Consumer = Consumer  # type: ignore[misc]
