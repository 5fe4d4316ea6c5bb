"""The names of Redis's keys: none meets another, whatever ids hold, and no pattern takes one id for another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.matches import match_key, match_keys, split_key
from data.redis import layout as results
from deploy.local.caches import EmbeddedRedis

IDS = st.text("ab1:|{}*?[]\\^- é职🙂", max_size=6) | st.sampled_from(
    [
        "matches",
        ":matches",
        "a:matches",
        "-matches:a",
        "match:a",
        "s",
        "ready:2",
        "progress",
        "|1|",
        "|2|ab",
        "\\*",
        "[a]",
    ]
)
PAIRS = st.tuples(IDS, IDS)


@given(st.lists(PAIRS, max_size=8))
def test_no_key_meets_another(pairs: list[tuple[str, str]]) -> None:
    ids = {name for pair in pairs for name in pair}
    kinds = (results.job, results.applicant, results.job_matches, results.applicant_matches)
    keys = [results.JOBS, results.PUSHES, results.PROGRESS, results.READY, *results.EARLIER_READY]
    keys += [kind(name) for kind in kinds for name in ids]
    keys += [results.match(*pair) for pair in set(pairs)]
    assert len(set(keys)) == len(keys)
    assert all(key.startswith(results.PREFIX) for key in keys)


@given(st.lists(PAIRS, max_size=8))
def test_a_pairs_key_is_split_as_it_was_joined(pairs: list[tuple[str, str]]) -> None:
    assert [split_key(match_key(*pair)) for pair in pairs] == pairs
    assert match_keys(pairs) == [match_key(*pair) for pair in pairs]


@given(st.text("ab1:{}*?[]\\^- é", min_size=1), st.text("ab1:|é"))
def test_a_key_is_what_it_was_where_the_jobs_id_holds_no_bar(job: str, applicant: str) -> None:
    assert match_key(job, applicant) == f"{job}|{applicant}".encode()


@given(st.binary() | st.sampled_from([b"", b"|", b"||", b"|9|a", b"|\xff|a", b"|" + b"9" * 5000 + b"|a"]))
def test_bytes_that_are_no_pairs_key_are_split_too(key: bytes) -> None:
    assert all(isinstance(name, str) for name in split_key(key))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    server = EmbeddedRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    with redis.Redis.from_url(server.url, decode_responses=True) as held:
        yield held
    server.kill()


@pytest.mark.embedded
@settings(max_examples=150, deadline=None)
@given(pairs=st.sets(PAIRS, max_size=8), asked=IDS)
def test_what_is_held_of_an_applicant_is_nobody_elses(
    client: redis.Redis, pairs: set[tuple[str, str]], asked: str
) -> None:
    client.flushall()
    for job, applicant in pairs:
        client.hset(results.match(job, applicant), "value", "x")
        client.zadd(results.job_matches(job), {applicant: -1.0})
        client.zadd(results.applicant_matches(applicant), {job: -1.0})
    for name in {asked, *(applicant for _, applicant in pairs)}:
        jobs = {job for job, applicant in pairs if applicant == name}
        told = ["the applicant's list of matches", f"{len(jobs)} matches", f"a place in {len(jobs)} jobs' lists"]
        assert list(results.held_of(client, name)) == (told if jobs else [])
    client.set("another", "1")
    results.empty(client)
    assert client.keys("*") == ["another"]
