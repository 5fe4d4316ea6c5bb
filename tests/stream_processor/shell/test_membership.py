"""A worker without a place in its group ends, and twins under one instance id are noticed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from stream_processor import metrics
from stream_processor.monitoring.kafka_probe import AWAY_SECONDS
from stream_processor.settings import StreamSettings
from stream_processor.shell.membership import Membership, Place, place_of

LONGEST = 30.0
NOWHERE = Place()


class Watched:
    """A membership, with what it is told and why it ended."""

    def __init__(self, instance: str | None = None) -> None:
        self.now = 0.0
        self.place = Place()
        self.ended: list[str] = []
        settings = StreamSettings(join_after=LONGEST, session_timeout=6.0, group_instance=instance)
        self.membership = Membership(settings, self.ended.append, lambda: self.now)
        self.membership.watch(lambda: self.place)

    def look(self, at: float, place: Place = NOWHERE, *, silent: float = 0.0) -> bool:
        self.now, self.place = at, place
        self.membership.look(silent)
        return bool(self.ended)


A, B = Place("a", 3), Place("b", 3)


def twins() -> float:
    return metrics.WORKER.get_sample_value("matchstream_group_twins_total") or 0.0


def test_a_worker_that_never_joins_ends() -> None:
    watched = Watched()
    assert not watched.look(LONGEST - 1)
    assert watched.look(LONGEST)
    assert "no place in the group for 30 s" in watched.ended[0]


def test_a_member_that_is_told_no_shards_ends() -> None:
    watched = Watched()
    assert watched.look(LONGEST, A)


def test_a_member_without_shards_to_have_stays() -> None:
    watched = Watched()
    watched.membership.assigned()
    assert not any(watched.look(second, A) for second in range(100))


def test_a_member_that_the_group_forgot_ends() -> None:
    watched = Watched()
    watched.membership.assigned()
    watched.look(100, A)
    assert not watched.look(101 + LONGEST - 2)
    assert watched.look(100 + LONGEST)


def test_while_kafka_is_away_nobody_ends() -> None:
    watched = Watched()
    assert not any(watched.look(second, silent=AWAY_SECONDS + second) for second in range(100))
    assert not watched.look(99 + LONGEST - 1, silent=1.0)
    assert watched.look(99 + LONGEST, silent=1.0)


def test_three_sessions_are_given_at_least() -> None:
    assert StreamSettings(join_after=30.0, session_timeout=20.0).longest_join == 60.0


def test_another_member_in_the_same_generation_is_a_twin() -> None:
    watched, before = Watched("worker-0"), twins()
    for second, place in enumerate((A, A, Place(), A)):
        watched.look(second, place)
    assert twins() == before
    watched.look(5, B)
    watched.look(6, Place("c", 3))
    assert twins() == before + 2


@pytest.mark.parametrize("instance", ["worker-0", None])
def test_a_rebalance_makes_no_twin(instance: str | None) -> None:
    watched, before = Watched(instance), twins()
    watched.look(1, A)
    watched.look(2, Place("b", 4))
    assert twins() == before


def test_a_member_without_an_instance_id_has_no_twin() -> None:
    watched, before = Watched(), twins()
    watched.look(1, A)
    watched.look(2, B)
    assert twins() == before


def consumer(task: Any) -> Any:
    coordinator = SimpleNamespace(member_id="m", generation=0, _coordination_task=task)
    return SimpleNamespace(_thread=SimpleNamespace(_consumer=SimpleNamespace(_coordinator=coordinator)))


async def test_the_place_is_that_of_the_driver_while_it_coordinates() -> None:
    task = asyncio.create_task(asyncio.sleep(60))
    assert place_of(consumer(task)) == Place("m", 0)
    assert place_of(consumer(task)).is_taken
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert place_of(consumer(task)) == Place()
    assert place_of(None) == Place()


def test_an_instance_id_is_one_of_kafkas() -> None:
    with pytest.raises(ValueError, match="pattern"):
        StreamSettings(group_instance="a b")
