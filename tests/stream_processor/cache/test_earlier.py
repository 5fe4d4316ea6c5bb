"""The scores that a pair had before: each with until when it stood, and what changed it."""

from __future__ import annotations

import orjson
import pytest
import redis

from data.contract.matches import Match
from data.redis import layout as results
from stream_processor.cache.batch import Batch
from stream_processor.cache.writer import Cache

pytestmark = pytest.mark.embedded


def a_match(score: float, *, job: int = 1, person: int = 1, model: str = "rf-1") -> Match:
    return Match("j1", 'a"event', score, score / 200, (None,) * 7, False, model, job, person, max(job, person))


class Written:
    def __init__(self, cache: Cache, client: redis.Redis) -> None:
        self.cache, self.client, self.offset = cache, client, 0

    def put(self, *found: tuple[Match | None, int]) -> None:
        batch = Batch(80.0, self.cache._silent, 1)
        for match, at in found:
            value = None if match is None else match.encode()
            batch.match(0, self.offset, a_match(0.0).key, value, (), at)
            self.offset += 1
        self.cache._send(batch)
        self.cache._settle(0)

    def earlier(self) -> object:
        return orjson.loads(f"[{self.client.hget(results.match('j1', a_match(0.0).applicant_id), 'earlier') or ''}]")


@pytest.fixture
def written(cache: Cache, client: redis.Redis) -> Written:
    return Written(cache, client)


def test_each_score_is_kept_with_what_changed_it(written: Written) -> None:
    written.put((a_match(50.0), 100))
    assert written.earlier() == []
    written.put((a_match(50.0, person=2), 200))
    assert written.earlier() == [], "the score is the same"
    written.put((a_match(60.25, person=3), 1_700_000_000_123))
    written.put((a_match(60.5, person=3, job=2), 1_700_000_000_200))
    written.put((a_match(1e-7, person=3, job=2, model="rf-2"), 1_700_000_000_300))
    written.put((a_match(70.0, person=4, job=3, model="rf-2"), 1_700_000_000_400))
    assert written.earlier() == [
        [50.0, 1_700_000_000_123, "person"],
        [60.25, 1_700_000_000_200, "job"],
        [60.5, 1_700_000_000_300, "model"],
        [1e-7, 1_700_000_000_400, "person+job"],
    ]


def test_what_is_read_again_is_no_change(written: Written) -> None:
    first, second = a_match(50.0), a_match(60.0, model="rf-2")
    written.put((first, 100))
    written.put((second, 200))
    written.put((first, 100))
    written.put((second, 200))
    assert written.earlier() == [[50.0, 200, "model"]]


def test_the_oldest_go_first_and_all_go_with_the_pair(written: Written) -> None:
    for number in range(results.EARLIER_KEPT + 3):
        written.put((a_match(50.0 + number, person=number), 100 + number))
    kept = [50.0 + number for number in range(2, results.EARLIER_KEPT + 2)]
    assert [score for score, _, _ in written.earlier()] == kept
    written.put((None, 500))
    written.put((a_match(10.0, person=99), 600))
    assert written.earlier() == []
