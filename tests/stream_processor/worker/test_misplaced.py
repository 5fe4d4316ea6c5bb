"""Senders with other partitioners than ours, on real brokers: one view, one removal, and clean stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, event
from data.contract.topics import APPLICANTS
from data.kafka.inputs import INPUTS, Input
from data.kafka.misplaced import is_mark
from data.kafka.partitions import shard_of
from data.kafka.reading import read
from producers.erasure.stores import Applicants
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.verification.verify import Report, verify
from stream_processor.worker import champion
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.shards import Shards
from tests.foreign import PARTITIONERS, Foreign
from tests.stream_processor.titles import TitleScorer

BEGUN = datetime.now(UTC) - timedelta(hours=1)
PEOPLE = [f"a{n}" for n in range(12)]
FOUR = pytest.mark.parametrize("settings", [4], indirect=True)


@pytest.fixture(autouse=True)
def titles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(champion, "load", lambda _settings, _version: TitleScorer())


def upserted(name: str, minute: int) -> Event:
    body = Applicant(id=name, titulo_profissional=f"{minute}")
    return event(EventType.APPLICANT_UPSERTED, body, time=BEGUN + timedelta(minutes=minute), source="t", id=f"{minute}")


def removed(name: str, at: datetime) -> Event:
    return event(EventType.APPLICANT_REMOVED, name, time=at, source="t", id="gone")


def job(name: str) -> Event:
    return event(EventType.JOB_UPSERTED, Job(id=name, titulo_vaga="y"), time=BEGUN, source="t", id=name)


def applied(name: str) -> Event:
    pair = Application(id_vaga="j1", id_candidato=name)
    return event(EventType.APPLICATION_APPLIED, pair, time=BEGUN, source="t", id=name)


class Worker:
    """Has all shards, and takes in what there is."""

    def __init__(self, settings: StreamSettings, sender: Sender) -> None:
        self.settings = settings
        self.shards = Shards(settings, TitleScorer(), sender)  # type: ignore[arg-type]

    async def run(self) -> Report:
        """Take all in, and verify."""
        if not self.shards.open:
            await self.shards.assignment.assign(range(self.settings.partitions))
            await self.shards.assignment.open_awaited(self._heard)
        while True:
            starts = {(t, n): opened.next[t] for n, opened in self.shards.open.items() for t in INPUTS}
            found = [Input.of_message(message) for message in read(self.settings, starts)]
            if not found:
                report = verify(self.settings, with_redis=False)
                assert report.holds, report
                return report
            await self.shards.feeding.process(found, lambda *_: False)
            await self.shards.publishing.publish_all()

    async def _heard(self, _opened: OpenShard) -> None:
        pass

    def applicants(self) -> dict[str, int]:
        """The shard of each applicant; nobody is in two."""
        found = [(name, n) for n, opened in self.shards.open.items() for name in opened.shard._applicants._slot]
        assert len(found) == len(dict(found))
        return dict(found)


@FOUR
async def test_one_view_and_no_copy_is_left_after_a_removal(settings: StreamSettings, sender: Sender) -> None:
    worker = Worker(settings, sender)
    people = [upserted(name, 1) for name in PEOPLE]
    sender.send([encode(job(name)) for name in ("j1", "j2", "j3")])
    places = [
        Foreign(settings, partitioner).send(map(encode, [*people, *map(applied, PEOPLE[:4]), job("j4"), job("j5")]))
        for partitioner in PARTITIONERS
    ]
    right = {name: shard_of(name, settings.partitions) for name in PEOPLE}
    misplaced = sum(place[name.encode()] != right[name] for place in places for name in PEOPLE)
    assert misplaced > len(PEOPLE)
    report = await worker.run()
    assert report.misplaced > misplaced
    assert worker.applicants() == right
    sender.send([encode(upserted(name, 2)) for name in PEOPLE])
    await worker.run()
    gone = datetime.now(UTC)
    sender.send([encode(removed(name, gone)) for name in PEOPLE[:6]])
    Foreign(settings, PARTITIONERS[0]).send([encode(removed(name, gone)) for name in PEOPLE[6:9]])
    Foreign(settings, PARTITIONERS[1]).send([encode(upserted(name, 1)) for name in PEOPLE])  # late
    await worker.run()
    assert worker.applicants().keys() == set(PEOPLE[9:])
    assert [Applicants(settings, name).held() for name in PEOPLE[:9]] == [""] * 9
    anew = Worker(settings, sender)
    await anew.run()
    assert anew.applicants() == worker.applicants()
    # What compaction leaves in another partition than a key's: removals and marks.
    last = {
        (item.partition, item.key): item
        for item in map(Input.of_message, read(settings, {(APPLICANTS.name, n): 0 for n in range(settings.partitions)}))
        if item.is_misplaced(settings.partitions)
    }
    assert last
    assert all(item.value is None for item in last.values())
    assert any(is_mark(item.value, item.headers) for item in last.values())


@FOUR
async def test_until_it_is_moved_a_copy_elsewhere_is_told_to_who_forgets(
    settings: StreamSettings, sender: Sender
) -> None:
    name = next(
        name for name in PEOPLE
        if Foreign(settings, PARTITIONERS[0]).send([encode(upserted(name, 1))])[name.encode()]
        != shard_of(name, settings.partitions)
    )  # fmt: skip
    sender.send([encode(removed(name, datetime.now(UTC)))])
    store = Applicants(settings, name)
    assert "lies in another partition" in store.held()
    await Worker(settings, sender).run()
    assert store.held() == ""


async def test_clocks_that_are_ahead_keep_nobody(settings: StreamSettings, sender: Sender) -> None:
    """The development broker takes any timestamp of a sender, Apache Kafka puts its own there."""
    worker = Worker(settings, sender)
    sender.send([encode(job("j1"))])
    foreign, now = Foreign(settings, "murmur2_random"), datetime.now(UTC)
    for hours, name in ((23, "a1"), (10 * 8766, "a2")):
        ahead = now + timedelta(hours=hours)
        body = Applicant(id=name, titulo_profissional="x")
        one = encode(event(EventType.APPLICANT_UPSERTED, body, time=ahead, source="t", id="1"))
        foreign.send([one], int(ahead.timestamp() * 1000))
        foreign.send([one])
    little = now + timedelta(minutes=4)
    body = Applicant(id="a3", titulo_profissional="x")
    sender.send([encode(event(EventType.APPLICANT_UPSERTED, body, time=little, source="t", id="1"))])
    report = await worker.run()
    assert report.dead_letters == 4
    assert worker.applicants().keys() == {"a3"}
    sender.send([encode(removed("a3", datetime.now(UTC)))])
    await worker.run()
    assert worker.applicants() == {}
    store = Applicants(settings, "a3")
    assert store.held() == ""
    sender.send([encode(event(EventType.APPLICANT_UPSERTED, body, time=little, source="t", id="1"))])
    await worker.run()
    assert (worker.applicants(), store.held()) == ({}, "")
    sender.send([encode(upserted(name, 1)) for name in ("a1", "a2")])
    await worker.run()
    assert worker.applicants().keys() == {"a1", "a2"}
