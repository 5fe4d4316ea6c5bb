"""The trace of an event goes to the matches that name what the event was about, and into headers alone."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, event
from data.contract.matches import match_key
from data.contract.topics import APPLICANTS, JOBS_BY_SHARD
from data.kafka.inputs import fan_out
from data.telemetry.traces import TRACEPARENT, Trace, value_in
from stream_processor.worker.causes import Causes

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def of(kind: EventType, entity: Job | Applicant | Application | str) -> Event:
    return event(kind, entity, time=NOW, source="t", id="1")


APPLICANT = of(EventType.APPLICANT_UPSERTED, Applicant(id="c1"))
JOB = of(EventType.JOB_UPSERTED, Job(id="v1"))
APPLIED = of(EventType.APPLICATION_APPLIED, Application(id_vaga="v1", id_candidato="c1"))


def value(trace: Trace) -> bytes:
    return trace.value.encode()


def test_a_match_bears_the_trace_of_what_is_closest_to_it() -> None:
    causes = Causes()
    assert not causes.are_traced
    job, applicant, applied = (Trace.begin(0) for _ in range(3))
    for what, trace in ((JOB, job), (APPLICANT, applicant), (APPLIED, applied)):
        causes.note(what, value(trace))
    assert causes.are_traced
    assert causes.of(match_key("v1", "c1")) == value(applied)
    assert causes.of(match_key("v2", "c1")) == value(applicant)
    assert causes.of(match_key("v1", "c2")) == value(job)
    assert causes.of(match_key("v2", "c2")) is None


def test_a_removal_is_a_cause_too() -> None:
    causes, trace = Causes(), Trace.begin(1)
    causes.note(of(EventType.APPLICANT_REMOVED, "c1"), value(trace))
    assert causes.of(match_key("v9", "c1")) == value(trace)


def test_what_is_no_trace_is_none() -> None:
    causes = Causes()
    causes.note(APPLICANT, b"\xff00-1-2-01")
    assert not causes.are_traced


def test_the_flags_of_others_are_not_handed_on() -> None:
    causes, trace = Causes(), Trace.begin(1)
    causes.note(APPLICANT, value(trace)[:-2] + b"ff")
    assert causes.of(match_key("v1", "c1")) == value(trace)


def test_each_told_event_tells_of_its_matches(caplog: pytest.LogCaptureFixture) -> None:
    causes = Causes()
    told, silent = Trace.begin(1), Trace.begin(0)
    causes.note(APPLICANT, value(told))
    causes.note(JOB, value(silent))
    assert causes.are_told
    assert causes.exemplars() == {(APPLICANTS.name, APPLICANT.revision): told}
    with caplog.at_level(logging.INFO):
        causes.tell(3, [value(told), value(silent), None, value(told)])
    facts = caplog.records[0].facts  # type: ignore[attr-defined]
    assert (len(caplog.records), facts["matches"], facts["shard"], facts["event_id"]) == (1, 2, 3, told.span_id)
    assert not {"c1", "v1"} & set(map(str, facts.values())), "no id of a person or a job"


def test_the_copies_of_a_job_bear_its_trace() -> None:
    trace = value(Trace.begin(0))
    copies = fan_out(JOB, 3, trace)
    assert {(copy.topic, copy.partition) for copy in copies} == {(JOBS_BY_SHARD.name, shard) for shard in range(3)}
    assert {value_in(copy.headers) for copy in copies} == {trace}
    assert all(name != TRACEPARENT for copy in fan_out(JOB, 3) for name, _ in copy.headers)


def test_events_without_a_trace_are_counted_too() -> None:
    causes = Causes()
    causes.applied([APPLICANT, JOB])
    causes.applied([APPLIED])
    assert causes.times == [(what.topic.name, what.revision) for what in (APPLICANT, JOB, APPLIED)]
    assert not causes.are_traced
