"""A gateway whose Redis refuses: lookups and pushes say so, serve nothing old as true, and come back by themselves."""

from __future__ import annotations

import logging
import re

import orjson
import pytest
import redis

from data.redis import layout
from deploy.local.ports import free_port
from tests.gateway.clients import EventStream, serving, session_of
from tests.gateway.conftest import connected, make
from tests.gateway.worlds import RedisWorld, a_match
from tests.waiting import eventually

ANSWERS = ["/api/jobs", "/api/jobs/v1/matches", "/api/applicants/c1/matches", "/api/matches/v1/c1"]


@pytest.fixture
def store(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        yield client


@pytest.fixture
def world(store, redis_server):
    made = RedisWorld(store, redis_server)
    made.job("v1", titulo_vaga="Dev")
    made.applicant("c1")
    made.match(a_match("v1", "c1", 70.0))
    made.ready()
    return made


@pytest.fixture
def client(settings, redis_server, outside, world):
    with serving(make(settings, lambda: connected(redis_server), outside)) as client:
        yield client


def answers(client):
    return {client.get(path).status_code for path in ANSWERS}


def forbid(store):
    store.acl_setuser("default", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-exists"])
    return lambda: store.acl_setuser("default", enabled=True, nopass=True, keys=["*"], categories=["+@all"])


def change_password(store):
    store.config_set("requirepass", "another")
    store.client_kill_filter(_type="normal", skipme=True)
    return lambda: store.config_set("requirepass", "")


def keep_busy(store):
    store.config_set("lua-time-limit", 1)
    connection = store.connection_pool.get_connection()
    connection.send_command("EVAL", "while true do end", 0)

    def relent():
        store.script_kill()
        connection.disconnect()

    eventually(lambda: is_refused(store.ping))
    return relent


def is_refused(call):
    try:
        call()
    except redis.ResponseError:
        return True
    return False


@pytest.mark.parametrize(
    ("refuse", "state", "slug"),
    [
        (keep_busy, "busy", "results-away"),
        (forbid, "forbidden", "results-refused"),
        (change_password, "log_in_refused", "results-refused"),
    ],
)
def test_lookups_say_what_is_the_matter_and_work_again_when_it_has_passed(client, store, caplog, refuse, state, slug):
    assert answers(client) == {200}
    with caplog.at_level(logging.INFO, "matchstream.gateway.results"):
        relent = refuse(store)
        for path in ANSWERS * 3:
            answer = client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.json()["type"] == f"urn:matchstream:problem:{slug}"
        assert client.get("/health").json()["redis"] == state
        assert f'matchstream_redis_state{{state="{state}",use="lookups"}} 1.0' in client.get("/metrics").text
        assert client.get("/status").status_code == 200
        relent()
        eventually(lambda: answers(client) == {200})
    assert client.get("/health").json()["redis"] == "up"
    assert 'matchstream_redis_state{state="up",use="lookups"} 1.0' in client.get("/metrics").text
    told = [record.getMessage() for record in caplog.records if record.name == "matchstream.gateway.results"]
    assert len(told) == 2, told
    assert told[1].startswith("Redis works again")
    assert not [line for line in told if "v1" in line or "c1" in line]


def test_a_cache_whose_writer_can_not_say_that_it_is_whole_is_not_served(client, store):
    assert answers(client) == {200}
    store.set(layout.READY, 1, px=500)
    store.execute_command("REPLICAOF", "127.0.0.1", free_port())
    with pytest.raises(redis.ResponseError):
        store.delete(layout.READY)
    eventually(lambda: answers(client) == {503})
    assert client.get("/health").json()["redis"] == "filling"
    store.execute_command("REPLICAOF", "NO", "ONE")
    assert answers(client) == {503}


def test_a_full_redis_serves_nothing_once_its_writer_can_not_say_that_it_is_whole(client, store, world):
    assert answers(client) == {200}
    store.set(layout.READY, 1, px=500)
    store.config_set("maxmemory", 1)
    eventually(lambda: answers(client) == {503})  # Redis 7 refuses all in a transaction, and Valkey writes alone
    assert client.get("/health").json()["redis"] in {"full", "filling"}
    store.config_set("maxmemory", 0)
    world.ready()
    assert answers(client) == {200}


def test_a_cache_of_another_layout_is_not_served(client, store):
    store.delete(layout.READY)
    store.set("ms:ready", 1)
    store.set(f"ms:ready:{layout.LAYOUT + 1}", 1)
    assert answers(client) == {503}


def test_a_key_of_another_type_is_refused_and_the_rest_is_served(client, store):
    store.delete(layout.job_matches("v1"))
    store.set(layout.job_matches("v1"), "x")
    answer = client.get("/api/jobs/v1/matches")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:matchstream:problem:results-refused")
    assert client.get("/api/applicants/c1/matches").status_code == 200


async def test_pushes_say_what_is_the_matter_and_come_back(settings, outside, world, store, redis_server):
    app = make(settings, lambda: connected(redis_server), outside)
    async with session_of(app) as http, EventStream(app) as stream:
        assert (await first(stream, "ready"))["data"] == "{}"
        relent = change_password(store)
        waiting = await first(stream, "waiting")
        assert orjson.loads(waiting["data"])["type"] == "urn:matchstream:problem:results-refused"
        assert pushes_state(await http.get("/metrics")) == "log_in_refused"
        relent()
        await first(stream, "ready")
        assert pushes_state(await http.get("/metrics")) == "up"


async def first(stream, kind):
    """The next event of a kind."""
    while (event := await stream.next()).get("event") != kind:
        pass
    return event


def pushes_state(metrics):
    lines = metrics.text.splitlines()
    found = [re.fullmatch(r'matchstream_redis_state\{state="(\w+)",use="pushes"\} 1.0', line) for line in lines]
    (state,) = [match[1] for match in found if match]
    return state
