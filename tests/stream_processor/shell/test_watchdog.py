"""The watchdog: seeks where a partition is quiet, ends the worker where nothing moves, else lets it work."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from faust.types import TP

from stream_processor.shell.watchdog import QUIET, TURN, Watchdog


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def shards(**next_offsets: int) -> Any:
    opened = SimpleNamespace(number=0, next=dict(next_offsets), is_busy=False)
    return worker({0: opened})


def worker(opened: dict[int, Any]) -> Any:
    return SimpleNamespace(open=opened, show=lambda _lags: None, feeding=SimpleNamespace(taken=0))


def look(dog: Watchdog, clock: Clock, at: float, high: int, *, rebalancing: bool = False) -> tuple[Any, str | None]:
    clock.now = at
    return dog.look(lambda _tp: high, rebalancing=rebalancing)


def test_a_quiet_partition_that_is_behind_is_sought_again_and_then_given_time() -> None:
    clock, held = Clock(), shards(jobs=5)
    dog = Watchdog(held, 1000.0, clock)
    assert look(dog, clock, 1, 9) == ({}, None)
    assert look(dog, clock, 1 + QUIET, 9) == ({TP("jobs", 0): 5}, None)
    assert look(dog, clock, 2 + QUIET, 9) == ({}, None)


def test_a_quiet_partition_whose_events_may_wait_behind_others_is_given_its_turn() -> None:
    clock, held = Clock(), shards(jobs=5, applicants=0)
    dog = Watchdog(held, 1000.0, clock)

    def move(second: int) -> dict[TP, int]:
        held.open[0].next["applicants"] += 1000
        held.feeding.taken += 1000
        return look(dog, clock, second, 10**9)[0]  # type: ignore[no-any-return]

    turns = TURN // 1000
    assert [move(second) for second in range(turns)] == [{}] * turns
    assert move(turns) == {TP("jobs", 0): 5}
    assert move(turns + 1) == {}


def test_a_partition_that_moves_or_is_at_its_end_is_left_alone() -> None:
    clock, held = Clock(), shards(jobs=5)
    dog = Watchdog(held, 10.0, clock)
    for second in range(60):
        held.open[0].next["jobs"] += second < 30
        assert look(dog, clock, second, 35) == ({}, None)


def test_a_worker_behind_that_does_not_move_must_end() -> None:
    clock, held = Clock(), shards(jobs=5)
    dog = Watchdog(held, 20.0, clock)
    look(dog, clock, 0, 9)
    assert look(dog, clock, 19, 9)[1] is None
    assert look(dog, clock, 21, 9)[1] == "4 records behind and nothing moved for 21 s"


def test_a_worker_that_computes_is_not_stuck() -> None:
    clock, held = Clock(), shards(jobs=5)
    dog = Watchdog(held, 20.0, clock)

    held.open[0].is_busy = True
    for second in range(0, 100, 5):
        assert look(dog, clock, second, 9) == ({}, None)


def test_a_rebalance_that_does_not_end_ends_the_worker() -> None:
    clock = Clock()
    dog = Watchdog(worker({}), 20.0, clock)
    look(dog, clock, 0, 0, rebalancing=True)
    assert look(dog, clock, 21, 0, rebalancing=True)[1] == "in a rebalance and nothing moved for 21 s"
