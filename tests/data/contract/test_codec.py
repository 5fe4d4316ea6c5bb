"""The codec: what is written reads back, and nothing that comes in can do more than be refused."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract import codec as codec_module
from data.contract.codec import CLOCK_SKEW, MAX_EVENT_BYTES, decode, encode, told_revision
from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, completed, event, to_revision
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.contract.unreadable import Reason, Unreadable

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


def test_a_header_of_somebody_else_is_not_ours_to_judge() -> None:
    theirs = [("kafka_replyPartition", b"\x00\x00\x00\x81"), ("uber-trace-id", b"\xff"), ("", b"\xfe"), ("CE", None)]
    found = decode(APPLICANTS.name, b"7", b'{"id": "7"}', [*headers(), *theirs], NOW_MS)
    assert found == read(b'{"id": "7"}')


@pytest.mark.parametrize("stamp", [-1, -(2**63), 253_402_300_800_000, 2**63 - 1])
@pytest.mark.parametrize("time", [None, b"2026-11-22T11:00:00Z"])
def test_a_record_without_a_time_of_its_own_is_refused(stamp: int, time: bytes | None) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(APPLICANTS.name, b"7", b'{"id": "7"}', headers(time=time), stamp)
    assert caught.value.reason is Reason.BAD_TIMESTAMP


@pytest.mark.parametrize("stamp", [0, 253_402_300_799_999])
def test_the_first_and_the_last_time_are_written_again(stamp: int) -> None:
    first = decode(APPLICANTS.name, b"7", b'{"id": "7"}', headers(time=None), stamp)
    record = encode(first)
    assert decode(record.topic, record.key, record.value, record.headers, stamp) == first


def test_the_last_header_of_a_name_counts_however_it_is_written() -> None:
    twice = [*headers(), ("CE_Time", b"2026-11-22T10:00:00Z")]
    found = decode(APPLICANTS.name, b"7", b'{"id": "7"}', twice, NOW_MS)
    assert found.revision == told_revision(twice, NOW_MS) == to_revision(datetime(2026, 11, 22, 10, tzinfo=UTC))


def deep(levels: int) -> bytes:
    return b'{"id": "7", "x": ' + b"[" * levels + b"]" * levels + b"}"


def test_json_of_any_depth_is_read_or_refused() -> None:
    assert {read(deep(levels)).key for levels in (200, 300, 1000)} == {"7"}
    for levels in (1100, 100_000):
        with pytest.raises(Unreadable, match="no_json"):
            read(deep(levels))


class TestStructuredMode:
    """An event that stands whole in a record's value."""

    KIND = (("content-type", b"Application/CloudEvents+JSON; charset=UTF-8"),)

    def value(self, **changes: Any) -> bytes:
        held = {"specversion": "1.0", "id": "1", "source": "ats", "type": "recruiting.applicant.upserted"}
        return json.dumps(held | {"time": "2026-11-22T10:00:00Z", "data": {"id": "7", "cv": "Java"}} | changes).encode()

    def test_it_is_the_event_that_binary_mode_writes(self) -> None:
        found = decode(APPLICANTS.name, b"7", self.value(), self.KIND, NOW_MS)
        assert found == read(b'{"id": "7", "cv": "Java"}', time=b"2026-11-22T10:00:00Z")
        assert told_revision(self.KIND, NOW_MS) is None, "its time stands in the value"

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"id": None}, Reason.NO_CLOUD_EVENT),
            ({"time": "2026-11-22"}, Reason.NO_CLOUD_EVENT),
            ({"data": {"id": "8"}}, Reason.KEY_MISMATCH),
            ({"data": None}, Reason.INVALID),
            ({"type": "recruiting.job.upserted"}, Reason.UNKNOWN_TYPE),
            ({"type": "recruiting.applicant.removed"}, Reason.INVALID),  # a removal is a null value
        ],
    )
    def test_what_it_refuses(self, changes: dict[str, Any], reason: Reason) -> None:
        with pytest.raises(Unreadable) as caught:
            decode(APPLICANTS.name, b"7", self.value(**changes), self.KIND, NOW_MS)
        assert caught.value.reason is reason


def test_a_failure_that_nobody_foresaw_is_a_refusal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_value: bytes) -> Any:
        raise KeyError("Fulana de Tal")

    monkeypatch.setattr(codec_module, "parse", fail)
    with pytest.raises(Unreadable) as caught:
        read(b'{"id": "7"}')
    assert caught.value.reason is Reason.UNFORESEEN
    assert "KeyError" in caught.value.detail
    assert "Fulana" not in str(caught.value)


def test_memory_that_runs_short_is_no_property_of_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_value: bytes) -> Any:
        raise MemoryError

    monkeypatch.setattr(codec_module, "parse", fail)
    with pytest.raises(MemoryError):
        read(b'{"id": "7"}')


class TestClosingById:
    """A closing that carries only the job's id says nothing else of it."""

    def closing(self, value: bytes = b'{"id": "7"}') -> Event:
        return read(value, topic=JOBS.name, type=b"recruiting.job.closed")

    def test_which_closings_are_such(self) -> None:
        assert self.closing().closes_by_id
        assert self.closing(b'{"id": "7", "status": "cancelada"}').closes_by_id
        assert not self.closing(b'{"id": "7", "titulo_vaga": "Dev"}').closes_by_id
        assert not read(b'{"id": "7"}', topic=JOBS.name, type=b"recruiting.job.upserted").closes_by_id
        assert not read(None, topic=JOBS.name, type=b"recruiting.job.removed").closes_by_id

    def test_it_takes_the_rest_from_an_earlier_event(self) -> None:
        earlier = read(b'{"id": "7", "titulo_vaga": "Dev", "status": "aberta"}', topic=JOBS.name,
                       type=b"recruiting.job.upserted", time=b"2026-11-22T09:00:00Z")  # fmt: skip
        whole = completed(self.closing(), earlier)
        assert whole is not None
        assert whole.entity == Job(id="7", titulo_vaga="Dev", status="fechada")
        assert whole.revision == self.closing().revision
        assert completed(whole, earlier) is None, "it is whole now"

    def test_an_event_that_knows_no_more_adds_nothing(self) -> None:
        assert completed(self.closing(), self.closing()) is None
        assert completed(self.closing(), read(None, topic=JOBS.name, type=b"recruiting.job.removed")) is None


def test_a_time_is_compared_with_when_the_record_was_received() -> None:
    ahead = NOW_MS + 10 * (CLOCK_SKEW // timedelta(milliseconds=1))
    held = headers(time=None)
    assert decode(APPLICANTS.name, b"7", b'{"id": "7"}', held, ahead).revision == ahead * 1000
    with pytest.raises(Unreadable, match=r"time_in_future: .* over 5 minutes"):
        decode(APPLICANTS.name, b"7", b'{"id": "7"}', held, ahead, received_ms=NOW_MS)


def test_an_event_that_is_sent_without_its_time_is_of_when_kafka_has_it() -> None:
    gone = event(EventType.APPLICANT_REMOVED, "7", time=NOW - timedelta(days=1), source="t", id="1")
    record = encode(gone, is_timed=False)
    assert decode(record.topic, record.key, record.value, record.headers, NOW_MS).time == NOW
