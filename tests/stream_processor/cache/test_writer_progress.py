"""Redis knows how far it is written: a batch and its progress are one, and what they don't agree on is written anew."""

from __future__ import annotations

import pytest
import redis
from redis.exceptions import NoScriptError

from data.contract.topics import MATCHES
from data.kafka.progress import Topics
from data.redis import layout as results
from stream_processor.cache.batch import Batch
from stream_processor.cache.writer import CACHED, Cache, Disagreement
from tests.stream_processor.cache.writing import Topic, match, start_over


def test_a_long_batch_of_history_is_written_in_parts_and_one_that_is_lost_is_missed(
    topic: Topic, cache: Cache, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stream_processor.cache.writer.PAIRS", 1)
    cache._silent = {(MATCHES.name, 0)}
    three = [match(70.0, applicant=f"a{number}") for number in range(3)]
    topic.matches(*three)
    assert client.hgetall(results.PROGRESS) == {f"{MATCHES.name}:0": "3", "parts": "2", "layout": str(results.LAYOUT)}
    assert client.zcard(results.job_matches("j1")) == 3
    client.flushall()
    start_over(cache)
    cache._silent = {(MATCHES.name, 0)}
    send = cache._calls.send

    def lose(*arguments: bytes) -> None:
        send(*arguments)
        if b'"parts":1' in arguments[0]:
            client.flushall()

    monkeypatch.setattr(cache._calls, "send", lose)
    with pytest.raises(Disagreement):
        topic.matches(*three)
    assert not client.hgetall(results.PROGRESS)


def test_a_batch_and_its_progress_are_one(topic: Topic, cache: Cache, client: redis.Redis) -> None:
    topic.matches(match(70.0))
    assert client.hget(results.PROGRESS, f"{MATCHES.name}:0") == "1"
    client.flushall()
    with pytest.raises(Disagreement):
        topic.matches(match(71.0))
    assert not client.keys("*")
    start_over(cache)
    topic.matches(match(70.0))
    assert client.zcard(results.job_matches("j1")) == 1


def test_emptying_removes_all_and_nothing_of_others(topic: Topic, cache: Cache, client: redis.Redis) -> None:
    topic.matches(match(70.0), match(90.0, applicant="a2"))
    client.set("another", "1")
    assert results.empty(client) > 0
    assert client.keys("*") == ["another"]


@pytest.mark.parametrize("layout", [None, 1, results.LAYOUT + 1])
def test_a_cache_in_another_layout_is_removed_before_anything_is_written(
    cache: Cache, client: redis.Redis, layout: int | None
) -> None:
    client.delete(results.PROGRESS)
    held = {"layout": layout} if layout else {}
    client.hset(results.PROGRESS, mapping={f"{MATCHES.name}:0": 7, "whole": 1} | held)
    client.set("ms:ready", 1)
    client.zadd("ms:job:j1:matches", {"a1": -70.0})
    client.set("another", 1)
    assert set(start_over(cache, pushes=False).values()) == {0}
    assert cache._silent
    assert sorted(client.keys("*")) == ["another", results.PROGRESS]
    assert client.hgetall(results.PROGRESS) == {"layout": str(results.LAYOUT)}


def test_a_cache_of_other_topics_is_filled_anew_and_one_that_does_not_tell_is_kept(
    cache: Cache, client: redis.Redis
) -> None:
    ids = {topic.name: f"id of {topic.name}" for topic in CACHED}
    cache._topics = Topics(ids, 1).told(ids)
    client.hset(results.PROGRESS, mapping={f"{MATCHES.name}:0": 7, "layout": results.LAYOUT})
    assert start_over(cache)[MATCHES.name, 0] == 7
    assert start_over(cache)[MATCHES.name, 0] == 7
    for other in Topics(ids | {MATCHES.name: "anew"}, 1), Topics(ids, 2):
        client.hset(results.PROGRESS, f"{MATCHES.name}:0", 7)
        client.set(results.job("j1"), "of another topic")
        cache._topics = other.told(ids)
        assert start_over(cache, pushes=False)[MATCHES.name, 0] == 0
        assert not client.exists(results.job("j1"))


def test_a_writer_of_another_layout_that_comes_between_is_noticed(
    topic: Topic, cache: Cache, client: redis.Redis
) -> None:
    client.hset(results.PROGRESS, "layout", results.LAYOUT + 1)
    with pytest.raises(Disagreement):
        topic.matches(match(70.0))
    assert start_over(cache)[MATCHES.name, 0] == 0


def test_what_was_sent_behind_what_redis_did_not_take_is_not_taken_either(
    topic: Topic, cache: Cache, client: redis.Redis
) -> None:
    topic.matches(match(70.0))
    client.flushall()
    for number in 1, 2:
        batch = Batch(80.0, set(), 1)
        one = match(90.0, applicant=f"a{number}")
        batch.match(0, number, one.key, one.encode(), [])
        cache._send(batch)
    with pytest.raises(Disagreement):
        cache._settle(0)
    assert start_over(cache)[MATCHES.name, 0] == 0
    assert client.keys("*") == [results.PROGRESS]


def test_a_redis_that_is_lost_while_it_writes_is_asked_where_it_stands(
    topic: Topic, cache: Cache, client: redis.Redis
) -> None:
    topic.matches(match(70.0))
    client.client_kill_filter(_type="normal", skipme=True)
    with pytest.raises(redis.ConnectionError):
        topic.matches(match(90.0, applicant="a2"))
    assert start_over(cache)[MATCHES.name, 0] == 1
    topic.offset = 1
    topic.matches(match(90.0, applicant="a2"))
    assert client.zrange(results.job_matches("j1"), 0, -1) == ["a2", "a1"]


def test_scripts_that_redis_forgot_are_loaded_again(topic: Topic, cache: Cache, client: redis.Redis) -> None:
    topic.matches(match(70.0))
    client.script_flush()
    with pytest.raises(NoScriptError):
        topic.matches(match(71.0))
    assert start_over(cache)[MATCHES.name, 0] == 1
    topic.offset = 1
    topic.matches(match(71.0))
    assert client.zscore(results.job_matches("j1"), "a1") == -71.0


def test_the_rest_of_history_is_not_pushed_after_a_new_start_and_what_comes_once_all_is_there_is(
    topic: Topic, cache: Cache, client: redis.Redis
) -> None:
    start_over(cache, pushes=False)
    topic.matches(match(90.0))
    start_over(cache, pushes=False)
    topic.matches(match(91.0, applicant="a2"))
    assert client.xlen(results.PUSHES) == 0
    cache._send(Batch(80.0, cache._silent, 8), ready=True)
    cache._settle(0)
    start_over(cache, pushes=False)
    topic.matches(match(92.0, applicant="a3"))
    assert [fields["applicant"] for _, fields in client.xrange(results.PUSHES)] == ["a3"]
