"""What health says of the topics is what events are taken by: of a gateway's real parts, but no servers."""

from __future__ import annotations

from types import SimpleNamespace

import orjson
import pytest
from confluent_kafka import KafkaError, KafkaException

from data.contract.topics import ALL, APPLICANTS
from data.kafka import topic_watch
from data.kafka.topic_watch import Known, Shape
from deploy.local.ports import free_port
from gateway import parts
from gateway.champion import Champion
from gateway.events.ingest import TopicsAway, TopicsChanged
from gateway.settings import GatewaySettings
from gateway.status.condition import examine
from gateway.texts.topic_texts import what_changed, written_before
from gateway.web.metrics import Metrics
from tests.gateway.events.test_events import STRUCTURED, an_event
from tests.gateway.memory_redis import MemoryRedis
from tests.gateway.stand_ins import MemorySender, SkillCounter
from tests.gateway.worlds import MemoryWorld

pytestmark = pytest.mark.enable_socket

CHANGED = [APPLICANTS.name]


class Tended(MemorySender):
    def tend(self):
        pass


class Kafka:
    """The topics as a broker has them; looked at when asked, and not before an hour has passed."""

    def __init__(self, monkeypatch):
        self.shapes = {topic.name: Shape("1", topic.partitions(8)) for topic in ALL}
        self.is_up = True
        monkeypatch.setattr(topic_watch, "shapes", lambda *_: self.told())
        monkeypatch.setattr(topic_watch, "remembered", lambda *_: Known({}, set(), {}))
        for module in (topic_watch, parts):
            monkeypatch.setattr(module, "LOOK_SECONDS", 3600.0)

    def told(self):
        if not self.is_up:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return dict(self.shapes)

    def widen(self):
        self.shapes[APPLICANTS.name] = Shape("1", 12)


@pytest.fixture
def kafka(monkeypatch):
    return Kafka(monkeypatch)


@pytest.fixture
def world(monkeypatch):
    memory = MemoryRedis()
    monkeypatch.setattr(parts, "_redis", lambda *_: memory)
    held = MemoryWorld(memory)
    held.ready()
    return held


@pytest.fixture
def opened(artifact, kafka, world, monkeypatch, tmp_path):
    """The parts, of which the topics were looked at once."""
    monkeypatch.setattr(parts, "Sender", lambda _: Tended())
    monkeypatch.setattr(parts.topic_admin, "check", lambda *_: None)
    settings = GatewaySettings(
        kafka_bootstrap=f"127.0.0.1:{free_port()}", kafka_timeout=0.2, store_path=tmp_path / "store.sqlite"
    )
    champion = Champion(lambda _: artifact, lambda _: SkillCounter(), Metrics())
    champion.start()
    return parts.opened(settings, Metrics(), champion)


async def send(held):
    return await held.ingest.accept({"content-type": STRUCTURED}, orjson.dumps(an_event()))


async def reasons(held):
    gate = SimpleNamespace(state="off")
    return (await examine(held.champion, held.results, held.broker, gate, held.store, held.drift)).reasons


async def test_once_health_says_that_topics_changed_no_event_is_acknowledged(opened, kafka, world):
    """The cache writer has seen it, and this gateway's own next look is far away."""
    async with opened as held:
        assert len(await send(held)) == 1
        kafka.widen()
        world.beat(topics=CHANGED)
        assert what_changed(CHANGED) in await reasons(held)
        with pytest.raises(TopicsChanged):
            await send(held)


async def test_who_looks_nothing_up_is_told_by_a_lookup_of_another(opened, kafka, world):
    async with opened as held:
        assert len(await send(held)) == 1
        kafka.widen()
        world.beat(topics=CHANGED)
        await held.results.condition()
        with pytest.raises(TopicsChanged):
            await send(held)


async def test_what_is_reported_and_can_not_be_looked_at_is_believed(opened, kafka, world):
    async with opened as held:
        assert len(await send(held)) == 1
        kafka.is_up = False
        world.beat(topics=CHANGED)
        assert what_changed(CHANGED) in await reasons(held)
        with pytest.raises(TopicsAway):
            await send(held)


async def test_a_cache_writer_that_was_not_started_anew_stops_no_event(opened, world):
    """The change was accepted, workers read the topics, and only what Redis holds is of those before."""
    async with opened as held:
        assert len(await send(held)) == 1
        world.beat(topics=CHANGED)
        said = await reasons(held)
        assert written_before(CHANGED) in said
        assert what_changed(CHANGED) not in said
        assert len(await send(held)) == 1
