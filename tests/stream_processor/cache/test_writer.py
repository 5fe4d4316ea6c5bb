"""The scripts that write to Redis: newer revisions win, lists follow, pushes happen once."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
import redis
from pydantic import TypeAdapter
from redis.exceptions import NoScriptError

from data.contract.entities import Applicant, Job
from data.contract.matches import Match, PushedDocument, match_key
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS, MATCHES
from data.kafka.inputs import Input
from data.kafka.progress import Topics
from data.redis import layout as results
from deploy.local.caches import EmbeddedRedis
from stream_processor.cache.batch import Batch
from stream_processor.cache.writer import CACHED, Cache, Disagreement
from stream_processor.settings import StreamSettings
from tests.data.contract.test_codec import headers


@pytest.fixture
def client(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as held:
        yield held


@pytest.fixture
def cache(redis_server: EmbeddedRedis) -> Cache:
    held = Cache(StreamSettings(redis_url=redis_server.url, partitions=1, push_line=80.0))
    start_over(held)
    return held


def start_over(cache: Cache, *, pushes: bool = True) -> dict[tuple[str, int], int]:
    """Have it read on from where Redis stands; where that is. Here all is news, unless history is what is tested."""
    assigned: dict[tuple[str, int], int] = {}
    cache._follower = SimpleNamespace(assign=assigned.update, behind=set())  # type: ignore[assignment]
    cache._start_over()
    if pushes:
        cache._silent = set()
    return assigned


def match(score: float, *, applicant: str = "a1", revision: int = 5) -> Match:
    return Match("j1", applicant, score, score / 200, (None,) * 7, False, "rf-0", 1, revision, revision)


class Topic:
    """Hands the cache records of one topic, in order."""

    def __init__(self, cache: Cache, name: str) -> None:
        self.cache, self.name, self.offset = cache, name, 0

    def write(self, *records: tuple[bytes, bytes | None, Any]) -> None:
        batch = Batch(80.0, self.cache._silent, 1)
        for key, value, more in records:
            if self.name == MATCHES.name:
                batch.match(0, self.offset, key, value, more)
            else:
                batch.entity(Input(self.name, 0, self.offset, key, value, more, 2**41))
            self.offset += 1
        self.cache._send(batch)
        self.cache._settle(0)

    def matches(self, *found: Match) -> None:
        self.write(*((one.key, one.encode(), ()) for one in found))


@pytest.fixture
def topic(cache: Cache) -> Topic:
    return Topic(cache, MATCHES.name)


def test_a_match_stands_in_both_lists_and_goes_from_both(topic: Topic, client: redis.Redis) -> None:
    topic.matches(match(70.0), match(90.5, applicant="a2"), match(70.0, applicant="a0"))
    assert client.zrange(results.job_matches("j1"), 0, -1) == ["a2", "a0", "a1"]
    assert client.zrange(results.applicant_matches("a2"), 0, -1, withscores=True) == [("j1", -90.5)]
    assert client.hget(results.match("j1", "a1"), "value") == match(70.0).encode().decode()
    topic.write((match_key("j1", "a2"), None, ()))
    assert client.zrange(results.job_matches("j1"), 0, -1) == ["a0", "a1"]
    assert not client.exists(results.match("j1", "a2"), results.applicant_matches("a2"))


def test_an_older_revision_never_replaces_a_newer(topic: Topic, client: redis.Redis) -> None:
    topic.matches(match(70.0, revision=9), match(99.0, revision=8))
    assert client.zscore(results.job_matches("j1"), "a1") == -70.0
    topic.matches(match(60.0, revision=9))
    assert client.zscore(results.job_matches("j1"), "a1") == -60.0


def test_a_crossing_of_the_line_is_pushed_once(topic: Topic, client: redis.Redis) -> None:
    for one in match(79.9), match(80.0, revision=6), match(95.0, revision=7), match(10.0, revision=8):
        topic.matches(one)
    topic.write((match_key("j1", "a1"), match(85.0, revision=9).encode(), (("previous_score", b"10.0"),)))
    pushes = [orjson.loads(fields["match"]) for _, fields in client.xrange(results.PUSHES)]
    assert [(push["quality_score"], push["previous_score"]) for push in pushes] == [(80.0, None), (85.0, 10.0)]
    assert {frozenset(push) for push in pushes} == {frozenset(TypeAdapter(PushedDocument).json_schema()["required"])}


def test_a_crossing_within_a_batch_is_pushed_with_where_it_came_from_and_went(
    topic: Topic, client: redis.Redis
) -> None:
    topic.matches(match(90.0))
    scores = enumerate((70.0, 85.0, 95.0, 60.0, 88.0, 91.5), start=6)
    before = [b"90.0", b"70.0", b"85.0", b"95.0", b"60.0", b"88.0"]
    topic.write(
        *(
            (match_key("j1", "a1"), match(score, revision=revision).encode(), (("previous_score", previous),))
            for (revision, score), previous in zip(scores, before, strict=True)
        )
    )
    pushes = [orjson.loads(fields["match"]) for _, fields in client.xrange(results.PUSHES)]
    assert [(push["quality_score"], push["previous_score"]) for push in pushes] == [(90.0, None), (91.5, 60.0)]


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


def test_history_is_not_pushed(topic: Topic, cache: Cache, client: redis.Redis) -> None:
    cache._silent = {(MATCHES.name, 0)}
    topic.matches(match(99.0))
    assert client.xlen(results.PUSHES) == 0


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


def test_entities_come_change_close_and_go(cache: Cache, client: redis.Redis) -> None:
    jobs, applicants = Topic(cache, JOBS.name), Topic(cache, APPLICANTS.name)

    def put(where: Topic, kind: str, entity: Job | Applicant | None, minute: int) -> None:
        value = orjson.dumps(entity.model_dump(exclude_none=True)) if entity else None
        held = headers(type=f"recruiting.{kind}".encode(), time=f"2011-01-01T00:{minute:02}:00Z".encode())
        where.write((b"7", value, held))

    put(jobs, "job.upserted", Job(id="7", titulo_vaga="Java"), 5)
    put(jobs, "job.upserted", Job(id="7", titulo_vaga="older"), 4)
    assert orjson.loads(client.hget(results.job("7"), "value")) == {"id": "7", "titulo_vaga": "Java"}
    assert client.zcard(results.JOBS) == 1
    assert orjson.loads(client.hget(results.job("7"), "shown")) == {"titulo_vaga": "Java", "open": True}
    put(jobs, "job.closed", Job(id="7", titulo_vaga="Java", status="Fechada"), 6)
    assert (client.zcard(results.JOBS), client.exists(results.job("7"))) == (0, 1)
    assert orjson.loads(client.hget(results.job("7"), "shown")) == {
        "titulo_vaga": "Java",
        "status": "fechada",
        "open": False,
    }
    put(applicants, "applicant.upserted", Applicant(id="7", cv="Java", titulo_profissional="x" * 300), 5)
    assert orjson.loads(client.hget(results.applicant("7"), "shown")) == {"titulo_profissional": "x" * 199 + "…"}
    put(applicants, "applicant.removed", None, 6)
    assert not client.exists(results.applicant("7"))


def test_a_removed_applicant_leaves_the_pushes_too(cache: Cache, topic: Topic, client: redis.Redis) -> None:
    topic.matches(match(90.0), match(91.0, applicant="7"), match(92.0, applicant="77"))
    held = headers(type=b"recruiting.applicant.removed")
    Topic(cache, APPLICANTS.name).write((b"7", None, held))
    assert [fields["applicant"] for _, fields in client.xrange(results.PUSHES)] == ["a1", "77"]


def test_what_can_not_be_read_is_passed_over(cache: Cache, client: redis.Redis) -> None:
    Topic(cache, APPLICANTS.name).write((b"7", b"{", headers()), (b"8", b'{"id": "8"}', headers()))
    assert client.keys(f"{results.APPLICANT}*") == [results.applicant("8")]


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


def test_an_id_that_is_written_like_a_list_meets_none(cache: Cache, topic: Topic, client: redis.Redis) -> None:
    jobs, applicants = Topic(cache, JOBS.name), Topic(cache, APPLICANTS.name)
    for name in "j1", "j1:matches", "-matches:j1", "s":
        jobs.write((name.encode(), f'{{"id": "{name}"}}'.encode(), headers(type=b"recruiting.job.upserted")))
        applicants.write((name.encode(), f'{{"id": "{name}"}}'.encode(), headers()))
    topic.matches(match(70.0), match(71.0, applicant="j1:matches"))
    assert client.zrange(results.job_matches("j1"), 0, -1) == ["j1:matches", "a1"]
    assert client.hget(results.job("j1:matches"), "value") == '{"id":"j1:matches"}'
    assert client.zrange(results.applicant_matches("j1:matches"), 0, -1) == ["j1"]
    assert client.zcard(results.JOBS) == 4


def test_a_record_names_what_it_is() -> None:
    assert results.progress_field(MATCHES.name, 3) == "recruiting.matches.v1:3"
    assert Record(MATCHES.name, match(1.0).key, None).key == b"j1|a1"


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
