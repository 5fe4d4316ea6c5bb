"""The scripts that write to Redis: newer revisions win, lists follow, pushes happen once."""

from __future__ import annotations

import orjson
import redis
from pydantic import TypeAdapter

from data.contract.entities import Applicant, Job
from data.contract.matches import PushedDocument, match_key
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS, MATCHES
from data.redis import layout as results
from stream_processor.cache.writer import Cache
from tests.data.contract.test_codec import headers
from tests.stream_processor.cache.writing import Topic, match


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


def test_history_is_not_pushed(topic: Topic, cache: Cache, client: redis.Redis) -> None:
    cache._silent = {(MATCHES.name, 0)}
    topic.matches(match(99.0))
    assert client.xlen(results.PUSHES) == 0


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
