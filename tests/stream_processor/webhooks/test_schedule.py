"""When a message is tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream_processor.webhooks.schedule import LONGEST_ASKED, LONGEST_WAIT, Schedule, retry_after

DAYS = 3 * 86_400.0
NOW = 1_700_000_000.0
DRAWS = st.floats(0, 1)


@settings(max_examples=30)
@given(st.lists(DRAWS, min_size=70, max_size=70))
def test_a_message_is_tried_for_three_days_ever_less_often_and_then_given_up(draws):
    schedule, now, times = Schedule(), NOW, [NOW]
    for attempts, draw in enumerate(draws, 1):
        due = schedule.next(attempts, NOW, now, None, lambda draw=draw: draw)
        if due is None:
            break
        assert now < due <= now + LONGEST_WAIT
        now = due
        times.append(now)
    assert due is None
    assert times[-1] == NOW + DAYS, "the last attempt is at the end"
    assert 12 <= len(times) <= 60
    waits = [later - earlier for earlier, later in pairwise(times)]
    for number, wait in enumerate(waits[:-1]):
        full = min(5.0 * 4.0**number, LONGEST_WAIT)
        assert full / 2 - 1e-3 <= wait <= full + 1e-3


@given(st.integers(1, 1000), st.floats(0, DAYS - 1), st.floats(0, LONGEST_ASKED), DRAWS)
def test_it_is_not_tried_before_the_time_that_was_asked_for(attempts, since, asked, draw):
    due = Schedule().next(attempts, NOW, NOW + since, asked, lambda: draw)
    assert due is not None
    assert due >= NOW + since + asked - 1e-3


@given(st.integers(0, 10**9))
def test_seconds_and_dates_are_read(seconds):
    assert retry_after(str(seconds), NOW) == min(seconds, LONGEST_ASKED)
    date = datetime.fromtimestamp(NOW + seconds % 10**8, UTC)
    assert retry_after(format_datetime(date, usegmt=True), NOW) == min(seconds % 10**8, LONGEST_ASKED)


@pytest.mark.parametrize(
    "value", [None, "", " ", "soon", "-1", "1.5", "\uff15", "Wed, 99 Nov 2023 00:00:00 GMT", "9 9 9", "0" * 3 + "x"]
)
def test_what_is_neither_is_nothing(value):
    assert retry_after(value, NOW) is None


@given(st.text(max_size=60))
def test_whatever_it_is_reading_it_raises_nothing(value):
    found = retry_after(value, NOW)
    assert found is None or 0 <= found <= LONGEST_ASKED
