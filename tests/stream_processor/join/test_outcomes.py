"""What was said of those who were decided on, also where their job was closed first."""

from __future__ import annotations

import math

import pytest

from data.contract.drift import Decided, number_of
from data.contract.events import Event, EventType
from stream_processor.join.shard import Shard
from tests.stream_processor.join.test_shard import EPOCH, jobs, make, new_shard, people
from tests.stream_processor.titles import effect, probability, score


def decided(minute: int, job: int, applicant: int, *, hired: bool) -> Event:
    kind = EventType.APPLICATION_HIRED if hired else EventType.APPLICATION_REJECTED
    return make(kind, minute, job, applicant, "")


def said(shard: Shard) -> list[tuple[bool, float]]:
    """What came of applications since the last call, beside the score that had been said."""
    return [(one.hired, one.score) for one in shard.outcomes.take()]


def minute(number: int) -> int:
    return int(EPOCH.timestamp() * 1e6) + number * 60_000_000


@pytest.fixture
def shard() -> Shard:
    """One with an application that was published."""
    made = new_shard()
    made.apply([*jobs(2), *people(1, 1, title="b"), make(EventType.APPLICATION_APPLIED, 2, 0, 1, "")])
    made.publish()
    return made


CLOSED = make(EventType.JOB_CLOSED, 3, 0, 0, "a")
SAID = (score("a", "b"), probability(score("a", "b"), effect("a")))


def test_an_outcome_has_its_time_and_the_chance_that_was_said(shard: Shard) -> None:
    shard.apply([decided(4, 0, 1, hired=True)])
    shard.publish()
    assert shard.outcomes.take() == [Decided(minute(4), True, *SAID, job=number_of("j0"))]


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_a_job_that_is_closed_before_the_hire_is_told_takes_nothing_away(shard: Shard, batches: int) -> None:
    events = [CLOSED, make(EventType.APPLICATION_STAGE_CHANGED, 3, 0, 1, ""), decided(4, 0, 1, hired=True)]
    for events_of_batch in {1: [events], 2: [events[:1], events[1:]], 3: [[one] for one in events]}[batches]:
        shard.apply(events_of_batch)
        shard.publish()
    assert shard.outcomes.take() == [Decided(minute(4), True, *SAID, job=number_of("j0"))]


def test_of_an_applicant_who_was_removed_nothing_is_kept(shard: Shard) -> None:
    shard.apply([CLOSED])
    shard.publish()
    shard.apply([make(EventType.APPLICANT_REMOVED, 4, 0, 1, "")])
    shard.apply([decided(5, 0, 1, hired=True)])
    shard.publish()
    assert shard.outcomes.take() == []
    assert not shard.outcomes._left


def test_the_chance_at_a_job_that_never_was_is_not_known(shard: Shard) -> None:
    shard.apply([decided(5, 8, 1, hired=True)])
    shard.publish()
    assert shard.outcomes.take() == []


def test_one_who_withdrew_is_not_waited_for(shard: Shard) -> None:
    shard.apply([CLOSED])
    shard.publish()
    assert shard.outcomes._left
    shard.apply([make(EventType.APPLICATION_WITHDREW, 4, 0, 1, "")])
    assert not shard.outcomes._left
    assert math.isfinite(SAID[1])


def test_an_outcome_is_put_beside_the_score_that_was_published_before_it() -> None:
    shard = new_shard()
    shard.apply([*jobs(2), *people(1, 1, title="b")])
    shard.publish()
    # The job that is filled is closed, and the applicant writes another title, in the same batch.
    shard.apply([decided(2, 0, 1, hired=True), make(EventType.JOB_CLOSED, 2, 0, 0, "a"), *people(3, 1, title="e")])
    shard.publish()
    assert said(shard) == [(True, score("a", "b"))]
    assert said(shard) == []


def test_an_outcome_without_a_score_before_gets_the_first_after_it_and_without_any_it_is_no_outcome() -> None:
    shard = new_shard()
    shard.apply([*jobs(1), *people(1, 1, title="b"), decided(2, 0, 1, hired=False), decided(2, 7, 1, hired=True)])
    shard.publish()
    assert said(shard) == [(False, score("a", "b"))]


def test_an_outcome_that_is_told_again_counts_once_and_one_that_is_taken_back_not_at_all() -> None:
    shard = new_shard()
    shard.apply([*jobs(2), *people(1, 1, title="b")])
    shard.apply([decided(2, 0, 1, hired=False), decided(3, 1, 1, hired=True)])
    shard.apply([make(EventType.APPLICATION_STAGE_CHANGED, 4, 1, 1, "")])
    shard.publish()
    shard.apply([decided(5, 0, 1, hired=False)])
    shard.publish()
    assert said(shard) == [(False, score("a", "b"))]


def test_outcomes_of_history_do_not_count() -> None:
    shard = new_shard()
    shard.apply([*jobs(1), *people(1, 1, title="b"), decided(2, 0, 1, hired=False)])
    shard.settle()
    assert shard.published == 1
    shard.apply([*people(3, 1, title="c")])
    shard.publish()
    assert said(shard) == []
