"""A system's interface: its rate kept, its wishes followed, and its key shown to nobody else."""

from __future__ import annotations

import pytest

from producers.polling.interface import ATTEMPTS, Away, Interface, NotAllowed, Reply, ask
from tests.ats.interfaces import Gupy, served

GOOD = Reply(200, {}, b'{"a": 1}')


class Clock:
    def __init__(self):
        self.now = 0.0
        self.waits = []

    def pause(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


def made(replies, rate=2.0, base="https://api.example"):
    clock = Clock()
    asked = []

    def answer(url, headers):
        asked.append((clock.now, url, headers))
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, OSError):
            raise reply
        return reply

    interface = Interface(
        base, {"X-Key": "k"}, rate, answer, pause=clock.pause, now=lambda: clock.now, chance=lambda: 1.0
    )
    return interface, asked, clock


def test_a_document():
    interface, asked, _ = made([GOOD])
    assert interface.get("/x", {"status": "give up", "page": 1}) == {"a": 1}
    assert asked == [(0.0, "https://api.example/x?status=give+up&page=1", {"X-Key": "k"})]


def test_the_rate_is_kept():
    interface, asked, _ = made([GOOD])
    for _ in range(5):
        interface.get("/x")
    assert [at for at, *_ in asked] == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_it_backs_off_longer_each_time_and_goes_on():
    replies = [Reply(503, {}, b""), OSError("gone"), Reply(429, {"retry-after": "30"}, b""), Reply(500, {}, b""), GOOD]
    interface, asked, clock = made(replies)
    assert interface.get("/x") == {"a": 1}
    assert clock.waits == [1.0, 2.0, 30.0, 8.0]
    assert len(asked) == 5


@pytest.mark.parametrize("after", ["soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 50])
def test_an_odd_wish_is_not_followed_for_ever(after):
    interface, _, clock = made([Reply(429, {"retry-after": after}, b""), GOOD])
    interface.get("/x")
    assert clock.waits[0] <= 300


def test_nothing_left_is_waited_out():
    interface, asked, _ = made([Reply(200, {"x-ratelimit-remaining": "0"}, b"{}"), GOOD], rate=100.0)
    interface.get("/x")
    interface.get("/x")
    assert asked[1][0] >= 1.0


@pytest.mark.parametrize(
    ("reply", "attempts"), [(Reply(503, {}, b""), ATTEMPTS), (OSError("x"), ATTEMPTS), (Reply(302, {}, b""), 1)]
)
def test_it_gives_up_for_now(reply, attempts):
    interface, asked, _ = made([reply])
    with pytest.raises(Away):
        interface.get("/x")
    assert len(asked) == attempts


def test_what_is_no_json_is_no_answer():
    with pytest.raises(Away, match="no JSON"):
        made([Reply(200, {}, b"<html>")])[0].get("/x")


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_said_without_the_key(status):
    with pytest.raises(NotAllowed, match="is token_file the right one") as caught:
        made([Reply(status, {}, b"")])[0].get("/x")
    assert "k" not in str(caught.value).split("https://api.example")[0]


@pytest.mark.parametrize("status", [404, 410])
def test_there_is_none(status):
    assert made([Reply(status, {}, b"")])[0].get("/x") is None


@pytest.mark.parametrize("base", ["http://api.example", "ftp://x", "file:///etc/passwd", "http://10.0.0.1", "x"])
def test_a_key_is_not_sent_in_the_clear(base):
    with pytest.raises(ValueError, match="https"):
        made([GOOD], base=base)


@pytest.mark.embedded
class TestOverHttp:
    def test_documents_statuses_and_redirects(self):
        system = Gupy()
        with served(system) as address:
            assert ask(f"{address}/api/v1/jobs?perPage=1&page=1", {"Authorization": "Bearer no"}).status == 401
            system.planned = [Reply(302, {"Location": f"{address}/elsewhere"}, b"")]
            assert ask(f"{address}/x", {}).status == 302
        assert system.asked == ["/api/v1/jobs", "/x"]

    def test_nobody_is_there(self):
        with served(Gupy()) as address:
            pass
        with pytest.raises(OSError, match="URLError"):
            ask(address, {})
