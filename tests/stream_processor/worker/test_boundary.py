"""Whatever stands in a topic, no program that reads it ends: it is an event, `Unreadable`, or passed over."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.contract.events import Event
from data.contract.topics import APPLICANTS, DEAD_LETTERS, JOBS, MATCHES, MODELS, SHARD_PROGRESS
from data.contract.unreadable import Unreadable
from data.kafka import champion as models
from data.kafka import dead_letters, progress
from data.kafka.dead_letters import ERRORS, DeadLetter, Origin
from data.kafka.inputs import INPUTS, Input
from data.kafka.removals import event_of
from stream_processor.cache.batch import Batch
from stream_processor.settings import StreamSettings
from stream_processor.verification import cross_join
from stream_processor.worker import intake, moving
from stream_processor.worker.newest import COMPACTED, newest
from stream_processor.worker.open_shard import OpenShard

NOW_MS = 1_795_348_922_000
SETTINGS = StreamSettings(partitions=2)

NAMES = st.sampled_from(
    ["ce_id", "ce_source", "ce_type", "ce_time", "CE_TIME", "ce_specversion", "ce_subject", "ce_", "ce_data", "ce_ção",
     "content-type", "previous_score", "writer", ERRORS + "attempts", ERRORS + "reason", ERRORS + "partition", "x"]
) | st.text(max_size=8)  # fmt: skip
TIMES = [
    b"2026-11-22T11:00:00Z", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"9999-12-31T24:00:00Z",
    b"2016-12-31T23:59:60Z", b"9999-12-31T23:59:60Z", b"0000-01-01T00:00:00Z", b"2026-11-22T11:00:00", b"-1", b"",
]  # fmt: skip
TYPES = [b"recruiting.%s.%s" % (of, what) for of in (b"applicant", b"job", b"application")
         for what in (b"upserted", b"closed", b"removed", b"applied")]  # fmt: skip
VALUES = st.none() | st.binary(max_size=20) | st.sampled_from(
    [*TIMES, *TYPES, b"1.0", b"application/cloudevents+json", b"application/json", b"9" * 5000, b"nan", b"\xff"]
)  # fmt: skip
GOOD = {"ce_specversion": b"1.0", "ce_id": b"1", "ce_source": b"ats"}


@st.composite
def headers(draw: st.DrawFn) -> tuple[tuple[str, bytes | None], ...] | None:
    if draw(st.integers(0, 15)) == 0:
        return None
    sound = GOOD | {"ce_type": draw(st.sampled_from(TYPES))} if draw(st.booleans()) else {}
    return (*sound.items(), *draw(st.lists(st.tuples(NAMES, VALUES), max_size=5)))


def deep(levels: int) -> bytes:
    return b'{"id": "7", "x": ' + b"[" * levels + b"]" * levels + b"}"


KEYS = st.none() | st.binary(max_size=12) | st.sampled_from([b"7", b"8", b"7|8", b"\xed\xa0\x80"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inside: st.lists(inside, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "id_vaga", "id_candidato", "cv", "status", "vaga_sap", "data", "data_base64", "type",
                         "source", "time", "quality_score", "job_revision", "applicant_revision", "version", "next"]),
        inside | st.sampled_from(["7", 7, 7.0, True]), max_size=5,
    ),
).map(lambda document: json.dumps(document).encode())  # fmt: skip
BODIES = st.none() | st.binary(max_size=40) | JSON | st.integers(1, 3000).map(deep) | st.sampled_from(
    [b'{"id": "7"}', b'{"id_vaga": "8", "id_candidato": "7"}', b'{"id": "7", "cv": "\\ud800"}', b'{"id": "\\ud800"}',
     b'{"id": 7.0}', b'{"id": ' + b"9" * 5000 + b"}"]
)  # fmt: skip
STAMPS = st.sampled_from([NOW_MS, 0, -1, -(2**63), 2**63 - 1, 253_402_300_799_999, 253_402_300_800_000]) | st.integers(
    -(2**63), 2**63 - 1
)


@st.composite
def inputs(draw: st.DrawFn, topics: tuple[str, ...] = INPUTS) -> Input:
    return Input(
        draw(st.sampled_from(topics)), 0, draw(st.integers(0, 2**62)), draw(KEYS), draw(BODIES), draw(headers()),
        draw(STAMPS),
    )  # fmt: skip


def sound(topic: str, value: bytes | None, kind: bytes, time: bytes | None = None, stamp: int = NOW_MS) -> Input:
    named = GOOD | {"ce_type": kind} | ({} if time is None else {"ce_time": time})
    return Input(topic, 0, 3, b"7", value, tuple(named.items()), stamp)


class Delivered:
    """A record as confluent-kafka delivers it; where a header's name is no UTF-8 it fails as that does."""

    def __init__(self, item: Input) -> None:
        self._item = item

    def headers(self) -> list[tuple[str, bytes | None]]:
        if self._item.headers is None:
            raise SystemError("returned a result with an exception set")
        return list(self._item.headers)

    def set_headers(self, _headers: Any) -> None:
        pass

    def timestamp(self) -> tuple[int, int]:
        return 1, self._item.timestamp_ms

    def error(self) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        return lambda: getattr(self._item, name)


AT_THE_EDGES = [
    sound(APPLICANTS.name, b'{"id": "7"}', b"recruiting.applicant.upserted", b"0001-01-01T00:00:00+14:00"),
    sound(JOBS.name, b'{"id": "7"}', b"recruiting.job.upserted", b"9999-12-31T23:59:60Z", 253_402_300_799_999),
    sound(JOBS.name, None, b"recruiting.job.removed", None, 2**63 - 1),
    sound(JOBS.name, b'{"id": "7"}', b"recruiting.job.upserted", None, -1),
    sound(APPLICANTS.name, deep(300), b"recruiting.applicant.upserted"),
    sound(APPLICANTS.name, b"[" * 100_000, b"recruiting.applicant.upserted"),
]


def edges(test: Any) -> Any:
    """Have a test begin with what ended programs."""
    for item in AT_THE_EDGES:
        test = example(item)(test)
    return test


def opened() -> OpenShard:
    return OpenShard(0, SimpleNamespace(), dict.fromkeys(INPUTS, 0), {})  # type: ignore[arg-type]


def refusal(item: Input) -> Unreadable | None:
    try:
        item.read()
    except Unreadable as why:
        return why
    return None


@edges
@given(inputs())
def test_the_worker_takes_any_record_in(item: Input) -> None:
    shard, taken = opened(), intake.Taken()
    with pytest.MonkeyPatch.context() as patched:
        for module in (intake, moving):
            patched.setattr(module, "read", lambda *_: iter(()))
        intake._read(SETTINGS, shard, item, taken)
    letters = [record for record in taken.records if record.topic == DEAD_LETTERS.name]
    why = refusal(item)
    if why is None:
        assert not letters
        if item.is_misplaced(SETTINGS.partitions):
            assert [(record.topic, record.key) for record in taken.records] == [(item.topic, item.key)]
        assert bool(taken.events) == (item.topic != JOBS.name and not item.is_misplaced(SETTINGS.partitions))
        return
    (letter,) = letters
    told = dict(letter.headers)
    assert (told[ERRORS + "reason"].decode(), told.get(dead_letters.KEY)) == (why.reason, item.key)
    assert letter.value == item.value
    assert not taken.events
    assert why.reason != "unforeseen", "a kind of fault that has no name yet"


@edges
@given(inputs())
def test_a_record_reads_as_one_thing(item: Input) -> None:
    """A revision that is told beforehand is the one that is read; the newest of one record is that record."""
    if refusal(item) is not None:
        assert list(newest([item])) == []
    else:
        event = item.read()
        assert item.told_revision() in (None, event.revision)
        assert list(newest([item])) == [(item, event)]
        assert event.time.tzinfo is not None


@edges
@given(inputs((APPLICANTS.name, JOBS.name)))
def test_the_cache_passes_over_what_it_cant_read(item: Input) -> None:
    batch = Batch(80.0, set(), 1)
    batch.entity(Input.of_message(Delivered(item)))  # type: ignore[arg-type]
    assert batch.ends == {(item.topic, item.partition): item.offset + 1}
    assert len(list(batch.parts(10))) == 1


@given(inputs((MATCHES.name,)), st.booleans())
def test_the_cache_passes_over_what_is_no_match(item: Input, is_history: bool) -> None:
    batch = Batch(80.0, {(MATCHES.name, 0)} if is_history else set(), 1)
    batch.match(0, item.offset, item.key, item.value, item.headers)
    assert batch.ends == {(MATCHES.name, 0): item.offset + 1}
    for part in batch.parts(10):
        assert len(part.matches) <= 1


@edges
@given(inputs((*COMPACTED, INPUTS[3])))
def test_verify_counts_what_it_cant_read(item: Input) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cross_join, "read", lambda *_: iter([Delivered(item)]))
        source = cross_join.fold(SETTINGS)
    assert source.records == 1
    assert bool(source.unreadable) == (refusal(item) is not None)


@given(inputs((APPLICANTS.name,)))
def test_the_eraser_passes_over_what_it_cant_read(item: Input) -> None:
    found = event_of(Delivered(item))  # type: ignore[arg-type]
    assert found is None or isinstance(found, Event)


@given(inputs((DEAD_LETTERS.name,)))
def test_a_foreign_dead_letter_is_none(item: Input) -> None:
    letter = DeadLetter.of(Delivered(item))  # type: ignore[arg-type]
    if letter is not None:
        letter.concerned({"7"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dead_letters, "read", lambda *_: iter([Delivered(item)]))
        assert all(isinstance(origin, Origin) for origin in dead_letters.origins(SETTINGS))


@given(inputs((MODELS.name, SHARD_PROGRESS.name)))
def test_our_own_topics_may_hold_anything(item: Input) -> None:
    message: Any = Delivered(item)
    held = models.Champions()
    for key in (item.key, b"champion"):
        held.take(Delivered(item._replace(key=key)))  # type: ignore[arg-type]
        assert isinstance(held.current, str | None)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(progress, "read", lambda *_: iter([message]))
        assert progress.last(SETTINGS, [0])[0].next is not None
