"""The shards of a worker, driven one batch at a time in place of Faust, and small events for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from data.contract.entities import Applicant, Job
from data.contract.events import Event, EventType, event
from data.contract.topics import MATCHES
from data.kafka import progress
from data.kafka.inputs import INPUTS, Input
from data.kafka.progress import Topics
from data.kafka.reading import read
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.shards import Shards
from tests.stream_processor.titles import TitleScorer

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def applicant(minute: int, name: str = "a1", title: str = "x") -> Event:
    body = Applicant(id=name, titulo_profissional=title)
    return event(EventType.APPLICANT_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=str(minute))


def job(minute: int, name: str = "j1", title: str = "y") -> Event:
    body = Job(id=name, titulo_vaga=title)
    return event(EventType.JOB_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=str(minute))


def closing(minute: int, name: str = "j1") -> Event:
    body = Job(id=name, status="fechada")
    return event(EventType.JOB_CLOSED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=str(minute))


def records(settings: StreamSettings, topic: str) -> list[Input]:
    return [Input.of_message(message) for message in read(settings, {(topic, 0): 0})]


def view(settings: StreamSettings) -> dict[bytes | None, bytes]:
    last = {item.key: item.value for item in records(settings, MATCHES.name)}
    return {key: value for key, value in last.items() if value is not None}


class Worker:
    """What Faust does for the shards, one batch at a time, with the faults that are asked for."""

    def __init__(
        self,
        settings: StreamSettings,
        sender: Sender,
        scorer: TitleScorer | None = None,
        topics: Topics = progress.UNKNOWN_TOPICS,
    ) -> None:
        self.settings = settings
        self.shards = Shards(settings, scorer or TitleScorer(), sender, topics)  # type: ignore[arg-type]
        self.opened: list[int] = []

    async def open(self) -> Worker:
        """Have the shard, and its matches put right."""
        await self.shards.assignment.assign([0])
        await self.shards.assignment.open_awaited(self._heard)
        return self

    async def _heard(self, opened: OpenShard) -> None:
        self.opened.append(opened.number)

    async def run(self, keep: Callable[[Input], bool] = lambda _: True) -> None:
        """Deliver what stands after our positions, until there is no more; `keep` drops deliveries."""
        while True:
            place = self.shards.open[0].next
            found = [Input.of_message(message) for message in read(self.settings, {(t, 0): place[t] for t in INPUTS})]
            found = [item for item in found if keep(item)]
            if not found:
                return
            await self.deliver(*found)

    async def deliver(self, *items: Input) -> None:
        await self.shards.feeding.process(items, lambda *_: False)
        await self.shards.publishing.publish_all()


async def until(seen: Callable[[], bool], *steps: Callable[[], Any]) -> None:
    """Take steps until something is seen; the test's own time-out is the deadline."""
    while not seen():
        for step in steps:
            await step()
