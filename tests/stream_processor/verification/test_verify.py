"""The verification: it must find what is wrong, or it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import orjson
import pytest
import redis

from data.contract.codec import encode
from data.contract.entities import Application
from data.contract.events import EventType, event
from data.contract.matches import split_key
from data.contract.records import Record
from data.contract.topics import MATCHES
from data.redis import layout as results
from deploy.local.caches import EmbeddedRedis
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.verification.stillness import NotStill, wait_until_still
from stream_processor.verification.verify import Report, verify, verify_at_rest
from stream_processor.worker import champion
from tests.stream_processor.titles import TitleScorer
from tests.stream_processor.worker.stepped_worker import EPOCH, Worker, applicant, job, records


@pytest.fixture(autouse=True)
def titles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(champion, "load", lambda _settings, _version: TitleScorer())


@pytest.fixture
async def stream(settings: StreamSettings, sender: Sender) -> Sender:
    sender.send(
        encode(e) for e in [job(1), job(2, "j2", "z"), *(applicant(n, f"a{n}", "abc"[n % 3]) for n in range(9))]
    )
    await (await Worker(settings, sender).open()).run()
    return sender


def check(settings: StreamSettings) -> Report:
    return verify(settings, with_redis=False)


async def test_a_sound_stream_holds(settings: StreamSettings, stream: Sender) -> None:
    report = check(settings)
    assert report.holds
    assert (report.events_in, report.pairs, report.unknown) == (11, 18, 0)
    assert report.matches >= 9
    wait_until_still(settings, 5.0, with_redis=False)


async def test_of_who_is_unknown_applications_alone_are_scored_and_must_be_there(
    settings: StreamSettings, stream: Sender
) -> None:
    matches = check(settings).matches
    pair = Application(id_vaga="j1", id_candidato="applied")
    stream.send(encode(applicant(20, name, "")) for name in ("applied", "idle"))
    stream.send([encode(event(EventType.APPLICATION_APPLIED, pair, time=EPOCH, source="t", id="applied"))])
    await (await Worker(settings, stream).open()).run()
    report = check(settings)
    assert report.holds
    assert (report.pairs, report.unknown, report.matches) == (19, 2, matches + 1)
    there = {item.key: item.value for item in records(settings, MATCHES.name)}[b"j1|applied"]
    stream.send([Record(MATCHES.name, b"j2|idle", there, (), 0), Record(MATCHES.name, b"j1|applied", None, (), 0)])
    report = check(settings)
    assert (report.missing, report.extra, report.differing) == (1, 1, 0)


async def test_a_lost_match_is_missing(settings: StreamSettings, stream: Sender) -> None:
    lost = records(settings, MATCHES.name)[0]
    stream.send([Record(MATCHES.name, lost.key, None, (), 0)])
    report = check(settings)
    assert (report.missing, report.extra, report.differing, report.holds) == (1, 0, 0, False)
    assert report.examples == [f"missing: {(lost.key or b'').decode()}"]


async def test_a_match_too_many_is_extra(settings: StreamSettings, stream: Sender) -> None:
    stream.send([Record(MATCHES.name, b"j1|nobody", b"{}", (), 0)])
    report = check(settings)
    assert (report.missing, report.extra, report.differing, report.holds) == (0, 1, 0, False)


async def test_a_key_that_is_no_text_is_extra(settings: StreamSettings, stream: Sender) -> None:
    stream.send([Record(MATCHES.name, b"\xff\xfe", b"\xff", (), 0)])
    report = check(settings)
    assert (report.missing, report.extra, report.examples) == (0, 1, ["extra: \\xff\\xfe"])


@pytest.mark.parametrize(
    ("member", "value"), [("quality_score", 49.99999999999999), ("applicant_revision", 1), ("applied", True)]
)
async def test_one_bit_of_a_match_makes_it_differ(
    settings: StreamSettings, stream: Sender, member: str, value: object
) -> None:
    right = records(settings, MATCHES.name)[0]
    wrong = orjson.dumps(orjson.loads(right.value or b"") | {member: value})
    stream.send([right.again()._replace(value=wrong)])
    report = check(settings)
    assert (report.missing, report.extra, report.differing, report.holds) == (0, 0, 1, False)


async def test_an_event_that_was_not_taken_in_is_missing(settings: StreamSettings, stream: Sender) -> None:
    stream.send([encode(applicant(30, "unseen"))])
    assert check(settings).missing > 0
    with pytest.raises(NotStill, match=r"recruiting.applicants.v1/0': 1"):
        wait_until_still(settings, 0.3, with_redis=False)


async def test_an_unreadable_event_without_a_dead_letter_is_told(settings: StreamSettings, stream: Sender) -> None:
    stream.send([encode(applicant(30))._replace(value=b"{")])
    report = check(settings)
    assert (report.unread, report.holds) == (1, False)


async def test_what_is_put_right_late_is_looked_at_again(settings: StreamSettings, stream: Sender) -> None:
    stream.send([Record(MATCHES.name, b"j1|nobody", b"{}", (), 0)])
    pauses: list[float] = []

    def put_right(seconds: float) -> None:
        pauses.append(seconds)
        stream.send([Record(MATCHES.name, b"j1|nobody", None, (), 0)])

    report = verify_at_rest(settings, 60.0, with_redis=False, pause=put_right)
    assert (report.holds, report.looks, len(pauses)) == (True, 2, 1)


async def test_what_nobody_puts_right_does_not_hold(settings: StreamSettings, stream: Sender) -> None:
    stream.send([Record(MATCHES.name, b"j1|nobody", b"{}", (), 0)])
    report = verify_at_rest(settings, 60.0, with_redis=False, pause=lambda _: None)
    assert (report.holds, report.extra, report.looks) == (False, 1, 2)


async def test_a_topic_that_never_rests_is_given_up_in_time(settings: StreamSettings, stream: Sender) -> None:
    names = count(1)

    def write_more(_: float) -> None:
        stream.send([Record(MATCHES.name, f"j1|nobody{next(names)}".encode(), b"{}", (), 0)])

    write_more(0.0)
    report = verify_at_rest(settings, 1.0, with_redis=False, pause=write_more)
    assert (report.holds, report.extra) == (False, report.looks)


class TestRedis:
    """The same for the cache."""

    @pytest.fixture
    def cached(self, settings: StreamSettings, stream: Sender, tmp_path: Path) -> Iterator[StreamSettings]:
        server = EmbeddedRedis(tmp_path / "redis")
        server.start()
        with redis.Redis.from_url(server.url) as client:
            for item in records(settings, MATCHES.name):
                held = orjson.loads(item.value or b"")
                pair = (held["job_id"], held["applicant_id"])
                client.hset(results.match(*pair), "value", item.value or b"")
                client.zadd(results.job_matches(pair[0]), {pair[1]: -held["quality_score"]})
                client.zadd(results.applicant_matches(pair[1]), {pair[0]: -held["quality_score"]})
        yield settings.model_copy(update={"redis_url": server.url})
        server.kill()

    async def test_a_sound_cache_holds(self, cached: StreamSettings) -> None:
        assert verify(cached, with_redis=True).holds

    async def test_each_way_of_being_wrong_is_found(self, cached: StreamSettings) -> None:
        with redis.Redis.from_url(cached.redis_url, decode_responses=True) as client:
            keys = sorted(client.scan_iter(f"{results.MATCH}*"))
            client.delete(keys[0])
            job_id, applicant_id = split_key(keys[1].removeprefix(results.MATCH).encode())
            client.zrem(results.job_matches(job_id), applicant_id)
            client.hset(results.match("j1", "nobody"), "value", client.hget(keys[2], "value"))
        report = verify(cached, with_redis=True)
        assert (report.redis_missing, report.redis_extra, report.redis_differing) == (1, 1, 1)
        assert not report.holds
