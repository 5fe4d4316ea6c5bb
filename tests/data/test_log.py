"""What is said again and again is written once, and counted."""

from __future__ import annotations

import io
import logging

import pytest

from data.log import AGAIN_SECONDS, QUIET_SECONDS, CountingHandler


class Log:
    def __init__(self) -> None:
        self.now = 0.0
        self.stream = io.StringIO()
        self.handler = CountingHandler(lambda: self.now)
        self.handler.setStream(self.stream)
        self.handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def say(self, text: str, *arguments: object, level: int = logging.ERROR, name: str = "driver") -> None:
        self.handler.handle(logging.LogRecord(name, level, "", 0, text, arguments, None))

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_state_is_one_line_and_its_end_tells_how_often_it_was_said(log: Log) -> None:
    for attempt in range(80_000):
        log.now = attempt / 2000
        log.say("node %d at 127.0.0.1:%d is away", attempt % 3, 9000 + attempt)
    assert log.lines == ["ERROR driver: node 0 at 127.0.0.1:9000 is away"]
    log.now += QUIET_SECONDS
    log.say("all is well", level=logging.INFO)
    assert log.lines[1:] == [
        "ERROR driver: node # at #.#.#.#:# is away (79999 more times in 40 s, and no more)",
        "INFO driver: all is well",
    ]


def test_what_comes_again_after_its_end_is_news(log: Log) -> None:
    for _ in range(2):
        log.say("away")
        log.now += QUIET_SECONDS
    assert log.lines == ["ERROR driver: away"] * 2


def test_what_goes_on_is_written_now_and_then(log: Log) -> None:
    while log.now < AGAIN_SECONDS:
        log.say("away")
        log.now += 1
    log.say("away")
    assert log.lines == ["ERROR driver: away", "ERROR driver: away (600 more times in 600 s)"]


def test_other_texts_levels_and_loggers_are_other_messages(log: Log) -> None:
    log.say("away")
    log.say("back")
    log.say("away", level=logging.WARNING)
    log.say("away", name="other")
    assert len(log.lines) == 4


def test_what_is_no_warning_is_always_written(log: Log) -> None:
    for _ in range(3):
        log.say("shard %d is open", 1, level=logging.INFO)
    assert len(log.lines) == 3


def test_no_more_messages_are_kept_than_fit(log: Log) -> None:
    for number in range(1000):
        log.say("x" * number)
    assert len(log.handler._states) <= 256
    assert len(log.lines) == 1000


def test_a_record_that_cannot_be_written_fails_nobody(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[logging.LogRecord] = []
    monkeypatch.setattr(log.handler, "handleError", failed.append)
    log.say("%d", "no number")
    assert len(failed) == 1
