"""Stages of events: a line of the log each, and a span where a collector is set; without one nothing is loaded."""

from __future__ import annotations

import logging
import subprocess
import sys
import time

import pytest

from data.telemetry.settings import TelemetrySettings
from data.telemetry.spans import Kind, Stage, told, told_as
from data.telemetry.traces import Trace
from tests.collector import collecting
from tests.waiting import eventually

PROGRAM = """
import sys, time
from data.telemetry import spans
from data.telemetry.traces import Trace
spans.start(sys.argv[1] or None, "worker", "1")
event = Trace.read(sys.argv[2])
spans.told(spans.Stage("matches published", time.time() - 1, {"matches": 3}, spans.Kind.CONSUMER), event)
spans.told(spans.Stage("silent", 0.0, {}), event._replace(is_sampled=False))
print(*sorted(name for name in sys.modules if name.startswith("opentelemetry")))
"""


def started(endpoint: str, event: Trace) -> str:
    arguments = [sys.executable, "-c", PROGRAM, endpoint, event.value]
    return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=60).stdout


def test_a_stage_that_is_told_is_a_line(caplog: pytest.LogCaptureFixture) -> None:
    event, request = Trace.begin(1), Trace.begin(1)
    with caplog.at_level(logging.INFO):
        told(Stage("matches cached", time.time(), {"matches": 2}), event)
        told_as(Stage("request", time.time(), {}, Kind.SERVER), request)
    of_event, of_request = (record.facts for record in caplog.records)  # type: ignore[attr-defined]
    assert of_event.items() >= {"trace_id": event.trace_id, "event_id": event.span_id, "matches": 2}.items()
    assert of_request.keys() == {"trace_id", "seconds"}


def test_what_is_not_told_is_no_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        told(Stage("matches cached", 0.0, {}), Trace.begin(0))
    assert not caplog.records


def test_without_a_collector_the_sdk_is_not_loaded() -> None:
    assert started("", Trace.begin(1)).split() == []


@pytest.mark.enable_socket
def test_a_collector_gets_each_span_below_its_events_by_the_end_of_the_program() -> None:
    event = Trace.begin(1)
    with collecting() as collector:
        assert started(collector.url, event)
        span = eventually(lambda: collector.spans, "a span came")[0]
    assert len(collector.spans) == 1
    assert (span.service, span.name, span.facts["matches"]) == ("matchstream-worker", "matches published", 3)
    assert (span.trace_id, span.parent_id) == (event.trace_id, event.span_id)
    assert span.span_id not in (event.span_id, "")


def test_a_program_ends_although_its_collector_is_away() -> None:
    assert started("http://127.0.0.1:9", Trace.begin(1))


@pytest.mark.parametrize("address", ["collector:4318", "ftp://collector"])
def test_an_address_is_refused_that_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHSTREAM_OTLP_ENDPOINT", address)
    with pytest.raises(ValueError, match="starts with http"):
        TelemetrySettings()
