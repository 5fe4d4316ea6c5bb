"""What a shard counts is written before its progress, is the same after a restart, and no outcome counts twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.codec import encode
from data.contract.drift import Decided, ShardDrift
from data.contract.entities import Applicant, Application
from data.contract.events import EventType, event
from data.contract.topics import APPLICATIONS, DRIFT, JOBS_BY_SHARD
from data.kafka.inputs import INPUTS
from data.synthetic import Generator
from model.drift.findings import merge
from model.drift.profile import FILE
from model.drift.reference import columns_of
from model.registry import Registry
from model.scoring.scorer import Scorer
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker import drift
from stream_processor.worker.drift import EVERY_SECONDS, Reference, ShardWatch
from stream_processor.worker.opening import build, catch_up
from tests.bench.setting import known
from tests.stream_processor.memory_log import Log
from tests.trained import another

NONE: Any = SimpleNamespace(version="rf-0", id="", profile=None, missing="none")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def shard_of(*outcomes: Decided) -> Any:
    """A shard that these outcomes have come to."""
    left = [list(outcomes)]
    return SimpleNamespace(outcomes=SimpleNamespace(take=lambda: left.pop() if left else []), jobs=0)


def told(record: Any) -> ShardDrift:
    found = ShardDrift.of(record.value)
    assert found is not None
    return found


def rows(*times: int) -> list[Decided]:
    return [Decided(at, at % 3 == 0, float(at % 100), 0.25) for at in times]


@settings(max_examples=60)
@given(st.data())
def test_after_a_crash_anywhere_the_outcomes_are_those_of_a_worker_that_never_ended(data: st.DataObject) -> None:
    # An outcome a place, several of one time. A batch writes its record, then its progress, or crashes.
    events = [rows(at)[0] for at in data.draw(st.lists(st.integers(1, 4), max_size=12))]
    progress, record, watch, at = 0, None, ShardWatch(NONE, 0, 100), 0
    for _ in range(30):
        if at == len(events):
            break
        step = data.draw(st.integers(1, 4))
        batch, at = events[at : at + step], min(at + step, len(events))
        written = watch.look(shard_of(*batch), {APPLICATIONS.name: at})
        end = data.draw(
            st.sampled_from(["goes on", "goes on", "before the record", "before the progress", "after both"])
        )
        if end != "before the record" and written is not None:
            record = told(written)
        if end in ("goes on", "after both"):
            progress = at
        if end != "goes on":
            watch, at = ShardWatch(NONE, 0, 100, record, progress), progress
    else:
        return  # it crashed for ever
    assert [one._replace(taken=0) for one in watch.outcomes] == events[-10:]


def test_an_outcome_is_written_at_once_and_counts_after_an_interval_and_not_without_events() -> None:
    clock = Clock()
    watch = ShardWatch(NONE, 0, 1, clock=clock)
    assert watch.is_due
    assert watch.look(shard_of(), {}) is not None
    watch.note()
    assert watch.look(shard_of(), {}) is None
    record = watch.look(shard_of(*rows(3)), {APPLICATIONS.name: 7})
    assert record is not None
    assert (record.topic, record.key, record.partition) == (DRIFT.name, b"0", 0)
    assert told(record).outcomes == [rows(3)[0]._replace(taken=7)]
    clock.now = EVERY_SECONDS
    assert watch.is_due
    assert watch.look(shard_of(), {}) is not None
    clock.now = 3 * EVERY_SECONDS
    assert watch.look(shard_of(), {}) is None


def test_outcomes_are_counted_by_what_their_score_had_said() -> None:
    def counted() -> list[float]:
        return [
            metrics.WORKER.get_sample_value("matchstream_outcomes_total", {"outcome": outcome, "quality_level": level})
            or 0.0
            for outcome in ("hired", "rejected")
            for level in ("high", "low")
        ]

    before = counted()
    said = [Decided(1, True, 50.0, 0.1), Decided(2, True, 49.9, 0.1), Decided(3, False, 10.0, 0.1)]
    ShardWatch(NONE, 0, 1).look(shard_of(*said, Decided(4, False, 90.0, 0.1)), {})
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1.0] * 4


@pytest.mark.parametrize(
    "value", [None, b"", b"[]", b"{}", b'{"version": 1}', b'{"counts": {"a": ["x"]}}', b"\xff"], ids=repr
)
def test_a_foreign_record_is_none_of_ours(value: bytes | None) -> None:
    assert ShardDrift.of(value) is None


def test_a_record_comes_back_as_it_was_and_a_chance_that_is_not_known_stays_unknown() -> None:
    one = ShardDrift("rf-1", "p", {"job.skills": [1, 2]}, {"j1": 3}, 4, {"job": (1, 2)}, rows(5))
    assert told(one.to_record(3)) == one
    unknown = one._replace(outcomes=[Decided(1, True, 2.0, float("nan"))])
    assert str(told(unknown.to_record(3))) == str(unknown)


@pytest.fixture
def registry(model_of_this_run: Any, tmp_path: Any) -> Registry:
    import shutil  # noqa: PLC0415

    return Registry(shutil.copytree(model_of_this_run / "registry", tmp_path / "registry"))


def reference(registry: Registry, version: str) -> Reference:
    return Reference(StreamSettings(model_registry=registry.folder), version)


def _damage(registry: Registry) -> None:
    with (registry.resolve("champion") / FILE).open("a") as file:
        file.write(" ")


def test_a_model_has_its_profile(registry: Registry) -> None:
    found = reference(registry, registry.resolve("champion").name)
    assert found.missing == ""
    assert found.profile is not None
    assert found.id == found.profile.id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda registry: another(registry, 0.5), "was trained before models had a reference profile; train again"),
        (_damage, "reference.json: damaged"),
        (lambda registry: (registry.resolve("champion") / FILE).unlink(), "reference.json: missing"),
    ],
)
def test_without_a_profile_drift_is_off_and_says_why(
    registry: Registry, change: Callable[[Registry], str | None], reason: str
) -> None:
    version = change(registry) or registry.resolve("champion").name
    found = reference(registry, version)
    assert found.profile is None
    assert found.missing.startswith("drift is not watched: ")
    assert reason in found.missing
    watch = ShardWatch(found, 0, 1)
    record = told(watch.look(shard_of(*rows(1)), {}))
    assert (record.counts, record.outcomes) == ({}, rows(1))


def test_shards_count_what_they_were_given_and_the_same_when_they_are_built_anew(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards = 2
    world, log = Generator(5), Log(shards, 1_795_348_922_000)
    log.patch(monkeypatch)
    monkeypatch.setattr(drift, "last", lambda _settings, _shards: {})
    jobs, people = [world.job() for _ in range(30)], [world.applicant() for _ in range(60)]
    applied = [Application(id_vaga=jobs[0].id, id_candidato=one.id) for one in people[:20]]
    kinds = (
        (EventType.JOB_UPSERTED, jobs),
        (EventType.APPLICANT_UPSERTED, people),
        (EventType.APPLICATION_APPLIED, applied),
    )
    for minute, (kind, entities) in enumerate(kinds):
        for number, entity in enumerate(entities):  # type: ignore[arg-type]
            at = datetime(2026, 1, 1, 0, minute, tzinfo=UTC) + timedelta(milliseconds=number)
            record = encode(event(kind, entity, time=at, source="t", id=f"{kind}{number}"))
            copies = [record._replace(topic=JOBS_BY_SHARD.name, partition=n) for n in range(shards)]
            log.append(*(copies if kind is EventType.JOB_UPSERTED else [record]))
    settings = StreamSettings(model_registry=registry.folder, partitions=shards)
    scorer = Scorer.load(registry.resolve("champion"))
    found = Reference(settings, scorer.version)
    assert found.profile is not None

    def counted(halves: bool) -> dict[str, Any]:
        records = []
        for number in range(shards):
            ends = {topic: log.end(topic, number) for topic in INPUTS}
            vector = {topic: end // 2 for topic, end in ends.items()} if halves else ends
            opened = build(settings, scorer, number, vector, reference=found)
            if halves:
                catch_up(settings, opened, build(settings, scorer, number, ends, reference=found))
                opened.shard.publish()
            assert opened.watch is not None
            records.append(told(opened.watch.look(opened.shard, ends)))
        assert found.profile is not None
        merged = merge(found.profile, records)
        assert (merged.shards, merged.open_jobs, sum(merged.best_jobs.values())) == (2, 30, records_listed(people))
        return {name: counts.tolist() for name, counts in merged.counts.items()}

    def records_listed(some: list[Applicant]) -> int:
        return len(list(known(scorer, some)))

    offline = columns_of(scorer, {one.id: one for one in jobs}, {one.id: one for one in people}, np.zeros(0))
    expected = {
        name: counts
        for side in ("applicant", "job")
        for name, counts in found.profile.count(side, offline[side]).items()
    }
    at_once = counted(halves=False)
    assert {name: at_once[name] for name in expected} == expected
    assert sum(at_once["application.band"]) == 20
    assert counted(halves=True) == at_once
