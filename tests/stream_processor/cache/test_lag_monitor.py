"""What waits is told in Redis, with since when; on a real broker and a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import redis
from confluent_kafka import KafkaException

from data.contract.records import Partition, Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS_BY_SHARD, MATCHES
from data.kafka import topic_admin
from data.kafka.progress import Progress
from data.redis import layout as results
from data.redis.freshness import Heartbeat
from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from producers.sender import Sender
from stream_processor.cache.lag_monitor import STUCK_SECONDS, LagMonitor
from stream_processor.settings import StreamSettings
from tests.waiting import eventually

pytestmark = pytest.mark.embedded

SHARDS = 2


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    running = EmbeddedBroker(tmp_path / "kafka")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    running = EmbeddedRedis(tmp_path / "redis")
    running.start()
    yield running
    running.kill()


class World:
    """A clock, where the writer stands, and what was told."""

    def __init__(self, settings: StreamSettings, client: redis.Redis, sender: Sender) -> None:
        self.now = 1000.0
        self.written: dict[Partition, int] = {(MATCHES.name, 0): 0}
        self.idle = 0.5
        self.client = client
        self.sender = sender
        self.monitor = LagMonitor(settings, lambda: (self.written, self.idle), lambda: self.now)

    def send(self, topic: str, shard: int, *, times: int = 1) -> None:
        """One batch each: the development broker tells the end of a longer one too low."""
        for _ in range(times):
            self.sender.send([Record(topic, b"k", b"{}", (), shard)])

    def take_in(self, shard: int, **offsets: int) -> None:
        names = {"applicants": APPLICANTS.name, "applications": APPLICATIONS.name, "jobs": JOBS_BY_SHARD.name}
        self.sender.send([Progress({names[name]: at for name, at in offsets.items()}).to_record(shard)])

    def told(self, *, silent: float = 0.0) -> tuple[Heartbeat, dict[int, float]]:
        """Look and tell; also how long each shard's events have waited."""
        self.monitor.look()
        self.monitor.tell(silent)
        beat = Heartbeat.decode(self.client.get(results.HEARTBEAT) or b"")
        return beat, {shard: round(beat.at - since, 3) for shard, since in beat.shards.items()}

    def waits(self) -> dict[int, float]:
        return self.told()[1]


@pytest.fixture
def world(broker: EmbeddedBroker, store: EmbeddedRedis) -> Iterator[World]:
    settings = StreamSettings(
        kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=SHARDS, redis_url=store.url
    )
    topic_admin.create(settings, SHARDS, 1)
    with redis.Redis.from_url(store.url) as client, Sender(settings) as sender:
        held = World(settings, client, sender)
        with held.monitor:
            held.monitor.look()
            yield held


def test_nothing_waits_where_nothing_came(world: World) -> None:
    beat, waits = world.told()
    assert waits == {}
    assert beat.cache is None
    assert beat.written == pytest.approx(beat.at - 0.5)
    assert beat.kafka == beat.at


@pytest.mark.parametrize("topic", [APPLICANTS.name, APPLICATIONS.name, JOBS_BY_SHARD.name])
def test_events_that_no_worker_takes_in_wait_ever_longer(world: World, topic: str) -> None:
    world.send(topic, 1)
    assert world.waits() == {1: 0.0}, "it came since the last look"
    world.now += 40
    world.send(topic, 1)
    assert world.waits() == {1: 40.0}


def test_a_worker_that_has_taken_them_in_is_seen(world: World) -> None:
    world.send(APPLICANTS.name, 0, times=3)
    world.send(APPLICATIONS.name, 0)
    assert world.waits() == {0: 0.0}
    world.now += 40
    world.take_in(0, applicants=3)
    eventually(lambda: world.waits() == {0: 40.0} and world.monitor._taken(0), "the progress")
    world.take_in(0, applicants=3, applications=1)
    eventually(lambda: world.waits() == {}, "that nothing waits")


def test_a_worker_that_follows_late_is_as_late_as_its_oldest_event(world: World) -> None:
    world.send(APPLICANTS.name, 0)
    assert world.waits() == {0: 0.0}
    for _ in range(5):
        world.now += 10
        world.send(APPLICANTS.name, 0)
        world.monitor.look()
    world.take_in(0, applicants=4)
    eventually(lambda: world.monitor.look() or world.monitor._taken(0), "the progress")
    assert world.waits() == {0: 20.0}, "the fourth was there 20 s ago, the fifth was not"


def test_progress_of_before_is_known_to_one_that_starts(world: World, store: EmbeddedRedis) -> None:
    world.send(APPLICANTS.name, 0, times=2)
    world.take_in(0, applicants=1)
    world.take_in(0, applicants=2)
    other = World(world.monitor._settings, world.client, world.sender)
    with other.monitor:
        eventually(lambda: other.waits() == {}, "that nothing waits")


def test_shards_whose_progress_cannot_be_read_are_not_told_to_be_well(world: World) -> None:
    world.send(APPLICANTS.name, 0)
    world.take_in(0, applicants=1)
    world.monitor._follow = lambda _ends: None  # type: ignore[method-assign]
    assert world.waits() == {0: 0.0}
    world.now += 40
    assert world.waits() == {0: 40.0}


def test_records_that_are_not_written_to_redis_wait(world: World) -> None:
    world.written = {(MATCHES.name, number): 0 for number in range(SHARDS)}
    world.send(MATCHES.name, 0)
    beat, _ = world.told()
    assert beat.cache == beat.at
    world.now += 50
    beat, _ = world.told()
    assert beat.cache == pytest.approx(beat.at - 50)
    world.written[MATCHES.name, 0] = 1
    assert world.told()[0].cache is None


def test_what_the_writer_has_read_is_an_end_too(world: World) -> None:
    """The development broker tells the end of a batch as its first record's."""
    world.sender.send([Record(APPLICANTS.name, b"k", b"{}", (), 0)] * 5)
    world.take_in(0, applicants=1)
    eventually(lambda: world.monitor.look() or world.monitor._taken(0), "the progress")
    world.written = {(APPLICANTS.name, 0): 5}
    assert world.waits() == {0: 0.0}


def test_kafka_s_silence_is_told_and_what_waited_goes_on_waiting(world: World, broker: EmbeddedBroker) -> None:
    world.send(APPLICANTS.name, 1)
    assert world.waits() == {1: 0.0}
    broker.kill()
    world.now += 30
    with pytest.raises(KafkaException):
        world.monitor.look()
    world.monitor.tell(30.0)
    beat = Heartbeat.decode(world.client.get(results.HEARTBEAT) or b"")
    assert beat.kafka == pytest.approx(beat.at - 30)
    assert beat.shards == {1: pytest.approx(beat.at - 30)}


def test_redis_away_fails_nobody(world: World, store: EmbeddedRedis, caplog: pytest.LogCaptureFixture) -> None:
    store.kill()
    world.monitor.tell(0.0)
    assert "what is late can't be told: Redis is away" in caplog.text


def test_nothing_is_told_before_the_writer_has_begun(world: World) -> None:
    """It removes what an earlier layout left, and says so."""
    world.written = {}
    world.monitor.look()
    world.monitor.tell(0.0)
    assert not world.client.keys("*")


def test_the_writer_s_health(world: World) -> None:
    state = {"ready": True, "status": "ready", "behind": []}
    health = world.monitor.health(lambda: dict(state))
    assert health() == state | {"progress_age_seconds": 0.0, "shards_waiting_seconds": {}}
    world.send(APPLICANTS.name, 1)
    world.monitor.look()
    world.now += 20
    assert health()["shards_waiting_seconds"] == {"1": 20.0}
    assert health()["ready"], "its own work is done"
    world.idle = STUCK_SECONDS
    stuck = health()
    assert (stuck["ready"], stuck["status"]) == (False, "stuck")
    assert "nothing was written to Redis for 10 s" in stuck["reasons"][0]


def test_no_one_is_named(world: World) -> None:
    world.send(APPLICANTS.name, 1)
    world.told()
    assert set(orjson.loads(world.client.get(results.HEARTBEAT) or b"")) == {
        "at",
        "written",
        "kafka",
        "cache",
        "shards",
        "topics",
    }


def test_topics_that_changed_are_told_and_their_offsets_are_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.send(APPLICANTS.name, 1)
    assert world.told()[0].topics == ()
    changed = [APPLICANTS.name]
    monkeypatch.setattr(world.monitor, "_changed", lambda: changed)
    monkeypatch.setattr(world.monitor, "_offsets", None)  # it would be called if it looked
    assert world.told()[0].topics == (APPLICANTS.name,)
