"""Who was removed, by the rule of the stream: the newest event counts, of equals the later one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from data.contract.entities import Applicant
from data.contract.events import Event, EventType, event
from data.kafka.removals import Fold, Removal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upserted(second: int) -> Event:
    time = EPOCH + timedelta(seconds=second)
    return event(EventType.APPLICANT_UPSERTED, Applicant(id="a1"), time=time, source="t", id="u")


def removed(second: int) -> Event:
    return event(EventType.APPLICANT_REMOVED, "a1", time=EPOCH + timedelta(seconds=second), source="t", id="r")


def fold(*events: Event) -> Removal | None:
    held = Fold()
    for one in events:
        held.take(one)
    return held.removal


def test_who_was_never_removed_is_not() -> None:
    assert fold() is None
    assert fold(upserted(1), upserted(2)) is None


def test_the_order_of_arrival_does_not_matter() -> None:
    assert {fold(*order) for order in permutations([upserted(1), removed(2)])} == {Removal(2_000_000, True)}
    back = [upserted(1), removed(2), upserted(3)]
    assert {fold(*order) for order in permutations(back)} == {Removal(2_000_000, False)}


def test_of_equals_the_later_counts() -> None:
    assert fold(upserted(2), removed(2)) == Removal(2_000_000, True)
    assert fold(removed(2), upserted(2)) == Removal(2_000_000, False)


def test_what_lies_elsewhere_counts_only_where_it_is_newer() -> None:
    for second, stands in ((1, True), (2, True), (3, False)):
        held = Fold()
        held.take(removed(2))
        held.take(upserted(second), is_misplaced=True)
        assert held.removal == Removal(2_000_000, stands)


def test_of_who_is_back_only_the_old_goes() -> None:
    gone, back = Removal(2_000_000, True), Removal(2_000_000, False)
    assert [gone.covers(ms) for ms in (1999, 2000, 2001)] == [True, True, True]
    assert [back.covers(ms) for ms in (1999, 2000, 2001)] == [True, True, False]
