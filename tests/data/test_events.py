"""The codec: what is written reads back, and nothing that comes in can do more than be refused."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from data.entities import Applicant, Application, Job
from data.events import MAX_EVENT_BYTES, Event, EventType, Reason, Unreadable, decode, encode, event, from_cloud_event
from data.topics import APPLICANTS, APPLICATIONS, JOBS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
HEADERS = [
    ("ce_specversion", b"1.0"),
    ("ce_id", b"1"),
    ("ce_source", b"ats"),
    ("ce_type", b"recruiting.applicant.upserted"),
    ("ce_time", b"2026-11-22T11:00:00.123456Z"),
    ("content-type", b"application/json"),
]

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
ids = st.from_regex(r"[0-9a-zA-Z_.:-]{1,20}", fullmatch=True)
times = st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 22), timezones=st.just(UTC))  # noqa: DTZ001


def headers(**changes: bytes | None) -> list[tuple[str, bytes | None]]:
    merged = dict(HEADERS) | {f"ce_{name}": value for name, value in changes.items()}
    return [(name, value) for name, value in merged.items() if value is not None]


def read(value: bytes | None, *, key: bytes | None = b"7", topic: str = APPLICANTS.name, **changes: Any) -> Event:
    return decode(topic, key, value, headers(**changes), NOW_MS)


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(EventType))
    entity: Any = {
        "applicant": lambda: Applicant(id=draw(ids), titulo_profissional=draw(texts), cidade=draw(texts)),
        "job": lambda: Job(id=draw(ids), titulo_vaga=draw(texts), status="fechada"),
        "application": lambda: Application(id_vaga=draw(ids), id_candidato=draw(ids), situacao=draw(texts)),
    }[kind.split(".")[1]]()
    return event(
        kind,
        entity.id if kind.endswith("removed") else entity,
        time=draw(times),
        source=draw(ids),
        id=draw(ids),
    )


@given(events())
def test_what_is_written_reads_back(sent: Event) -> None:
    record = encode(sent)
    assert decode(record.topic, record.key, record.value, record.headers, NOW_MS) == sent
    assert encode(decode(record.topic, record.key, record.value, record.headers, NOW_MS)) == record


@given(
    st.sampled_from([APPLICANTS.name, JOBS.name, APPLICATIONS.name]),
    st.none() | st.binary(max_size=40) | st.just(b"7"),
    st.none() | st.binary(max_size=60) | st.recursive(
        st.none() | st.booleans() | st.floats() | texts, lambda c: st.lists(c, max_size=3) | st.dictionaries(
            st.sampled_from(["id", "id_vaga", "id_candidato", "cv", "x"]), c, max_size=4)
    ).map(lambda document: json.dumps(document).encode()),
    st.lists(
        st.tuples(
            st.sampled_from([name for name, _ in HEADERS]) | texts,
            st.none() | st.binary(max_size=20) | st.sampled_from([held for _, held in HEADERS]),
        ),
        max_size=8,
    ),
)  # fmt: skip
def test_whatever_comes_is_read_or_refused(
    topic: str, key: bytes | None, value: bytes | None, held: list[tuple[str, bytes | None]]
) -> None:
    with suppress(Unreadable):  # any other error fails
        assert isinstance(decode(topic, key, value, held, NOW_MS), Event)


@pytest.mark.parametrize(
    ("reason", "arguments"),
    [
        (Reason.OVERSIZED, {"value": b" " * (MAX_EVENT_BYTES + 1)}),
        (Reason.NULL_KEY, {"key": None}),
        (Reason.BAD_KEY, {"key": b"\xff"}),
        (Reason.BAD_KEY, {"key": b"a|b"}),
        (Reason.BAD_KEY, {"key": b""}),
        (Reason.BAD_KEY, {"key": "e\u0301".encode(), "value": '{"id": "\u00e9"}'.encode()}),
        (Reason.NO_CLOUD_EVENT, {"id": None}),
        (Reason.NO_CLOUD_EVENT, {"source": None}),
        (Reason.NO_CLOUD_EVENT, {"type": None}),
        (Reason.NO_CLOUD_EVENT, {"time": b"yesterday"}),
        (Reason.NO_CLOUD_EVENT, {"time": b"2026-11-22T11:00:00"}),
        (Reason.NO_CLOUD_EVENT, {"source": b"\xff"}),
        (Reason.NO_CLOUD_EVENT, {"specversion": b"9"}),
        (Reason.UNKNOWN_TYPE, {"type": b"recruiting.applicant.promoted"}),
        (Reason.UNKNOWN_TYPE, {"type": b"recruiting.job.upserted"}),
        (Reason.TIME_IN_FUTURE, {"time": b"2999-01-01T00:00:00Z"}),
        (Reason.NO_JSON, {"value": b'{"id": "7"'}),
        (Reason.NO_JSON, {"value": b'{"id": "7", "x": NaN}'}),
        (Reason.NO_JSON, {"value": b"\xff\xfe"}),
        (Reason.NO_JSON, {"value": b""}),
        (Reason.INVALID, {"value": b'["7"]'}),
        (Reason.INVALID, {"value": b"{}"}),
        (Reason.INVALID, {"value": b'{"id": "7", "cv": 5}'}),
        (Reason.INVALID, {"value": b'{"id": "7", "nivel_ingles": {"a": 1}}'}),
        (Reason.NO_JSON, {"value": b'{"id": "7", "cv": "\\ud800"}'}),
        (Reason.INVALID, {"value": None}),
        (Reason.INVALID, {"type": b"recruiting.applicant.removed"}),
        (Reason.INVALID, {"value": None, "topic": APPLICATIONS.name}),
        (Reason.KEY_MISMATCH, {"value": b'{"id": "8"}'}),
    ],
)
def test_each_fault_has_its_reason(reason: Reason, arguments: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as caught:
        read(**{"value": b'{"id": "7"}'} | arguments)
    assert caught.value.reason is reason


def test_a_refusal_repeats_nothing_of_the_event() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b'{"id": "7", "cv": {"nome": "Fulana de Tal"}, "cidade": ["Fulana", 3]}')
    assert "Fulana" not in str(caught.value)
    assert "cv" in caught.value.detail


def test_personal_fields_are_dropped_and_contacts_masked() -> None:
    body = {"id": "7", "nome": "Fulana", "email": "f@example.com", "cv": "Fale: f@example.com, (11) 99999-1234. Java."}
    record = encode(read(json.dumps(body).encode()))
    assert record.value == b'{"cv":"Fale: [email], [telefone]. Java.","id":"7"}'


def test_time_is_kept_to_the_microsecond_and_absent_time_is_the_records() -> None:
    assert read(b'{"id": "7"}').time == datetime(2026, 11, 22, 11, 0, 0, 123456, tzinfo=UTC)
    assert read(b'{"id": "7"}', time=None).time == NOW


def test_a_bare_tombstone_is_a_removal() -> None:
    gone = decode(APPLICANTS.name, b"7", None, [], NOW_MS)
    assert (gone.type, gone.key, gone.entity, gone.time) == (EventType.APPLICANT_REMOVED, "7", None, NOW)


def test_a_closed_job_is_closed_whatever_its_status_says() -> None:
    closed = read(b'{"id": "7", "status": "aberta"}', topic=JOBS.name, type=b"recruiting.job.closed")
    assert isinstance(closed.entity, Job)
    assert not closed.entity.is_open


@pytest.mark.parametrize(
    ("status", "is_open"), [(None, True), ("Aberta", True), ("FECHADA", False), ("Cancelada ", False), ("", True)]
)
def test_a_job_is_open_unless_it_says_otherwise(status: str | None, *, is_open: bool) -> None:
    assert Job(id="1", status=status).is_open is is_open


class TestOverHttp:
    """`from_cloud_event`, for events that come in as CloudEvents over HTTP."""

    def cloud(self, kind: str, data: Any, **more: Any) -> CloudEvent:
        return CloudEvent({"id": "1", "source": "ats", "type": kind, "time": NOW} | more, data)

    def test_an_entity(self) -> None:
        found = from_cloud_event(self.cloud("recruiting.applicant.upserted", {"id": 7, "cv": "Java"}), now=NOW)
        assert found.entity == Applicant(id="7", cv="Java")

    @pytest.mark.parametrize(("data", "more"), [({"id": "7"}, {}), (None, {"subject": "7"})])
    def test_a_removal(self, data: Any, more: dict[str, str]) -> None:
        found = from_cloud_event(self.cloud("recruiting.applicant.removed", data, **more), now=NOW)
        assert (found.key, found.entity) == ("7", None)

    def test_a_time_ahead_of_the_clock(self) -> None:
        with pytest.raises(Unreadable, match="time_in_future"):
            from_cloud_event(
                self.cloud("recruiting.applicant.upserted", {"id": 7}, time=NOW + timedelta(days=2)), now=NOW
            )
