"""What a worker's metrics tell of its shards."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from data.contract.drift import Decided
from data.contract.topics import APPLICANTS, JOBS
from stream_processor import metrics
from stream_processor.worker import shard_metrics
from stream_processor.worker.shard_metrics import ShardGauges, published


def value(name: str, **labels: str) -> float | None:
    return metrics.WORKER.get_sample_value(name, labels)


def test_accuracy_is_that_of_the_last_outcomes_of_all_shards() -> None:
    gauges = ShardGauges()
    rows = [Decided(1, True, 50.0, 0.1), Decided(2, True, 49.9, 0.1), Decided(3, False, 10.0, 0.1)]
    gauges.show({93: opened(0, 0, rows), 94: opened(0, 0, [Decided(4, False, 90.0, float("nan"))])}, {}, {})
    assert value("hired_model_accuracy") == 0.5
    gauges.show({93: opened(0, 0, rows)}, {}, {})
    assert value("hired_model_accuracy") == pytest.approx(2 / 3)
    gauges.show({}, {}, {})
    assert math.isnan(value("hired_model_accuracy") or 0.0)


def test_an_event_takes_from_its_own_time_until_its_matches_are_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard_metrics, "time", SimpleNamespace(time=lambda: 1000.0))

    def taken(topic: str) -> tuple[float, float]:
        sums = (value(f"matchstream_event_to_match_seconds_{part}", topic=topic) for part in ("count", "sum"))
        return tuple(one or 0.0 for one in sums)  # type: ignore[return-value]

    before = taken(APPLICANTS.name), taken(JOBS.name)
    # The clock of the last one's sender is ahead.
    published([(APPLICANTS.name, 998_000_000), (APPLICANTS.name, 999_500_000), (JOBS.name, 1_060_000_000)])
    after = taken(APPLICANTS.name), taken(JOBS.name)
    assert [b - a for a, b in zip(before[0], after[0], strict=True)] == [2.0, 2.5]
    assert [b - a for a, b in zip(before[1], after[1], strict=True)] == [1.0, 0.0]


def opened(published: int, waiting: int, decided: Sequence[Decided] = ()) -> Any:
    shard = SimpleNamespace(published=published, waiting=lambda: waiting, unknown=1)
    return SimpleNamespace(shard=shard, watch=SimpleNamespace(outcomes=deque(decided)))


def test_a_shard_that_went_to_another_worker_is_no_longer_shown() -> None:
    gauges = ShardGauges()
    gauges.show({91: opened(7, 2), 92: opened(8, 3)}, {91: 5}, {92: 1.5})
    shown = [value(f"matchstream_{name}", partition="91") for name in ("lag", "progress_age_seconds", "view_matches")]
    assert shown == [5.0, 0.0, 7.0]
    assert value("matchstream_progress_age_seconds", partition="92") == 1.5
    assert (value("matchstream_waiting_applications"), value("matchstream_unknown_applicants")) == (5.0, 2.0)
    gauges.show({92: opened(8, 3)}, {}, {})
    assert value("matchstream_view_matches", partition="91") is None
    assert value("matchstream_lag", partition="92") == 0.0
    gauges.show({}, {}, {})
    assert value("matchstream_lag", partition="92") is None
