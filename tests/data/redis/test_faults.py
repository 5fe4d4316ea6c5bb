"""What errors of Redis mean: answers as servers write them, and as its clients hand them on."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
import redis
from redis._parsers.base import BaseParser
from redis.asyncio import Redis as AsyncRedis

from data.redis.faults import End, RedisState, RedisWatch, fault_of, reason
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import free_port
from tests.waiting import eventually

SECRET = "id-of-somebody"


def answered(text: str) -> Exception:
    """As the client raises it."""
    error = BaseParser.parse_error(text)
    assert isinstance(error, Exception)
    return error


ANSWERS = [
    (RedisState.LOADING, "LOADING Redis is loading the dataset in memory"),
    (RedisState.BUSY, "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE."),
    (RedisState.BUSY, "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)"),
    (RedisState.BUSY, "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
    (RedisState.BUSY, "CLUSTERDOWN The cluster is down"),
    (RedisState.BUSY, "TRYAGAIN Multiple keys request during rehashing of slot"),
    (RedisState.FULL, "OOM command not allowed when used memory > 'maxmemory'."),
    (RedisState.READ_ONLY, "READONLY You can't write against a read only replica."),
    (RedisState.READ_ONLY, "NOREPLICAS Not enough good replicas to write."),
    (RedisState.NOT_SAVING, "MISCONF Redis is configured to save RDB snapshots, but it's unable to persist to disk."),
    (RedisState.LOG_IN_REFUSED, "WRONGPASS invalid username-password pair or user is disabled."),
    (RedisState.LOG_IN_REFUSED, "NOAUTH Authentication required."),
    (RedisState.LOG_IN_REFUSED, "ERR invalid password"),
    (RedisState.FORBIDDEN, "NOPERM User writer has no permissions to run the 'set' command"),
    (
        RedisState.DAMAGED,
        "WRONGTYPE Operation against a key holding the wrong kind of value script: f00, on @user_script",
    ),
    (RedisState.DOWN, "ERR max number of clients reached"),
    (RedisState.REFUSING, f"ERR unknown command 'EVALSHA', with args beginning with: '{SECRET}' "),
    (RedisState.REFUSING, "ERR user_script:9: attempt to compare nil with number script: f00, on @user_script:9."),
]


@pytest.mark.parametrize(("state", "text"), ANSWERS)
def test_every_answer_has_a_meaning(state: RedisState, text: str) -> None:
    fault = fault_of(answered(text))
    assert fault.state is state
    assert fault.says
    assert SECRET not in reason(answered(text))


@pytest.mark.parametrize(
    "error",
    [redis.ConnectionError("Error 111"), redis.TimeoutError("Timeout reading"), OSError(104, "reset"), TimeoutError()],
)
def test_what_does_not_answer_is_away(error: Exception) -> None:
    assert fault_of(error) == (RedisState.DOWN, End.WAIT, "Redis is away")


def test_what_passes_by_itself_is_waited_for_and_what_a_setting_mends_is_not() -> None:
    ends = {fault_of(answered(text)).state: fault_of(answered(text)).end for _, text in ANSWERS}
    assert {state for state, end in ends.items() if end is not End.WAIT} == {
        RedisState.LOG_IN_REFUSED,
        RedisState.FORBIDDEN,
        RedisState.DAMAGED,
        RedisState.REFUSING,
    }
    assert ends[RedisState.FORBIDDEN] is ends[RedisState.LOG_IN_REFUSED] is End.CONFIGURE


def test_a_state_is_said_once_and_its_end_too(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    now = [0.0]
    watch = RedisWatch(logging.getLogger("watched"), told.append, clock=lambda: now[0])
    full, away = answered("OOM command not allowed"), redis.ConnectionError("gone")
    watch.answered()
    for error in full, full, full, away, away, full:
        now[0] += 1
        watch.failed(error)
    assert watch.fault is not None
    now[0] += 4
    watch.answered(RedisState.FILLING)
    watch.answered()
    watch.answered()
    assert watch.fault is None
    assert told == ["filling", "up", "full", "down", "full", "filling", "up"]
    assert [record.getMessage() for record in caplog.records] == [
        "Redis is full: raise its maxmemory, or give it a server of its own (command not allowed)",
        "Redis is away (gone)",
        "Redis is full: raise its maxmemory, or give it a server of its own (command not allowed)",
        "Redis works again, after 9 s",
    ]


class TestServers:
    """What real servers answer, in and out of scripts, pipelines and transactions."""

    def every_way(self, url: str) -> set[RedisState]:
        """The states that a write's errors tell, by each way of writing."""
        write = "return redis.call('SET', KEYS[1], ARGV[1])"
        states: set[RedisState] = set()
        with redis.Redis.from_url(url) as client:

            def piped(*, transaction: bool) -> None:
                with client.pipeline(transaction=transaction) as pipe:
                    pipe.set(SECRET, 1).execute()

            for way in (
                lambda: client.set(SECRET, 1),
                lambda: client.eval(write, 1, SECRET, "x"),
                lambda: piped(transaction=True),
                lambda: piped(transaction=False),
                lambda: asyncio.run(self.transaction(url, "SET", SECRET, "1")),
            ):
                states.add(self.state_of(way))
        return states

    @staticmethod
    def state_of(way: Any) -> RedisState:
        with pytest.raises(redis.RedisError) as raised:
            way()
        assert SECRET not in reason(raised.value)
        return fault_of(raised.value).state

    @staticmethod
    async def transaction(url: str, *command: str) -> Any:
        async with AsyncRedis.from_url(url) as client, client.pipeline(transaction=True) as pipe:
            return await pipe.execute_command(*command).execute()  # type: ignore[union-attr]

    def test_full(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.config_set("maxmemory", 1)
        assert self.every_way(redis_server.url) == {RedisState.FULL}

    def test_read_only(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.execute_command("REPLICAOF", "127.0.0.1", free_port())
        assert self.every_way(redis_server.url) == {RedisState.READ_ONLY}

    def test_no_replica_to_write_to(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.config_set("min-replicas-to-write", 1)
        assert self.every_way(redis_server.url) == {RedisState.READ_ONLY}

    def test_not_saving(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.config_set("save", "3600 1000000")
            (redis_server.directory / "dump.rdb" / "stands in the way").mkdir(parents=True)
            client.bgsave()
            eventually(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")
        assert self.every_way(redis_server.url) == {RedisState.NOT_SAVING}

    def test_busy(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client, redis.Redis.from_url(redis_server.url) as runner:
            client.config_set("lua-time-limit", 1)
            connection = runner.connection_pool.get_connection()
            connection.send_command("EVAL", "while true do end", 0)
            eventually(lambda: self.is_busy(client))
            assert self.every_way(redis_server.url) == {RedisState.BUSY}
            client.script_kill()
            connection.disconnect()

    @staticmethod
    def is_busy(client: redis.Redis) -> bool:
        try:
            client.get(SECRET)
        except redis.ResponseError:
            return True
        return False

    def test_forbidden(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.acl_setuser("lesser", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-set"])
        assert self.every_way(redis_server.url.replace("//", "//lesser:x@")) == {RedisState.FORBIDDEN}

    def test_not_logged_in(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.config_set("requirepass", "secret")
        assert self.every_way(redis_server.url) == {RedisState.LOG_IN_REFUSED}
        assert self.every_way(redis_server.url.replace("//", "//default:wrong@")) == {RedisState.LOG_IN_REFUSED}

    def test_damaged(self, redis_server: EmbeddedRedis) -> None:
        with redis.Redis.from_url(redis_server.url) as client:
            client.zadd(SECRET, {"x": 1.0})
            ways = [
                lambda: client.hget(SECRET, "x"),
                lambda: client.eval("return redis.call('HGET', KEYS[1], 'x')", 1, SECRET),
                lambda: asyncio.run(self.transaction(redis_server.url, "HGET", SECRET, "x")),
            ]
            assert {self.state_of(way) for way in ways} == {RedisState.DAMAGED}
