"""Partitions are raised on a broker: nobody goes on with the old number; then every key is where it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from confluent_kafka.admin import AdminClient, NewPartitions  # type: ignore[attr-defined]

from data.contract import topics
from data.contract.codec import encode
from data.contract.entities import Application
from data.contract.events import EventType, event
from data.contract.topics import APPLICANTS, JOBS
from data.errors import ExitCode
from data.kafka.inputs import INPUTS, Input
from data.kafka.partitions import partition_of
from data.kafka.reading import described, read
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import check
from producers.sender import Sender
from producers.settings import ProducerSettings
from producers.topics.growth import Growth, grow
from stream_processor.settings import StreamSettings
from stream_processor.verification import verify
from stream_processor.worker import champion
from stream_processor.worker.shards import Shards
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.titles import TitleScorer
from tests.stream_processor.worker.stepped_worker import EPOCH, applicant, job

BEFORE, AFTER = 2, 3
APACHE_ONLY = pytest.mark.parametrize("broker", [pytest.param("apache", marks=pytest.mark.apache)], indirect=True)
SHARDED = pytest.mark.parametrize("settings", [BEFORE], indirect=True)


@pytest.fixture(autouse=True)
def titles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(champion, "load", lambda _settings, _version: TitleScorer())


@pytest.fixture
def producer(settings: StreamSettings) -> ProducerSettings:
    named = ("kafka_bootstrap", "kafka_idempotence", "partitions")
    return ProducerSettings(**{name: getattr(settings, name) for name in named})


async def work(settings: StreamSettings) -> None:
    """What one worker does that has all shards, from its start until nothing comes any more."""
    watch = check(settings)
    with Sender(settings) as sender:
        shards = Shards(settings, TitleScorer(), sender, watch.topics)  # type: ignore[arg-type]
        await shards.assignment.assign(range(settings.partitions))

        async def heard(_opened: Any) -> None:
            return

        await shards.assignment.open_awaited(heard)
        while True:
            starts = {(topic, number): held.next[topic] for number, held in shards.open.items() for topic in INPUTS}
            found = [Input.of_message(message) for message in read(settings, starts)]
            if not found:
                return
            await shards.feeding.process(found, lambda *_: False)
            await shards.publishing.publish_all()


def applied(number: int) -> Any:
    pair = Application(id_vaga="j1", id_candidato=f"a{number}")
    return event(EventType.APPLICATION_APPLIED, pair, time=EPOCH, source="t", id=f"p{number}")


@APACHE_ONLY
@SHARDED
async def test_it_is_refused_until_grown_and_then_all_holds(
    settings: StreamSettings, sender: Sender, producer: ProducerSettings
) -> None:
    people = range(12)
    sender.send(encode(e) for e in [job(1), job(2, "j2"), job(3, "j3"), *(applicant(n, f"a{n}") for n in people)])
    sender.send(encode(applied(n)) for n in people)
    await work(settings)
    assert verify.verify(settings, with_redis=False).holds
    wide = settings.model_copy(update={"partitions": AFTER})
    admin = AdminClient(settings.client())
    admin.create_partitions([NewPartitions(APPLICANTS.name, AFTER)])[APPLICANTS.name].result()
    assert verify.run(settings, wait=None, redis=False, as_json=False) == ExitCode.NOT_JUDGED
    with pytest.raises(TopicsUnfit, match="topics --grow"):
        await work(wide)
    with Sender(wide) as later:
        later.send(encode(applicant(20 + n, f"a{n}", "later")) for n in people)
    more = producer.model_copy(update={"partitions": AFTER})
    widened, moved = grow(more)
    assert len(widened) == len([topic for topic in topics.ALL if topic.sharded]) - 1
    assert moved > 0
    assert grow(more) == Growth([], 0)
    await work(wide)
    report = verify.verify(wide, with_redis=False)
    assert report.holds, report
    assert report.pairs == 3 * len(people)
    newest: dict[bytes, Input] = {}
    for topic in (APPLICANTS, JOBS):
        for message in read(wide, {(topic.name, number): 0 for number in range(AFTER)}):
            item = Input.of_message(message)
            if item.value is not None and item.partition == partition_of(item.key or b"", AFTER):
                newest[item.key or b""] = item
    assert len(newest) == 3 + len(people)
    with pytest.raises(TopicsUnfit, match=rf"has {AFTER} partitions, and Kafka takes none away"):
        grow(producer)


@EMBEDDED_ONLY
@SHARDED
async def test_a_broker_that_raises_none_says_so_and_nothing_changed(
    settings: StreamSettings, sender: Sender, producer: ProducerSettings
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await work(settings)
    with pytest.raises(TopicsUnfit, match=r"did not raise the partitions to 3: .*send everything again"):
        grow(producer.model_copy(update={"partitions": AFTER}))
    check(settings)
    assert verify.verify(settings, with_redis=False).holds
    counts = {len(described(settings)[1].topics[t.name].partitions) for t in topics.ALL if t.sharded}
    assert counts == {BEFORE}
