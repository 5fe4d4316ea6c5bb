"""Which records lie elsewhere than their key says, and what marks where they lay."""

from __future__ import annotations

import pytest

from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD, MATCHES, Topic
from data.kafka.misplaced import MOVED, is_mark, is_misplaced, mark, moved_below
from data.kafka.partitions import partition_of


@pytest.mark.parametrize("topic", [APPLICANTS, JOBS, APPLICATIONS])
def test_only_the_key_s_own_partition_is_right(topic: Topic) -> None:
    right = partition_of(b"a1", 8)
    assert [is_misplaced(topic.name, number, b"a1", 8) for number in range(8)] == [n != right for n in range(8)]
    assert not is_misplaced(topic.name, 0, None, 8)


@pytest.mark.parametrize("topic", [JOBS_BY_SHARD, MATCHES])
def test_where_the_shard_decides_nothing_is_misplaced(topic: Topic) -> None:
    assert not any(is_misplaced(topic.name, number, b"a1", 8) for number in range(8))


def test_a_mark_is_no_removal_and_a_removal_no_mark() -> None:
    made = mark(APPLICANTS.name, 5, b"a1", 8)
    assert made == Record(APPLICANTS.name, b"a1", None, ((MOVED, b"8"),), 5)
    assert is_mark(made.value, made.headers)
    assert not is_mark(None, (("ce_type", b"recruiting.applicant.removed"),))
    assert not is_mark(None, None)
    assert not is_mark(b"{}", made.headers)


@pytest.mark.parametrize(("told", "below"), [(b"3", 3), (b"9", 7), (b"", 7), (b"x", 7), (b"9" * 5000, 7), (None, 7)])
def test_a_mark_says_how_far_was_moved_and_at_most_to_itself(told: bytes | None, below: int) -> None:
    assert moved_below(((MOVED, told),), 7) == below
