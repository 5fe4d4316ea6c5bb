"""Each store says what it holds of somebody: against a real broker and a real Redis."""

from __future__ import annotations

import pytest
import redis

from data.contract.codec import encode
from data.contract.matches import Match, match_key
from data.contract.records import Record
from data.contract.topics import (
    APPLICANTS,
    APPLICATIONS,
    DEAD_LETTERS,
    JOBS,
    JOBS_BY_SHARD,
    MATCHES,
)
from data.contract.unreadable import Reason, Unreadable
from data.kafka.dead_letters import erasure, standing
from data.kafka.inputs import Input
from data.kafka.progress import Progress
from data.redis import layout as results
from producers.erasure.forget import ForgetSettings
from producers.erasure.stores import Applicants, Letters, Matches, Redis, Worker
from producers.erasure.tail import Tail
from producers.sender import Sender
from tests.producers.erasure.conftest import removed, upserted

pytestmark = pytest.mark.embedded


def test_the_applicants_topic(settings: ForgetSettings, sender: Sender) -> None:
    store = Applicants(settings, "a1")
    assert store.held() == "the removal is not there yet"
    sender.send([encode(upserted(1)), encode(removed(2))])
    assert store.held() == ""
    sender.send([encode(upserted(1))])
    assert "older event came later" in store.held()
    sender.send([encode(removed(2))])
    assert store.held() == ""
    sender.send([encode(upserted(3))])
    assert "brought the applicant back" in store.held()


def test_the_worker(settings: ForgetSettings, sender: Sender) -> None:
    sender.send([encode(upserted(1)), encode(removed(2))])
    store = Worker(settings)
    assert store.held() == "2 earlier events are still to be taken in: does a worker run?"
    sender.send([encode(upserted(3))])  # later than what is asked for
    vector = dict.fromkeys((topic.name for topic in (APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD)), 0)
    sender.send([Progress(vector | {APPLICANTS.name: 1}).to_record(0)])
    assert store.held().startswith("1 earlier")
    sender.send([Progress(vector | {APPLICANTS.name: 2}).to_record(0)])
    assert store.held() == ""


def test_the_matches(settings: ForgetSettings, sender: Sender) -> None:
    store = Matches(settings, "a1")
    pairs = [("j1", "a1"), ("j2", "a1"), ("a1", "a11"), ("j1", "xa1")]
    sender.send(Record(MATCHES.name, match_key(*pair), b"{}") for pair in pairs)
    assert store.held() == "2 matches"
    sender.send(Record(MATCHES.name, match_key(*pair), None) for pair in pairs[:2])
    assert store.held() == ""


def test_redis(settings: ForgetSettings, sender: Sender) -> None:
    for name in ("a1", "a*[?]\\|".rstrip("|")):
        matches = Matches(settings, name)
        store = Redis(settings, name, matches.tail)
        with redis.Redis.from_url(settings.redis_url) as client:
            client.flushall()
            assert store.held() == ""
            for other in ("a11", "xa1", "abc"):
                client.hset(results.match("j1", other), "value", "x")
                client.zadd(results.job_matches("j1"), {other: -1.0})
                client.xadd(results.PUSHES, {"match": "{}", "job": "j1", "applicant": other})
            assert store.held() == ""
            client.hset(results.match("j1", name), "value", "x")
            client.zadd(results.job_matches("j1"), {name: -1.0})
            client.zadd(results.applicant_matches(name), {"j1": -1.0})
            client.hset(results.applicant(name), "value", "x")
            client.xadd(results.PUSHES, {"match": "{}", "job": "j1", "applicant": name})
            assert store.held() == (
                "the applicant, the applicant's list of matches, 1 pushes, 1 matches, a place in 1 jobs' lists"
            )


def test_redis_that_is_behind_or_away_is_not_clean(settings: ForgetSettings, sender: Sender) -> None:
    matches = Matches(settings, "a1")
    found = Match("j1", "a2", 1.0, 0.1, (None,) * 7, False, "rf-0", 1, 1, 1)
    sender.send([Record(MATCHES.name, found.key, found.encode())])
    assert matches.held() == ""
    store = Redis(settings, "a1", matches.tail)
    assert store.held() == "1 records are still to be written to it: does the cache writer run?"
    with redis.Redis.from_url(settings.redis_url) as client:
        client.hset(results.PROGRESS, results.progress_field(MATCHES.name, 0), "1")
    assert store.held() == ""
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    assert Redis(away, "a1").held() == "it can't be asked: Redis is away"


def test_the_dead_letters(settings: ForgetSettings, sender: Sender) -> None:
    store = Letters("dead letters", "a1", Tail(settings, DEAD_LETTERS))
    why = Unreadable(Reason.NO_JSON, "no JSON")
    bad = [(b"a1", b"{"), (b"a2", b"{"), (None, b'{"id": "a1"')]
    letters = [Input(APPLICANTS.name, 0, n, *held, (), 0).dead_letter(why) for n, held in enumerate(bad)]
    sender.send(letters)
    assert store.held() == "2 at 0:0, 0:2: does the cache writer run?"
    found = list(standing(settings))
    sender.send(erasure(0, held.origin.key) for held in found if held.original.key != b"a2")
    assert store.held() == ""
