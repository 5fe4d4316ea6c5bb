"""The values of match records, made many at a time: the bytes of one made alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.contract.matches import RATIOS, Match
from stream_processor.join.match_records import encode_matches
from tests.stream_processor.titles import TitleScorer, probability

revisions = st.integers(0, 2**62)
ratios = st.lists(st.none() | st.floats(0, 1, width=32), min_size=len(RATIOS), max_size=len(RATIOS))
rows = st.tuples(
    st.text(min_size=1, max_size=5),
    st.text(min_size=1, max_size=5),
    st.floats(0, 100),
    st.floats(0, 1),
    ratios,
    st.tuples(revisions, revisions, st.none() | revisions),
)


@given(st.lists(rows, max_size=20), st.integers(1, 3))
def test_they_are_the_bytes_of_a_match_made_alone(drawn: list[Any], times: int) -> None:
    drawn *= times
    scorer: Any = TitleScorer()
    scores, effects = (np.array([row[column] for row in drawn], np.float64) for column in (2, 3))
    said = np.array([row[4] for row in drawn], np.float32).reshape(len(drawn), len(RATIOS))
    values = encode_matches(scorer, [row[:2] for row in drawn], scores, effects, said, [row[5] for row in drawn])
    assert values == [
        Match(
            job,
            applicant,
            score,
            probability(score, effect),
            tuple(None if ratio is None else round(ratio, 4) for ratio in found),
            application is not None,
            scorer.version,
            of_job,
            of_applicant,
            max(of_job, of_applicant, application or 0),
        ).encode()
        for job, applicant, score, effect, found, (of_job, of_applicant, application) in drawn
    ]
