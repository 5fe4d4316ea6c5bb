"""A small part of what `python -m tests.fuzz http` does, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fuzz import webhooks_run
from tests.fuzz.http_run import by_bytes, by_document
from tests.fuzz.stacks import at_rest, filled, fuzzed_stack, gateway_with_keys, lines_that_name_somebody, restarts

pytestmark = pytest.mark.fuzz

SEED = 7
REQUESTS = 1200
EXAMPLES = 5


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    with fuzzed_stack("embedded") as stack:
        yield stack, filled(stack, jobs=10, applicants=60)
        assert set(restarts(stack).values()) == {0}


def test_the_document_names_what_is_answered(running: Any) -> None:
    stack, _ = running
    found = by_document(stack.address, EXAMPLES, SEED)
    assert not found.faults, found.faults
    assert found.requests > 300


def test_so_does_it_where_keys_are_on_with_a_key_and_without(running: Any) -> None:
    stack, _ = running
    with gateway_with_keys(stack) as (address, key):
        for given in (key, None):
            # With a key, each limit is answered as without keys, which the test above tried.
            found = by_document(address, EXAMPLES // 2, SEED, key=given, is_covering=given is None)
            assert not found.faults, found.faults
            assert found.requests > 100


def test_bytes_of_any_kind_are_answered_as_documented(running: Any) -> None:
    stack, population = running
    found = by_bytes(stack, REQUESTS, SEED, population)
    assert not found.faults
    assert {200, 202, 400, 404, 405, 413, 415, 421} <= found.statuses.keys()
    report = at_rest(stack, 60.0)
    assert report.holds, report
    assert lines_that_name_somebody(stack) == 0


def test_odd_webhooks_are_answered_as_their_systems_ask_and_leave_nothing_personal(running: Any) -> None:
    stack, _ = running
    _, faults = webhooks_run.deliver(stack, REQUESTS, SEED)
    assert not faults
    report = at_rest(stack, 60.0)
    assert report.holds, report
    assert not webhooks_run.personal(stack)
