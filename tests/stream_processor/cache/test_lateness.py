"""Since when a reader is late, against a history that forgets nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stream_processor.cache.lateness import Lateness

HISTORIES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=60)
"""By look, how many records have come since the look before, and how many of them were read since."""


class History:
    """All looks, each with where the partition ended."""

    def __init__(self) -> None:
        self.looks: list[tuple[float, int]] = []

    def since(self, position: int) -> float | None:
        if position >= self.looks[-1][1]:
            return None
        return max((at for at, end in self.looks if end <= position), default=self.looks[0][0])


def played(history: list[tuple[int, int]], most: int) -> list[tuple[float | None, float | None]]:
    lateness, oracle = Lateness(most), History()
    end = position = 0
    found = []
    for second, (came, read) in enumerate(history):
        end += came
        position = min(end, position + read)
        oracle.looks.append((float(second), end))
        found.append((lateness.look(float(second), end, position), oracle.since(position)))
    return found


@given(HISTORIES)
def test_it_tells_what_a_history_that_forgets_nothing_tells(history: list[tuple[int, int]]) -> None:
    assert all(told == wanted for told, wanted in played(history, 1000))


@given(HISTORIES, st.integers(1, 5))
def test_who_remembers_little_never_tells_too_short_a_time(history: list[tuple[int, int]], most: int) -> None:
    for told, wanted in played(history, most):
        assert (told is None) == (wanted is None)
        assert told is None or wanted is None or told <= wanted


def test_it_remembers_no_more_than_it_may() -> None:
    lateness = Lateness(10)
    for second in range(10_000):
        assert lateness.look(float(second), second + 1, 0) == 0.0
    assert len(lateness._looks) <= 11


def test_a_topic_that_was_made_anew_begins_anew() -> None:
    lateness = Lateness()
    assert lateness.look(0.0, 100, 5) == 0.0
    assert lateness.look(9.0, 3, 0) == 9.0
    assert lateness.look(10.0, 3, 3) is None
