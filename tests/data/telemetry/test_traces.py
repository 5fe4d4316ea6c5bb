"""`traceparent` is read as W3C Trace Context has it, and written so that every reader takes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.telemetry.traces import TRACEPARENT, Trace, exemplar, sampled, value_in

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize(
    ("value", "is_sampled"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-00", False),
        (f"00-{TRACE}-{SPAN}-02", False),
        (f"00-{TRACE}-{SPAN}-ff", True),
        (f"cc-{TRACE}-{SPAN}-01", True),
        (f"cc-{TRACE}-{SPAN}-01-what-comes-later", True),
        (f"00-{TRACE}-{SPAN}-01".encode(), True),
    ],
)
def test_what_is_valid_is_taken(value: str | bytes, is_sampled: bool) -> None:
    assert Trace.read(value) == Trace(TRACE, SPAN, is_sampled)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        1,
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}-01-",
        f"cc-{TRACE}-{SPAN}-01.more",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE[:-1]}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-1",
        f" 00-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00_{TRACE}_{SPAN}_01",
        b"\xff",
    ],
)
def test_what_is_not_valid_is_none(value: object) -> None:
    assert Trace.read(value) is None


@given(st.binary(max_size=70) | st.text(max_size=70))
def test_nothing_that_stands_in_a_header_fails(value: bytes | str) -> None:
    Trace.read(value)


@given(st.floats(0, 1))
def test_a_new_trace_is_read_as_it_was_made(share: float) -> None:
    made = Trace.begin(share)
    assert Trace.read(made.value) == made
    below = made.child()
    assert Trace.read(below.header[1]) == below
    assert (below.trace_id, below.is_sampled) == (made.trace_id, made.is_sampled)
    assert below.span_id != made.span_id


def test_the_share_decides() -> None:
    assert not any(Trace.begin(0).is_sampled for _ in range(100))
    assert all(Trace.begin(1).is_sampled for _ in range(100))


def test_a_record_has_the_first_of_its_traces() -> None:
    assert value_in([("ce_id", b"1"), (TRACEPARENT, b"a"), (TRACEPARENT, b"b")]) == b"a"
    assert value_in([("ce_id", None)]) is None


def test_traces_that_are_told_are_counted_each() -> None:
    one, other, silent = Trace.begin(1), Trace.begin(1), Trace.begin(0)
    values = [trace.value.encode() for trace in (one, other, silent, one)]
    assert sampled([*values, b"odd"]) == {one: 2, other: 1}


def test_only_traces_that_are_told_are_exemplars() -> None:
    told = Trace.begin(1)
    assert exemplar(told) == {"trace_id": told.trace_id}
    assert exemplar(Trace.begin(0)) is None
    assert exemplar(None) is None
