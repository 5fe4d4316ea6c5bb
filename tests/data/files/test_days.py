"""Days and times as files write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.days import BRAZIL, Order, moment


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("04/05/2026", datetime(2026, 5, 4, 3, tzinfo=UTC)),
        ("4.5.2026 10:22", datetime(2026, 5, 4, 13, 22, tzinfo=UTC)),
        ("2026-05-04T10:22:11.1234567Z", datetime(2026, 5, 4, 10, 22, 11, 123456, tzinfo=UTC)),
        ("2026-05-04 10:22:11-07:00", datetime(2026, 5, 4, 17, 22, 11, tzinfo=UTC)),
        ("2026-05-04T10:22+0530", datetime(2026, 5, 4, 4, 52, tzinfo=UTC)),
        ("20260504", datetime(2026, 5, 4, 3, tzinfo=UTC)),
        ("04/05/2026 12:05 AM", datetime(2026, 5, 4, 3, 5, tzinfo=UTC)),
        ("04/05/2026 12:05 pm", datetime(2026, 5, 4, 15, 5, tzinfo=UTC)),
    ],
)
def test_a_time(text, time):
    assert moment(text) == time


def test_the_month_first():
    assert moment("05/04/2026", Order.MONTH) == moment("04/05/2026")
    assert moment("13/04/2026", Order.MONTH) is None


@pytest.mark.parametrize(
    "text",
    ["", "Present", "31/02/2026", "2014-19-39", "45000", "04/05/2026 25:00", "04/05/2026 13:00 PM", "04/05/2026 soon",
     "04/05/2026 10:22 +99:00", "04/05/26", "2026-05", "1/1/1800"],
)  # fmt: skip
def test_what_is_no_time(text):
    assert moment(text) is None


@given(
    st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001 -- the zone is drawn beside it
    st.sampled_from(["%d/%m/%Y %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f", "%Y/%m/%d %H:%M:%S,%f"]),
    st.integers(-12, 14),
)
def test_every_writing_reads_back(time, written, hours):
    zone = timezone(timedelta(hours=hours))
    assert moment(time.strftime(written), zone=zone) == time.replace(tzinfo=zone)
    assert moment(time.strftime(written)) == time.replace(tzinfo=BRAZIL)
