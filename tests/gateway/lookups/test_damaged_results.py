"""Redis holds what nobody of ours wrote: lookups say 503, or pass over it, and are answered again once it is gone."""

from __future__ import annotations

import pytest
import redis

from data.redis import layout
from tests.gateway.clients import serving
from tests.gateway.conftest import connected, make
from tests.gateway.lookups.test_redis_faults import ANSWERS
from tests.gateway.worlds import RedisWorld, a_match

ODD = [
    b"", b"x", b"\xff\xfe", b"null", b"[]", b"7", b'"a"', b"{}", b"{", b"nan", b"-1", b"9" * 400, b"[" * 5000,
    b'{"quality_score": "a"}', b'{"open": [], "titulo_vaga": {"a": 1}}',
    b'{"model_version": null, "quality_score": 70}',
]  # fmt: skip
PLACES = [
    (key, field)
    for key, fields in {
        layout.match("v1", "c1"): ("value", "previous_score", "score", "job_revision"),
        layout.job("v1"): ("value", "shown", "revision"),
        layout.applicant("c1"): ("value", "shown", "revision"),
    }.items()
    for field in fields
]


@pytest.fixture(params=[pytest.param("embedded", marks=pytest.mark.embedded)])
def store(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        yield client


def put(store, world):
    store.flushall()
    world.job("v1", titulo_vaga="Dev")
    world.applicant("c1")
    world.match(a_match("v1", "c1", 70.0))
    world.ready()


def statuses(client):
    return {client.get(path).status_code for path in ANSWERS}


def test_no_value_that_rests_in_redis_is_an_error_of_ours(settings, outside, store, redis_server):
    world = RedisWorld(store, redis_server)
    put(store, world)
    with serving(make(settings, lambda: connected(redis_server), outside)) as client:
        assert statuses(client) == {200}
        refused = 0
        for number, (key, field) in enumerate(PLACES):
            for odd in ODD[number % 4 :: 4]:
                store.hset(key, field, odd)
                came = statuses(client)
                assert came <= {200, 404, 503}, (key, field, odd, came)
                refused += 503 in came
            put(store, world)
            assert statuses(client) == {200}
        assert refused > len(PLACES)
        for odd in ODD[::3]:
            for key in (layout.job_matches("v1"), layout.applicant_matches("c1"), layout.JOBS):
                store.zadd(key, {odd: 0.0})
            store.set(layout.HEARTBEAT, odd)
            assert statuses(client) <= {200, 404, 503}, odd
            assert client.get("/health").status_code == 200
            put(store, world)
        assert statuses(client) == {200}
