"""A removal that was acknowledged removes, whatever clocks said before; what is really newer brings back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.codec import CLOCK_SKEW, encode
from data.contract.entities import Applicant
from data.contract.events import Event, EventType, event, to_revision
from tests.stream_processor.memory_log import Log, Workers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOW_MS = to_revision(NOW) // 1000
SKEW_MS = round(CLOCK_SKEW.total_seconds() * 1000)
HOUR_MS = 3_600_000


def made(milliseconds: int, *, is_removal: bool, number: int) -> Event:
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    if is_removal:
        return event(EventType.APPLICANT_REMOVED, "a1", time=time, source="t", id=f"{number}")
    body = Applicant(id="a1", titulo_profissional=f"{number}")
    return event(EventType.APPLICANT_UPSERTED, body, time=time, source="t", id=f"{number}")


class Sent(NamedTuple):
    """An event, by a clock that is so far off, or one of those before once more."""

    off_ms: int
    is_removal: bool
    repeats: int | None
    pause_ms: int


def oracle(seen: list[tuple[Event, int]]) -> int | None:
    """The revision that is left, by the rule as it is written down."""
    held: tuple[int, bool] | None = None
    for one, received_ms in seen:
        gone = one.entity is None
        if one.revision > (received_ms + SKEW_MS) * 1000:
            continue
        if held is None or one.revision > held[0] or (one.revision == held[0] and held[1] >= gone):
            held = (one.revision, gone)
        elif gone and not held[1] and (one.revision == held[0] or held[0] > received_ms * 1000 + 999):
            held = (held[0] + 1, True)
    return None if held is None or held[1] else held[0]


clocks = st.sampled_from([0, 0, -HOUR_MS, -1, 1, 40_000, SKEW_MS - 1, SKEW_MS + 10, 23 * HOUR_MS, 87_600 * HOUR_MS])
sendings = st.builds(Sent, clocks, st.booleans(), st.none() | st.integers(0, 5), st.sampled_from([0, 1, 90_000]))


@settings(max_examples=25, deadline=None)
@given(st.lists(sendings, max_size=9), st.lists(st.booleans(), min_size=9, max_size=9), st.booleans())
def test_the_rule_holds_over_orders_repeats_removals_and_clocks(
    sendings: list[Sent], crashes: list[bool], compacts: bool
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        log = Log(1, NOW_MS)
        log.patch(monkeypatch)
        workers = Workers(log)
        seen: list[tuple[Event, int]] = []

        def send(one: Event) -> None:
            seen.append((one, log.now_ms))
            log.append(encode(one))

        def settled() -> dict[str, int]:
            workers.drain()
            shards = workers.applicants()
            assert workers.verified() == workers.rebuilt() == shards
            return shards[0]

        for number, (sent, crash) in enumerate(zip(sendings, crashes, strict=False)):
            log.now_ms += sent.pause_ms
            again = sent.repeats is not None and sent.repeats < len(seen)
            send(
                seen[sent.repeats or 0][0]
                if again
                else made(log.now_ms + sent.off_ms, is_removal=sent.is_removal, number=number)
            )
            while crash and workers.step(0, "recruiting.applicants.v1", 1, crash=True):
                break
            wanted = oracle(seen)
            assert settled() == ({} if wanted is None else {"a1": wanted})
            if compacts:
                log.compact(forget_removals=False)
                workers.start(0)

        # An erasure as of now erases, and nothing of before undoes it.
        send(made(log.now_ms, is_removal=True, number=100))
        assert settled() == {}
        assert workers.removed(["a1"]) == {"a1"}
        if compacts:
            log.compact(forget_removals=False)
            workers.start(0)
        believed = [one for one, received_ms in seen if one.revision <= (received_ms + SKEW_MS) * 1000]
        for one in believed:
            send(one)
            assert settled() == {}

        # What was really made later brings back, at the latest once the clocks that were believed have been reached.
        log.now_ms += SKEW_MS + 1000
        send(made(log.now_ms, is_removal=False, number=101))
        assert settled().keys() == {"a1"}
        assert workers.removed(["a1"]) == set()


def test_an_honest_update_right_after_a_removal_brings_back_though_a_clock_was_hours_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log(1, NOW_MS)
    log.patch(monkeypatch)
    workers = Workers(log)
    for off, is_removal in ((23 * HOUR_MS, False), (0, True), (0, False)):
        log.append(encode(made(log.now_ms + off, is_removal=is_removal, number=off)))
    workers.drain()
    assert workers.applicants() == workers.verified() == [{"a1": (NOW_MS + 2) * 1000}]


def test_a_late_removal_of_an_honest_clock_removes_nobody_who_came_back_since(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(1, NOW_MS)
    log.patch(monkeypatch)
    workers = Workers(log)
    gone = made(NOW_MS - 2 * HOUR_MS, is_removal=True, number=1)
    back = made(NOW_MS - HOUR_MS, is_removal=False, number=2)
    log.append(*(encode(one) for one in (gone, back, gone, replace(gone, id="3"))))
    workers.drain()
    assert workers.applicants() == workers.verified() == [{"a1": back.revision}]
