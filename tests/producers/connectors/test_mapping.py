"""What each documented event of each sender makes of our entities."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.codec import encode
from data.contract.topics import APPLICATIONS
from producers.connectors.outcome import OTHER, Result
from producers.connectors.vendors import VENDORS
from tests.ats import bodies
from tests.producers.connectors.mapped import BUILDERS, E, read, told


@pytest.mark.parametrize("vendor", BUILDERS)
def test_each_documented_event_is_mapped_or_counted(vendor):
    connector = VENDORS[vendor]
    for action in [*connector.rules, *connector.dropped]:
        outcome = read(vendor, BUILDERS[vendor](action))
        assert {name for name, _ in outcome.counts} == {action}
        assert not outcome.faults
        assert bool(outcome.events) == (action in connector.rules), action


@pytest.mark.parametrize("vendor", BUILDERS)
def test_nothing_personal_passes(vendor):
    for action in VENDORS[vendor].rules:
        outcome = read(vendor, BUILDERS[vendor](action))
        text = b"".join(
            (one.key or b"") + (one.value or b"") + repr(one.headers).encode()
            for one in (encode(each.event) for each in outcome.events)
        ).decode()
        assert not [mark for mark in bodies.PERSONAL if mark in text]


def test_a_vendors_own_score_never_passes():
    outcome = read("gupy", bodies.gupy("application.moved", score=77.625))
    assert all("77.625" not in repr(one) for one in outcome.events)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b'"x"', b"\xff\xfe", b"null", b"[" * 100_000], ids=repr)
def test_what_is_no_object_is_unreadable(vendor, body):
    headers = {"content-type": "application/cloudevents+json"}
    outcome = read(vendor, body, headers=headers)
    assert outcome.counts == {(OTHER, Result.UNREADABLE): 1}
    assert not outcome.events


@pytest.mark.parametrize("vendor", BUILDERS)
def test_an_event_of_the_future_is_dropped_and_counted(vendor):
    action = {"greenhouse": "candidate_stage_change", "gupy": "application.moved", "ashby": "applicationUpdate"}[vendor]
    early = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
    outcome = read(vendor, BUILDERS[vendor](action), now=early)
    assert not outcome.events
    assert outcome.counts == {(action, Result.UNREADABLE): 1}


def test_a_connection_publishes_what_it_is_to_publish_and_removes_always():
    only = frozenset({APPLICATIONS.name})
    assert told("greenhouse", bodies.greenhouse("hire_candidate"), publishes=only) == [E.APPLICATION_HIRED]
    assert told("greenhouse", bodies.greenhouse("delete_candidate"), publishes=only) == [E.APPLICANT_REMOVED]
    outcome = read("greenhouse", bodies.greenhouse("job_created"), publishes=only)
    assert outcome.counts == {("job_created", Result.NOTHING): 1}


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.data())
def test_a_body_with_odd_values_anywhere_is_read_or_refused_and_no_more(data):
    vendor = data.draw(st.sampled_from(sorted(BUILDERS)))
    action = data.draw(st.sampled_from(sorted(VENDORS[vendor].rules)))
    document = BUILDERS[vendor](action)
    for _ in range(data.draw(st.integers(1, 3))):
        place = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and data.draw(st.booleans()):
                place = place[key]
                continue
            place[key] = data.draw(_ODD)
            break
    try:
        body = orjson.dumps(document)
    except TypeError:
        return
    outcome = read(vendor, body)
    assert isinstance(outcome.counts, Counter)
    for one in outcome.events:
        encode(one.event)
