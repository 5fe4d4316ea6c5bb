"""Lines of the log: for people, and as JSON for what collects them."""

from __future__ import annotations

import json
import logging
from typing import Any

from data.log import CountingHandler, JsonLines, TextLines
from data.telemetry.traces import CURRENT, Trace


def record(text: str = "%d matches", *arguments: Any, **more: Any) -> logging.LogRecord:
    error = more.pop("error", None)
    made = logging.LogRecord("matchstream.worker", logging.INFO, "", 0, text, arguments or (3,), error)
    made.__dict__ |= more
    return made


def as_json(made: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines("worker").format(made)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_json_line_tells_when_who_and_what() -> None:
    made = record(facts={"trace_id": "t", "matches": 3})
    made.created = 0.25
    line = as_json(made)
    assert line.pop("process") == made.process
    assert line == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "INFO",
        "logger": "matchstream.worker",
        "program": "worker",
        "message": "3 matches",
        "trace_id": "t",
        "matches": 3,
    }


def test_a_traceback_stays_in_its_line() -> None:
    error = ValueError("line one\nline two")
    made = record(error=(ValueError, error, None))
    assert "line one\nline two" in as_json(made)["exception"]


def test_what_is_no_unicode_costs_no_line() -> None:
    assert as_json(record("a file \udcff%d"))["message"] == "a file ?3"


def test_a_line_names_the_request_in_which_it_is_written() -> None:
    trace = Trace.begin(0)
    held = CURRENT.set(trace)
    try:
        assert as_json(record())["trace_id"] == trace.trace_id
        assert as_json(record(facts={"trace_id": "of its own"}))["trace_id"] == "of its own"
    finally:
        CURRENT.reset(held)
    assert "trace_id" not in as_json(record())


def test_a_text_line_ends_with_what_is_told_besides() -> None:
    line = TextLines().format(record(facts={"shard": 3}))
    assert line.endswith("INFO matchstream.worker: 3 matches shard=3")


def test_repeated_messages_are_counted_in_json_too(capsys: Any) -> None:
    now = [0.0]
    handler = CountingHandler(lambda: now[0], JsonLines("cache"))
    for _ in range(80_000):
        warning = record("node away")
        warning.levelno, warning.levelname, warning.args = logging.WARNING, "WARNING", None
        handler.handle(warning)
    now[0] = 60.0
    handler.handle(record())
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    counted = "node away (79999 more times in 0 s, and no more)"
    assert [line["message"] for line in lines] == ["node away", counted, "3 matches"]
