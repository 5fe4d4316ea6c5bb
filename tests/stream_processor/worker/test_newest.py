"""Leaving out what newer records supersede changes nothing of what a stretch of topics makes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.codec import told_revision
from data.contract.events import Event
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input
from stream_processor.worker.newest import newest
from tests.data.contract.test_codec import NOW_MS, headers

TYPES = {
    APPLICANTS.name: b"recruiting.applicant.upserted",
    JOBS.name: b"recruiting.job.upserted",
    JOBS_BY_SHARD.name: b"recruiting.job.upserted",
    APPLICATIONS.name: b"recruiting.application.applied",
}
TIMES = [
    None,
    b"2026-11-22T10:00:00Z",
    b"2026-11-22T11:00:00Z",
    b"2026-11-22T08:30:00-02:30",  # the time before, written otherwise
    b"2026-11-22T11:00:00",  # no time zone
    b"2026-11-22t10:30:00z",  # RFC 3339 allows it; the standard library does not read it
    b"2026-11-22T10:59:60Z",  # a leap second: the time of the second one
    b"2031-01-01T00:00:00Z",  # in the future
    b"yesterday",
]
VALUES = {
    APPLICANTS.name: [b'{"id": "%s"}', b'{"id": "other"}', b"{", None],
    JOBS.name: [b'{"id": "%s"}', b"[]", None],
    JOBS_BY_SHARD.name: [b'{"id": "%s"}', b"[]", None],
    APPLICATIONS.name: [b'{"id_vaga": "7", "id_candidato": "%s"}', b"{}", None],
}


@st.composite
def inputs(draw: st.DrawFn) -> list[Input]:
    topics = st.sampled_from(list(TYPES))
    found = []
    for offset, topic in enumerate(draw(st.lists(topics, max_size=30))):
        key = draw(st.sampled_from([b"1", b"2"]))
        value = draw(st.sampled_from(VALUES[topic]))
        kind = TYPES[topic] if value is not None else TYPES[topic].replace(b"upserted", b"removed")
        time = draw(st.sampled_from(TIMES))
        found.append(
            Input(
                topic,
                0,
                offset,
                draw(st.sampled_from([key, key, key, None])),
                value.replace(b"%s", key) if value is not None else None,
                tuple(headers(type=kind, time=time, id=str(offset).encode())),
                NOW_MS + draw(st.integers(-10_000_000, 0)),
            )
        )
    return found


def read_all(items: list[Input]) -> list[tuple[Input, Event]]:
    found = []
    for item in items:
        with suppress(Unreadable):
            found.append((item, item.read()))
    return found


def folded(read: list[tuple[Input, Event]]) -> tuple[dict[tuple[str, str], tuple[Input, Event]], list[Event]]:
    """Of each entity the newest revision, of one time the later; and all applications in their order."""
    held: dict[tuple[str, str], tuple[Input, Event]] = {}
    for item, event in read:
        key = (item.topic, event.key)
        if item.topic != APPLICATIONS.name and (key not in held or event.revision >= held[key][1].revision):
            held[key] = (item, event)
    return held, [event for item, event in read if item.topic == APPLICATIONS.name]


@given(inputs())
def test_what_is_left_out_changes_no_fold(items: list[Input]) -> None:
    assert folded(list(newest(items))) == folded(read_all(items))


@given(inputs())
def test_a_revision_that_is_told_is_the_one_that_is_read(items: list[Input]) -> None:
    for item, event in read_all(items):
        assert item.told_revision() in (None, event.revision)


def test_of_an_entity_one_record_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [
        Input(APPLICANTS.name, 0, n, b"7", b'{"id": "7"}', tuple(headers(time=b"2026-11-22T10:00:%02dZ" % n)), NOW_MS)
        for n in (3, 9, 4)
    ]
    read: list[int] = []
    original = Input.read
    monkeypatch.setattr(Input, "read", lambda item: (read.append(item.offset), original(item))[1])
    assert [item.offset for item, _ in newest(items)] == [9]
    assert read == [9]


@pytest.mark.parametrize("time", TIMES)
def test_a_time_that_is_no_time_is_left_to_the_reader(time: bytes | None) -> None:
    told = told_revision(headers(time=time), NOW_MS)
    assert (told is None) == (time in (b"yesterday", b"2026-11-22T11:00:00"))
    assert (told == NOW_MS * 1000) == (time is None)
