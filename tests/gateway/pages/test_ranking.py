"""The ranking of a job: order, filters, and pages that neither show twice nor skip while the list moves."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.bands import band
from data.contract.decision_log import Act
from gateway.decisions.documents import ActInfo, PairState
from gateway.pages.job.must_haves import Checked
from gateway.pages.job.ranking import Filters, Line, Place, change_of, sliced

SECOND = 1_000_000


def match(name, score, **more):
    return {
        "job_id": "v1",
        "applicant_id": name,
        "quality_score": score,
        "band": band(score),
        "applied": False,
        "ratios": {"technical": 0.5, "english": None},
        "event_time": 0,
        "previous_score": None,
        "job_revision": 0,
        "applicant_revision": 0,
    } | more


def state(name, action):
    act = ActInfo(
        entry=1, digest="0", act=Act.DECIDED, id=str(uuid4()), time=datetime.now(UTC), by="k", job_id="v1",
        applicant_id=name, action=action, reason="skills" if action == "decline" else None,
    )  # fmt: skip
    return PairState(job_id="v1", applicant_id=name, decision=act, notes=0, review=None)


def line(name, score, action=None, checked=(), change="", **more):
    return Line(1, match(name, score, **more), state(name, action) if action else None, list(checked), change)


def in_order(lines):
    return sorted(lines, key=lambda one: one.place.key)


def test_what_people_decided_comes_before_the_score():
    lines = [line("a", 90, "decline"), line("b", 80), line("c", 85, "hold"), line("d", 10, "advance"), line("e", 80)]
    assert [one.id for one in in_order(lines)] == ["d", "c", "b", "e", "a"]


def answered(*answers):
    return [Checked(None, answer) for answer in answers]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "abcd"),
        ({"band": "alta"}, "a"),
        ({"applied": "yes"}, "b"),
        ({"applied": "no"}, "acd"),
        ({"decided": "none"}, "bcd"),
        ({"decided": "hold"}, "a"),
        ({"musts": "met"}, "ad"),
        ({"musts": "missing"}, "b"),
        ({"musts": "unknown"}, "c"),
        ({"changed": "yes"}, "d"),
        ({"changed": "yes", "band": "alta"}, ""),
    ],
)
def test_filters(wanted, found):
    lines = [
        line("a", 81, "hold", answered("met")),
        line("b", 70, None, answered("unknown", "missing"), applied=True),
        line("c", 60, None, answered("met", "unknown")),
        line("d", 5, change="new"),
    ]
    assert [one.id for one in lines if Filters(**wanted).let(one)] == list(found)


@pytest.mark.parametrize(
    ("told", "change"),
    [
        ({"event_time": 9}, ""),
        ({"event_time": 11}, "new"),
        ({"event_time": 11, "previous_score": 3.0, "applicant_revision": 11}, "person"),
        ({"event_time": 11, "previous_score": 3.0}, "application"),
        ({"event_time": 11, "previous_score": 3.0, "job_revision": 11}, ""),
        # A new model changes every score, and nobody's event.
        ({"event_time": 9, "previous_score": 3.0}, ""),
    ],
)
def test_what_changed_since_the_last_visit(told, change):
    assert change_of(match("a", 50, **told), 10) == change
    assert change_of(match("a", 50, **told), None) == ""


NAMES = st.text("abcdefgh", min_size=1, max_size=3)
LINES = st.dictionaries(NAMES, st.tuples(st.sampled_from([0.0, 40.0, 40.5, 99.0]), st.sampled_from([None, "advance"])))


def made(held):
    return in_order(line(name, score, action) for name, (score, action) in held.items())


@given(LINES, LINES, st.integers(1, 4))
def test_a_page_begins_after_a_line_whoever_comes_and_goes(held, moved, size):
    before, later = made(held), made(moved)
    page = sliced(before, after=None, before=None, size=size)
    assert page.lines == before[:size]
    if page.after is None:
        assert len(before) <= size
        return
    place = Place.of(page.after)
    following = sliced(later, after=place, before=None, size=size)
    assert following.lines == [one for one in later if one.place.key > place.key][:size]
    back = sliced(later, after=None, before=place, size=size)
    if (ahead := [one for one in later if one.place.key < place.key]) and len(ahead) >= size:
        assert back.lines == ahead[-size:]


@given(LINES, st.integers(1, 4))
def test_all_pages_together_are_the_list_forwards_and_backwards(held, size):
    lines, seen, after = made(held), [], None
    while True:
        page = sliced(lines, after=after, before=None, size=size)
        assert (page.first, page.last, page.total) == (len(seen) + bool(page.lines), len(seen + page.lines), len(lines))
        seen += page.lines
        if page.after is None:
            break
        after = Place.of(page.after)
    assert seen == lines
    while page.before is not None:
        earlier = sliced(lines, after=None, before=Place.of(page.before), size=size)
        assert earlier.last >= page.first - 1
        page = earlier
    assert page.first == bool(lines)


@given(st.integers(0, 2), st.floats(0, 100), st.text(st.characters(exclude_characters="|"), min_size=1))
def test_a_place_is_read_as_it_was_written(group, score, name):
    assert Place.of(str(Place(group, score, name))) == Place(group, score, name)


@pytest.mark.parametrize("text", ["", "1", "1|x|a", "a|1|b", "|", "||"])
def test_what_is_no_place_is_none(text):
    assert Place.of(text) is None
