"""Records cut into batches anyhow leave Redis as if each had been written by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import orjson
import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.matches import Match, MatchDocument, match_key
from data.contract.topics import MATCHES
from data.redis import layout as results
from data.telemetry.traces import Trace
from deploy.local.caches import EmbeddedRedis
from stream_processor.cache import writer
from stream_processor.cache.batch import Batch
from stream_processor.cache.writer import Cache
from stream_processor.settings import StreamSettings

pytestmark = pytest.mark.embedded

LINE = 80.0
PLACE = (MATCHES.name, 0)


class Written(NamedTuple):
    """One record of the matches topic; without a score a removal."""

    applicant: str
    score: float | None
    revisions: tuple[int, int]
    previous: bytes | None

    def value(self) -> bytes | None:
        if self.score is None:
            return None
        return Match("j1", self.applicant, self.score, 0.1, (None,) * 7, False, "rf-0", *self.revisions, 5).encode()


RECORDS = st.builds(
    Written,
    st.sampled_from(["a1", "a2", "a|3"]),
    st.sampled_from([None, 0.0, 70.0, 79.99, 80.0, 1e-7, 95.5]),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.sampled_from([None, b"10.0", b"85.5"]),
)
BATCHES = st.lists(st.lists(RECORDS, min_size=1, max_size=12), max_size=5)


class Reference:
    """What Redis must hold, by the rule itself: record by record."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, object]] = {}

    def write(self, record: Written) -> bool:
        """Write one; tells whether it crossed the line upwards."""
        held = self.held.get(record.applicant)
        if record.score is None:
            self.held.pop(record.applicant, None)
            return False
        if held and any(new < int(str(held[name])) for name, new in zip(REVISIONS, record.revisions, strict=True)):
            return False
        fields = dict(zip(REVISIONS, map(str, record.revisions), strict=True))
        fields |= {"value": (record.value() or b"").decode(), "score": repr(record.score)}
        if record.previous:
            fields["previous_score"] = record.previous.decode()
        self.held[record.applicant] = (held or {}) | fields
        return record.score >= LINE and not self.is_above(held)

    @staticmethod
    def is_above(held: dict[str, object] | None) -> bool:
        return held is not None and float(str(held["score"])) >= LINE


REVISIONS = ("job_revision", "applicant_revision")
FIELDS = [*MatchDocument.__annotations__]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    server = EmbeddedRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    with redis.Redis.from_url(server.url, decode_responses=True) as held:
        yield held
    server.kill()


@pytest.fixture(scope="module")
def cache(client: redis.Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cache]:
    port = client.connection_pool.connection_kwargs["port"]
    held = Cache(StreamSettings(redis_url=f"redis://127.0.0.1:{port}/0", partitions=1, push_line=LINE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "PAIRS", 4)
        yield held


def batch_of(records: list[Written], *, begin: int, history: bool) -> Batch:
    batch = Batch(LINE, {PLACE} if history else set(), 1)
    for offset, record in enumerate(records, start=begin):
        headers = [("previous_score", record.previous)] if record.previous else None
        batch.match(0, offset, match_key("j1", record.applicant), record.value(), headers)
    return batch


def write(cache: Cache, batch: Batch) -> None:
    cache._send(batch)
    cache._settle(0)


def holds(client: redis.Redis, reference: Reference) -> None:
    found = {name: client.hgetall(results.match("j1", name)) for name in reference.held}
    for fields in found.values():
        fields.pop("earlier", None)  # of scores that stood within one batch it need not tell
    assert found == reference.held
    scores = {name: -float(str(held["score"])) for name, held in reference.held.items()}
    assert dict(client.zrange(results.job_matches("j1"), 0, -1, withscores=True)) == scores
    keys = client.keys(f"{results.PREFIX}*")
    assert {key for key in keys if key.startswith(results.MATCH)} == {results.match("j1", name) for name in scores}
    of_applicants = {results.applicant_matches(name): [("j1", score)] for name, score in scores.items()}
    assert {
        key: client.zrange(key, 0, -1, withscores=True) for key in keys if key.startswith(results.APPLICANT_MATCHES)
    } == of_applicants


@settings(max_examples=150, deadline=None)
@given(batches=BATCHES, history=st.booleans(), twice=st.booleans())
def test_any_cut_leaves_what_single_records_leave(
    cache: Cache, client: redis.Redis, batches: list[list[Written]], history: bool, twice: bool
) -> None:
    client.flushall()
    cache._begin()
    cache._next = {PLACE: 0}
    cache._parts = 0
    reference = Reference()
    begin = 0
    for records in batches:
        pushed_before = client.xlen(results.PUSHES)
        batch = batch_of(records, begin=begin, history=history)
        crossed = Counter(record.applicant for record in records if reference.write(record))
        write(cache, batch)
        if history and twice:  # its progress was lost, with the parts before it written
            client.hset(results.PROGRESS, "recruiting.matches.v1:0", begin)
            cache._next[PLACE] = begin
            write(cache, batch_of(records, begin=begin, history=history))
        begin += len(records)
        holds(client, reference)
        entries = client.xrange(results.PUSHES)[pushed_before:]
        pushed = Counter(fields["applicant"] for _, fields in entries)
        assert pushed <= crossed
        above = {name for name in crossed if reference.is_above(reference.held.get(name))}
        assert (set() if history else above) <= set(pushed)
        assert not (history and pushed)
    assert int(client.hget(results.PROGRESS, "recruiting.matches.v1:0") or 0) == begin


@settings(max_examples=50, deadline=None)
@given(records=st.lists(RECORDS, max_size=30))
def test_a_record_that_is_alone_in_its_batch_is_pushed_whenever_it_crosses(
    cache: Cache, client: redis.Redis, records: list[Written]
) -> None:
    client.flushall()
    cache._begin()
    cache._next = {PLACE: 0}
    cache._parts = 0
    reference = Reference()
    crossed = []
    for offset, record in enumerate(records):
        batch = batch_of([record], begin=offset, history=False)
        if reference.write(record):
            crossed.append(record.applicant)
        write(cache, batch)
    assert [fields["applicant"] for _, fields in client.xrange(results.PUSHES)] == crossed


def test_of_many_records_of_a_pair_one_is_written() -> None:
    records = [Written("a1", 90.0 + number, (number, number), None) for number in range(1, 9)]
    batch = batch_of(records, begin=0, history=True)
    (part,) = batch.parts(10)
    assert len(batch.history) == 1
    assert part.matches == [["j1|a1", "j1", "a1", "98.0", 8, 8, False, 0, 0, False, 0]]
    assert part.values == [records[-1].value()]


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner),
)


@settings(max_examples=300, deadline=None)
@given(
    key=st.none() | st.binary(max_size=9),
    value=st.binary(max_size=9) | DOCUMENTS.map(lambda document: json.dumps(document).encode()),
    previous=st.none() | st.binary(max_size=5),
)
def test_what_is_no_match_is_left_out_and_stops_nothing(
    cache: Cache, client: redis.Redis, key: bytes | None, value: bytes, previous: bytes | None
) -> None:
    client.flushall()
    cache._begin()
    cache._next = {PLACE: 0}
    cache._parts = 0
    good = Written("a1", 90.0, (1, 1), None)
    batch = batch_of([good], begin=0, history=False)
    batch.match(0, 1, key, value, [("previous_score", previous)])
    batch.match(0, 2, match_key("j1", "a2"), Written("a2", 91.0, (1, 1), None).value(), [])
    write(cache, batch)
    assert {"a1", "a2"} <= set(client.zrange(results.job_matches("j1"), 0, -1))
    assert client.hget(results.PROGRESS, f"{MATCHES.name}:0") == "3"


@pytest.mark.parametrize("wrong", [{"quality_score": "x"}, {"job_revision": 1.5}, {"applicant_revision": "1"}])
def test_a_match_of_wrong_types_is_left_out(wrong: dict[str, object]) -> None:
    batch = Batch(LINE, set(), 1)
    document = orjson.loads(Written("a1", 90.0, (1, 1), None).value() or b"")
    batch.match(0, 7, match_key("j1", "a1"), orjson.dumps(document | wrong), [])
    (part,) = batch.parts(10)
    assert (part.matches, batch.ends) == ([], {PLACE: 8})


def test_the_time_of_an_event_is_told_with_its_first_match_and_not_of_history():
    newest: dict[int, int] = {}

    def told(*times, silent=()):
        batch = Batch(80.0, {(MATCHES.name, shard) for shard in silent}, 4, newest)
        for offset, (shard, at) in enumerate(times):
            document = {"quality_score": 9.0, "job_revision": 1, "applicant_revision": 1, "event_time": at}
            batch.match(shard, offset, b"j%d|a" % offset, orjson.dumps(document), None)
        return [time for time, _ in batch.event_times]

    assert told((0, 5), (0, 7), silent=[0]) == []
    # Of an event that has several matches the first; an older one's came into a list because another left.
    assert told((0, 8), (0, 8), (0, 6), (1, 3), (0, 9)) == [8, 3, 9]
    assert told((0, 9), (1, 4)) == [4]
    assert told((0, "10"), (0, None)) == []


def test_a_trace_goes_with_the_time_of_its_event_and_into_the_push_and_not_of_history():
    trace = Trace.begin(1)
    value = orjson.dumps({"job_id": "j", "applicant_id": "a", "quality_score": 90.0, "applied": False, "event_time": 5,
                          "job_revision": 1, "applicant_revision": 1, "model_version": "m"})  # fmt: skip
    for silent, known in (({PLACE}, []), (set(), [trace.value.encode()])):
        batch = Batch(LINE, silent, 1)
        batch.match(0, 1, match_key("j", "a"), value, [trace.header])
        assert batch.traces == known
        assert [traceparent for _, traceparent in batch.event_times] == known
    (part,) = batch.parts(10)
    assert orjson.loads(part.values[1])["traceparent"] == trace.value
    assert part.values[0] == value, "a match says nothing of it"
