"""What is new of each job: counted by candidate, from the pushes, without an id."""

from __future__ import annotations

import pytest

from gateway.lookups.freshness import Stale
from gateway.lookups.results import Unavailable
from gateway.pages.jobs import news as module
from gateway.pages.jobs.news import News


class Pushes:
    """A stream of pushes: milliseconds, job, candidate."""

    def __init__(self, *entries):
        self.entries = list(entries)
        self.looks = 0
        self.stale = None
        self.down = False

    async def pushed(self, after, *, limit):
        if self.down:
            raise Unavailable
        self.looks += 1
        start = int(after.partition("-")[0])
        return [(f"{at}-0", job, who) for at, job, who in self.entries if at > start][:limit], self.stale


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


async def test_each_candidate_counts_once_for_a_job_since_its_visit(clock):
    news, pushes = News(clock), Pushes((10, "v1", "a"), (11, "v1", "b"), (12, "v2", "a"), (13, "v1", "a"))
    await news.look(pushes)
    assert news.jobs({}, 0) == {"v1": 2, "v2": 1}
    assert news.jobs({"v1": 12}, 0) == {"v1": 1, "v2": 1}
    assert news.jobs({"v1": 5}, 12) == {"v1": 1}
    assert news.jobs({}, 13) == {}
    assert not any(name in repr(vars(news)) for name in ("'a'", "'b'"))


async def test_it_reads_on_and_not_more_often_than_needed(clock):
    news, pushes = News(clock), Pushes((10, "v1", "a"))
    await news.look(pushes)
    pushes.entries.append((20, "v1", "b"))
    await news.look(pushes)
    assert (pushes.looks, news.of("v1", 0)) == (1, 1)
    clock.now, pushes.stale = 2.0, Stale(1.0)
    assert await news.look(pushes) == Stale(1.0)
    assert (pushes.looks, news.of("v1", 0)) == (2, 2)


async def test_what_the_stream_does_not_hold_is_forgotten_in_time(clock, monkeypatch):
    monkeypatch.setattr(module, "_MOST", 1)
    news, pushes = News(clock), Pushes((10, "v1", "a"), (11, "v1", "b"))
    await news.look(pushes)
    pushes.entries, clock.now = [(30, "v2", "c")], 2.0
    await news.look(pushes)
    assert news.jobs({}, 0) == {"v2": 1}


async def test_an_outage_is_told_and_nothing_is_lost(clock):
    news, pushes = News(clock), Pushes((10, "v1", "a"))
    pushes.down = True
    with pytest.raises(Unavailable):
        await news.look(pushes)
    pushes.down = False
    await news.look(pushes)
    assert news.of("v1", 0) == 1


async def test_a_look_that_breaks_off_goes_on_from_there(clock, monkeypatch):
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    news, pushes = News(clock), Pushes(*((at, "v1", f"c{at}") for at in range(1, 6)))
    answers = iter((True, False))

    class Slow:
        @staticmethod
        async def pushed(after, *, limit):
            pushes.down = not next(answers)
            return await pushes.pushed(after, limit=limit)

    with pytest.raises(Unavailable):
        await news.look(Slow)
    assert news.of("v1", 0) == 2
    pushes.down = False
    await news.look(pushes)
    assert (news.of("v1", 0), pushes.looks) == (5, 3)
