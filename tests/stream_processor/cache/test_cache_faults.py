"""The writer against a Redis that refuses: it waits, says why, has nothing served as true, and goes on by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import redis

from data.contract.codec import encode
from data.contract.matches import Match
from data.contract.records import Record
from data.contract.topics import MATCHES
from data.redis import layout as results
from data.redis.faults import RedisState, fault_of
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import free_port
from producers.sender import Sender
from stream_processor import metrics
from stream_processor.cache import writer
from stream_processor.cache.writer import Cache
from stream_processor.settings import StreamSettings
from stream_processor.verification.verify import cached, published
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.worker.stepped_worker import applicant, job
from tests.waiting import eventually

pytestmark = EMBEDDED_ONLY  # of Kafka; Redis is both

READY_SECONDS = 1.0


@pytest.fixture
def client(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_server.url) as held:
        yield held


class Writer:
    """The writer in a thread, and the topics that it reads."""

    def __init__(self, settings: StreamSettings, sender: Sender, client: redis.Redis) -> None:
        self.settings, self.client = settings, client
        self._sender = sender
        self._revision = 0
        self.cache = Cache(settings)
        self.ended_with: BaseException | None = None
        self._thread = Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.cache.run()
        except BaseException as error:  # noqa: BLE001 -- the test looks at it
            self.ended_with = error

    @contextmanager
    def running(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self.cache.stop()
            self._thread.join()

    def ended(self) -> bool:
        return not self._thread.is_alive()

    def publish(self, *names: str) -> None:
        """A newer match of each applicant, with the job and the applicant beside it."""
        self._revision += 1
        n = self._revision
        found = [Match("j1", name, 50.0 + n, 0.1, (None,) * 7, False, "rf-0", n, n, n) for name in names]
        self._sender.send([encode(job(n)), *(encode(applicant(n, name)) for name in names)])
        self._sender.send([Record(MATCHES.name, one.key, one.encode(), (), 0) for one in found])

    def is_served(self) -> bool:
        """Whether a gateway takes the cache for whole."""
        return bool(self.client.exists(results.READY))

    def is_whole(self) -> bool:
        """Whether the cache is served, and holds what the topics hold."""
        return self.is_served() and self.cache.is_ready and self.is_equal()

    def is_equal(self) -> bool:
        return cached(self.client) == published(self.settings)

    def state(self) -> RedisState:
        told = {
            state
            for state in RedisState
            if metrics.CACHE.get_sample_value("matchstream_cache_redis_state", {"state": state.value})
        }
        state = RedisState(self.cache.health()["redis"])
        return state if told == {state} else RedisState.FILLING


@pytest.fixture
def stopped(
    settings: StreamSettings,
    sender: Sender,
    client: redis.Redis,
    redis_server: EmbeddedRedis,
    monkeypatch: pytest.MonkeyPatch,
) -> Writer:
    monkeypatch.setattr(results, "READY_SECONDS", READY_SECONDS)
    monkeypatch.setattr(writer, "CHECK_EVERY", 0.2)
    monkeypatch.setattr(writer, "LONGEST_PAUSE", 0.2)
    monkeypatch.setattr(writer, "look_seldom", lambda: None)
    made = Writer(settings.model_copy(update={"redis_url": redis_server.url}), sender, client)
    made.publish("a1", "a2")
    return made


@pytest.fixture
def run(stopped: Writer) -> Iterator[Writer]:
    with stopped.running():
        eventually(stopped.is_whole)
        yield stopped


def fill(client: redis.Redis) -> Callable[[], object]:
    client.config_set("maxmemory", 1)
    return lambda: client.config_set("maxmemory", 0)


def make_replica(client: redis.Redis) -> Callable[[], object]:
    client.execute_command("REPLICAOF", "127.0.0.1", free_port())
    return lambda: client.execute_command("REPLICAOF", "NO", "ONE")


def lose_replicas(client: redis.Redis) -> Callable[[], object]:
    client.config_set("min-replicas-to-write", 1)
    return lambda: client.config_set("min-replicas-to-write", 0)


def fail_to_save(client: redis.Redis) -> Callable[[], object]:
    client.config_set("save", "3600 1000000")
    (Path(client.config_get("dir")["dir"]) / "dump.rdb" / "stands in the way").mkdir(parents=True)
    client.bgsave()
    eventually(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")
    return lambda: client.config_set("stop-writes-on-bgsave-error", "no")


@pytest.mark.parametrize(
    ("refuse", "state"),
    [
        (fill, RedisState.FULL),
        (make_replica, RedisState.READ_ONLY),
        (lose_replicas, RedisState.READ_ONLY),
        (fail_to_save, RedisState.NOT_SAVING),
    ],
)
def test_it_waits_until_redis_takes_writes_again(
    run: Writer, refuse: Callable[[redis.Redis], Callable[[], object]], state: RedisState, caplog: Any
) -> None:
    with caplog.at_level(logging.WARNING, "matchstream.cache"):
        relent = refuse(run.client)
        run.publish("a1", "a3")
        eventually(lambda: not run.is_served(), "nothing is served as true")
        eventually(lambda: run.state() is state, f"it says {state}")
        assert run.cache.health()["ready"] is False
        assert run.cache.health()["status"] == run.cache._watch.fault.says
        tried = tries(run.cache)
        eventually(lambda: len(tried) > 5, "it tries again and again")
        assert not run.is_served()
        assert not run.ended()
        relent()
        eventually(run.is_whole, "all is whole again")
    assert run.state() is RedisState.UP
    run.publish("a1", "a4")
    eventually(run.is_whole)
    told = [record.getMessage() for record in caplog.records]
    assert len([line for line in told if line.startswith("Redis ") and "works again" not in line]) == 1, told
    assert len([line for line in told if "works again" in line]) == 1, told


ODD = [b"", b"x", b"nan", b"\xff", b"0x", b"1e400"]


def test_a_progress_that_is_none_of_ours_is_filled_anew(run: Writer) -> None:
    field = results.progress_field(MATCHES.name, 0)
    for odd in ODD:
        run.client.hset(results.PROGRESS, field, odd)
        run.publish("a1", "a5")
        eventually(lambda: run.client.hget(results.PROGRESS, field) not in ODD, "the progress is a number again")
        eventually(run.is_whole, "all is whole again")
    run.client.hset(results.PROGRESS, b"\xff\xfe", b"1")
    run.client.delete(results.PROGRESS)
    eventually(run.is_whole)
    assert not run.ended()


def test_values_that_are_none_of_ours_end_nobody_and_are_written_over(run: Writer) -> None:
    keys = {results.match("j1", "a1"): ("score", "job_revision"), results.job("j1"): ("revision",)}
    for odd in ODD:
        for key, fields in keys.items():
            for field in fields:
                run.client.hset(key, field, odd)
        run.client.hset(results.match("j1", "a1"), "value", odd)
        run.publish("a1")
        eventually(run.is_whole, "what was damaged was written over")
    assert not run.ended()


def tries(cache: Cache) -> list[Exception]:
    """Grows with every try that failed."""
    errors: list[Exception] = []
    wait = cache._wait

    def counted(error: Exception) -> None:
        errors.append(error)
        wait(error)

    cache._wait = counted  # type: ignore[method-assign]
    return errors


def test_what_is_held_is_not_served_for_longer_than_its_writer_says_so(run: Writer) -> None:
    run.cache.stop()
    eventually(run.ended)
    assert 0 < run.client.pttl(results.READY) <= 1000 * READY_SECONDS
    eventually(lambda: not run.is_served())
    assert run.is_equal()


def test_it_waits_for_a_script_that_keeps_redis_busy(run: Writer) -> None:
    run.client.config_set("lua-time-limit", 1)
    connection = run.client.connection_pool.get_connection()
    connection.send_command("EVAL", "while true do end", 0)
    eventually(lambda: run.state() is RedisState.BUSY)
    run.client.script_kill()
    connection.disconnect()
    run.publish("a1", "a3")
    eventually(run.is_whole)


@pytest.mark.parametrize(
    "key",
    [results.match("j1", "a1"), results.job_matches("j1"), results.applicant("a1"), results.JOBS, results.PROGRESS],
)
def test_a_key_of_another_type_is_no_end_and_all_is_filled_anew(run: Writer, key: str) -> None:
    run.client.delete(key)
    run.client.sadd(key, "x")
    run.publish("a1", "a2")
    eventually(lambda: run.client.type(key) != b"set" and run.is_whole())


def test_what_a_setting_must_mend_ends_it(run: Writer) -> None:
    run.client.acl_setuser("default", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-hset"])
    run.publish("a1")
    eventually(run.ended)
    assert isinstance(run.ended_with, redis.RedisError)
    assert fault_of(run.ended_with).state is RedisState.FORBIDDEN
    run.client.acl_setuser("default", enabled=True, nopass=True, keys=["*"], categories=["+@all"])


def test_a_password_that_is_not_taken_ends_it(run: Writer) -> None:
    run.client.config_set("requirepass", "another")
    run.client.client_kill_filter(_type="normal", skipme=True)
    eventually(run.ended)
    assert isinstance(run.ended_with, redis.RedisError)
    assert fault_of(run.ended_with).state is RedisState.LOG_IN_REFUSED


def test_a_cache_of_the_first_layout_is_served_by_nobody_and_filled_anew(stopped: Writer, client: redis.Redis) -> None:
    client.set("ms:ready", 1)
    client.hset("ms:progress", mapping={f"{MATCHES.name}:0": 2, "recruiting.jobs.v1:0": 1, "whole": 1})
    client.hset("ms:match:j1|gone", mapping={"value": "{}", "score": "99.0"})
    for key, member in ("ms:job:j1:matches", "gone"), ("ms:applicant:gone:matches", "j1"):
        client.zadd(key, {member: -99.0})
    assert not stopped.is_served()
    with stopped.running():
        eventually(stopped.is_whole)
    assert not client.exists("ms:ready", "ms:match:j1|gone", "ms:job:j1:matches", "ms:applicant:gone:matches")
