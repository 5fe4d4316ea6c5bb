"""Fetches on their way through Faust: whole, in order, none of a generation that is over."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import ConsumerRecord
from faust.types import TP

from stream_processor.settings import StreamSettings
from stream_processor.shell.app import Handlers
from stream_processor.shell.consumer import Fetched, Records, Thread, consume_for
from tests import odd_records

APPLICANTS, JOBS = TP("applicants", 0), TP("jobs", 1)


def record(tp: TP, offset: int) -> Any:
    return ConsumerRecord(
        tp.topic, tp.partition, offset, 1_700_000_000_000 + offset, 0, b"a1", b"{}", None, 2, 2, (("ce_id", b"1"),)
    )


def consumer(fetched: dict[TP, list[Any]], active: set[TP] | None = None) -> Any:
    """Faust's consumer as `consume_for` makes it, with one fetch before it."""
    app: Any = SimpleNamespace(transport=SimpleNamespace(), consumer_generation_id=3)
    consume_for(app, SimpleNamespace())  # type: ignore[arg-type]

    class Stub(app.transport.Consumer):  # type: ignore[misc]
        should_stop = False

        def __init__(self) -> None:
            self.app, self.flow_active, self._buffered_partitions = app, True, set()
            self.sought = 0

        async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109
            return fetched, active

        async def perform_seek(self) -> None:
            self.sought += 1

    return Stub()


async def passed_on(of: Any) -> list[tuple[TP, list[int]]]:
    return [(tp, [item.offset for item in message.inputs]) async for tp, message in of.getmany(1.0)]


FETCH = {APPLICANTS: [record(APPLICANTS, n) for n in (4, 5, 8)], JOBS: [record(JOBS, 0)]}


async def test_a_fetch_of_a_partition_is_one_message_with_the_last_offset() -> None:
    assert await passed_on(consumer(FETCH)) == [(APPLICANTS, [4, 5, 8]), (JOBS, [0])]
    message = Fetched(APPLICANTS, FETCH[APPLICANTS], 3)
    assert (message.tp, message.offset, message.generation_id) == (APPLICANTS, 8, 3)
    first = message.inputs[0]
    assert (first.topic, first.partition, first.key, first.value) == ("applicants", 0, b"a1", b"{}")
    assert (first.headers, first.timestamp_ms) == ((("ce_id", b"1"),), 1_700_000_000_004)


@pytest.mark.parametrize(
    ("odd", "passed"),
    [
        ([], [(4, False), (5, False), (6, False), (7, False), (8, False)]),
        ([4], [(6, True), (7, False), (8, False)]),
        ([5], [(4, False), (6, True), (7, False), (8, False)]),
        ([6, 8], [(4, False), (5, False), (6, True), (7, False), (8, True)]),
        ([4, 5, 6, 7, 8], [(6, True), (8, True)]),
    ],
)
def test_one_record_stands_for_the_rest_of_a_batch_that_cant_be_read(
    odd: list[int], passed: list[tuple[int, bool]]
) -> None:
    headers = [odd_records.ODD if offset in odd else [] for offset in range(4, 9)]
    raw = odd_records.batch(4, headers[:3]) + odd_records.batch(7, headers[3:])
    fetched = Records(APPLICANTS, MemoryRecords(raw), [], 4, None, None, False, 0)
    message = Fetched(APPLICANTS, list(fetched), 3)
    assert [(item.offset, item.headers is None) for item in message.inputs] == passed
    assert fetched.next_fetch_offset == 9, "the next fetch goes on behind it"
    assert (message.inputs[0].topic, message.inputs[0].partition) == (APPLICANTS.topic, APPLICANTS.partition)


async def test_a_partition_that_is_not_active_is_left_out_unless_it_was_only_full() -> None:
    of = consumer(FETCH, active={JOBS})
    assert await passed_on(of) == [(JOBS, [0])]
    of._buffered_partitions = {APPLICANTS}
    assert await passed_on(of) == [(APPLICANTS, [4, 5, 8]), (JOBS, [0])]


async def test_what_is_left_when_a_rebalance_begins_is_not_passed_on() -> None:
    of = consumer(FETCH)
    seen = []
    async for tp, _ in of.getmany(1.0):
        seen.append(tp)
        of.app.consumer_generation_id += 1
    assert seen == [APPLICANTS]


async def test_a_fetch_that_comes_while_the_flow_stands_makes_it_seek() -> None:
    of = consumer(FETCH)
    of.flow_active = False
    assert await passed_on(of) == []
    assert of.sought == 1


@pytest.mark.parametrize(("batch", "taken"), [(1, [3]), (4, [3, 1]), (5, [3, 1, 2]), (100, [3, 1, 2])])
async def test_a_batch_is_whole_fetches_until_it_has_enough_records(batch: int, taken: list[int]) -> None:
    handlers = Handlers.__new__(Handlers)
    handlers._batch = StreamSettings(batch=batch).batch
    queue: asyncio.Queue[Any] = asyncio.Queue()
    first, *rest = (SimpleNamespace(message=SimpleNamespace(inputs=[None] * size)) for size in (3, 1, 2))
    for event in rest:
        queue.put_nowait(event)
    messages = [first]
    assert handlers._fill(messages, queue) == sum(taken)
    assert [len(event.message.inputs) for event in messages] == taken
    assert queue.qsize() == 3 - len(taken)


class Channel:
    """What Faust hands an agent: an asynchronous iterator over a queue, which ends when it is told to."""

    def __init__(self, messages: list[Any]) -> None:
        self.queue: asyncio.Queue[Any] = asyncio.Queue()
        for message in messages:
            self.queue.put_nowait(message)

    def __aiter__(self) -> Channel:
        return self

    async def __anext__(self) -> Any:
        if self.queue.empty():
            raise StopAsyncIteration
        return self.queue.get_nowait()


class SlowFeeding:
    """Takes a batch in when it is let."""

    def __init__(self, batches: int) -> None:
        self.begun: list[int] = []
        self.let = [asyncio.Event() for _ in range(batches)]

    async def process(self, inputs: list[int], _is_behind: Any) -> None:
        self.begun += inputs
        await self.let[inputs[0]].wait()


async def test_two_batches_are_taken_in_at_once_and_each_is_acknowledged_when_it_is_done() -> None:
    handlers, feeding, acknowledged = Handlers.__new__(Handlers), SlowFeeding(3), []
    handlers._batch, handlers._shards = 1, SimpleNamespace(feeding=feeding)  # type: ignore[assignment]
    events = [
        SimpleNamespace(message=SimpleNamespace(inputs=[n]), ack=lambda n=n: acknowledged.append(n)) for n in range(3)
    ]
    working = asyncio.create_task(handlers.work(SimpleNamespace(channel=Channel(events))))
    steps: list[tuple[list[int], list[int]]] = []
    for gate in (*feeding.let, asyncio.Event()):
        for _ in range(20):  # turns of the loop: nothing here waits for anything but the gates
            await asyncio.sleep(0)
        steps.append((feeding.begun.copy(), acknowledged.copy()))
        gate.set()
    await working
    assert steps == [([0, 1], []), ([0, 1, 2], [0]), ([0, 1, 2], [0, 1]), ([0, 1, 2], [0, 1, 2])]


@pytest.mark.parametrize(("generation", "is_left"), [(-1, False), (0, True), (1, True), (7, True)])
async def test_the_group_is_left_in_every_generation(generation: int, is_left: bool) -> None:
    sent: list[Any] = []

    class Coordinator(GroupCoordinator):
        def __init__(self) -> None:
            self.group_id, self.member_id, self._group_instance_id = "matchstream", "member-1", None
            self.generation = generation

        async def _send_req(self, request: Any) -> None:
            sent.append(request)

        def reset_generation(self) -> None:
            pass

    coordinator = Coordinator()

    class Stopped(Thread):
        def __init__(self) -> None:
            self._consumer: Any = SimpleNamespace(_coordinator=coordinator, stop=coordinator._maybe_leave_group)
            self._method_queue = None

    await Stopped().on_thread_stop()
    assert len(sent) == is_left
