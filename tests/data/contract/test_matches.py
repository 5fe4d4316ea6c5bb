"""A match record: floats to the last bit, older readers and newer writers."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.matches import RATIOS, Match, split_key

floats = st.floats(0, 100, allow_nan=False)
revisions = st.integers(0, 2**53)
matches = st.builds(
    Match,
    job_id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    applicant_id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    quality_score=floats,
    hire_probability=floats,
    ratios=st.tuples(*[st.none() | floats] * len(RATIOS)),
    applied=st.booleans(),
    model_version=st.text(max_size=5),
    job_revision=revisions,
    applicant_revision=revisions,
    event_time=revisions,
)


@given(matches)
def test_what_is_written_reads_back_to_the_last_bit(match: Match) -> None:
    assert Match.decode(match.encode()) == match
    assert split_key(match.key) == (match.job_id, match.applicant_id)


@given(matches)
def test_members_of_a_later_version_are_ignored(match: Match) -> None:
    assert Match.decode(orjson.dumps(match.to_dict() | {"later": [1]})) == match


@pytest.mark.parametrize("value", [b"{}", b"[]", b"1", b'{"job_id": "1"}', b"x"])
def test_what_is_no_match_is_refused(value: bytes) -> None:
    with pytest.raises(ValueError, match=r"no match|unexpected|expected"):
        Match.decode(value)
