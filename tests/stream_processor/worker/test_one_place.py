"""One entity, one place: whatever partitioner its senders use, in whatever order and however often workers crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, event, to_revision
from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, REMOVALS_KEPT_MS
from data.kafka.inputs import INPUTS
from data.kafka.misplaced import is_mark, mark
from data.kafka.partitions import partition_of
from stream_processor import metrics
from tests.stream_processor.memory_log import Log, Workers

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NOW_MS = to_revision(EPOCH + timedelta(days=1)) // 1000
PARTITIONS = 3
IDS = ["a1", "a2", "a3", "a4"]


def upserted(minute: int, name: str = "a1") -> Event:
    body = Applicant(id=name, titulo_profissional=f"{minute}")
    return event(EventType.APPLICANT_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=f"{minute}")


def removed(minute: int, name: str = "a1") -> Event:
    time = EPOCH + timedelta(minutes=minute)
    return event(EventType.APPLICANT_REMOVED, name, time=time, source="t", id=f"r{minute}")


def job(minute: int, name: str) -> Event:
    body = Job(id=name, titulo_vaga=f"{minute}")
    return event(EventType.JOB_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id=f"{minute}")


def closed(minute: int, name: str) -> Event:
    time = EPOCH + timedelta(minutes=minute)
    return event(EventType.JOB_REMOVED, name, time=time, source="t", id=f"r{minute}")


def applied(minute: int, name: str) -> Event:
    pair = Application(id_vaga="j1", id_candidato=name)
    time = EPOCH + timedelta(minutes=minute)
    return event(EventType.APPLICATION_APPLIED, pair, time=time, source="t", id=f"{minute}")


def elsewhere(what: Event, by: int = 1) -> Record:
    record = encode(what)
    return record._replace(partition=(partition_of(record.key or b"", PARTITIONS) + by) % PARTITIONS)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    made = Log(PARTITIONS, NOW_MS)
    made.patch(monkeypatch)
    return made


def test_two_copies_of_one_person_become_one_and_its_removal_removes_both(log: Log) -> None:
    workers = Workers(log)
    log.append(elsewhere(upserted(1)), encode(upserted(2)))
    workers.drain()
    assert [len(shard) for shard in workers.applicants()].count(1) == 1
    assert workers.applicants() == workers.verified() == workers.rebuilt()
    log.append(encode(removed(3)))
    workers.drain()
    assert workers.applicants() == workers.verified() == workers.rebuilt() == [{}] * PARTITIONS


def test_a_removal_by_a_foreign_partitioner_removes(log: Log) -> None:
    workers = Workers(log)
    log.append(encode(upserted(1)), elsewhere(removed(2)))
    workers.drain()
    assert workers.applicants() == workers.verified() == [{}] * PARTITIONS


def test_what_was_moved_is_counted_and_told_without_whom(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    counter = metrics.MISPLACED.labels(APPLICANTS.name)
    before: float = counter._value.get()
    workers = Workers(log)
    log.append(elsewhere(upserted(1, "Ana")), elsewhere(upserted(1, "Bia")))
    workers.drain()
    assert counter._value.get() == before + 2
    assert "another partition" in caplog.text
    assert "Ana" not in caplog.text
    assert "Bia" not in caplog.text


def test_what_was_moved_before_is_not_moved_again(log: Log) -> None:
    """Its removal may be compacted away: without the mark the person would be back."""
    log.append(elsewhere(upserted(1)))
    number = next(n for (topic, n), items in log.held.items() if topic == APPLICANTS.name and items)
    log.append(mark(APPLICANTS.name, number, b"a1", PARTITIONS))
    workers = Workers(log)
    workers.drain()
    assert workers.applicants() == [{}] * PARTITIONS
    assert workers.rebuilt() == [{}] * PARTITIONS


def test_verify_misses_what_was_marked_and_not_moved_until_a_removal_of_it_may_be_forgotten(log: Log) -> None:
    log.append(elsewhere(upserted(1)))
    number = next(n for (topic, n), items in log.held.items() if topic == APPLICANTS.name and items)
    log.append(mark(APPLICANTS.name, number, b"a1", PARTITIONS))
    workers = Workers(log)
    assert sum(len(shard) for shard in workers.verified()) == 1
    log.now_ms += REMOVALS_KEPT_MS + 1000
    assert workers.verified() == [{}] * PARTITIONS


def test_a_misplaced_record_that_can_t_be_read_leaves_a_mark_and_a_dead_letter(log: Log) -> None:
    workers = Workers(log)
    log.append(elsewhere(upserted(1))._replace(value=b"{"))
    workers.drain()
    items = [item for (topic, _), held in log.held.items() if topic == APPLICANTS.name for item in held]
    assert [is_mark(item.value, item.headers) for item in items] == [False, True]


events = st.builds(
    lambda make, minute, name: make(minute, name), st.sampled_from([upserted, removed]), st.integers(0, 9),
    st.sampled_from(IDS),
) | st.builds(applied, st.integers(0, 9), st.sampled_from(IDS)) | st.builds(
    lambda make, minute, name: make(minute, name), st.sampled_from([job, closed]), st.integers(0, 9),
    st.sampled_from(["j1", "j2"]),
)  # fmt: skip
steps = st.tuples(st.integers(0, PARTITIONS - 1), st.sampled_from(INPUTS), st.integers(1, 4), st.booleans())


@settings(max_examples=25, deadline=None)
@given(
    sent=st.lists(st.tuples(events, st.integers(0, PARTITIONS - 1)), max_size=14),
    steps=st.lists(st.lists(steps, max_size=3), min_size=14, max_size=14),
    data=st.data(),
)
def test_two_senders_with_different_partitioners_end_in_one_view(
    sent: list[tuple[Event, int]], steps: list[list[tuple[int, str, int, bool]]], data: Any
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        log = Log(PARTITIONS, NOW_MS)
        log.patch(monkeypatch)
        workers = Workers(log)
        for (one, by), between in zip(sent, steps, strict=False):
            log.append(elsewhere(one, by))
            for number, topic, size, crash in between:
                workers.step(number, topic, size, crash=crash)
        workers.drain()

        shards = workers.applicants()
        people = [one for one, _ in sent if one.topic is APPLICANTS]
        for name in IDS:
            of_name = [one for one in people if one.key == name]
            newest = [one for one in of_name if one.revision == max(each.revision for each in of_name)]
            number = partition_of(name.encode(), PARTITIONS)
            assert not any(name in shard for at, shard in enumerate(shards) if at != number)
            outcomes = {one.entity is None for one in newest}
            if len(outcomes) == 1:  # else of one time an update and a removal: the order decides
                assert (name in shards[number]) == (outcomes == {False})
        assert workers.jobs() == [workers.verified_jobs()] * PARTITIONS
        assert workers.verified() == workers.rebuilt() == shards
        for number, opened in workers.open.items():
            pairs = {one.key for one, _ in sent if one.topic is APPLICATIONS}
            here = {name for name in pairs if partition_of(name.encode(), PARTITIONS) == number}
            assert {applicant for _, applicant in opened.shard._applications._of_pair} == here

        log.compact(forget_removals=data.draw(st.booleans()))
        assert workers.verified() == workers.rebuilt() == shards
        anew = Workers(log)  # without any progress
        anew.drain()
        assert anew.applicants() == anew.verified() == shards
