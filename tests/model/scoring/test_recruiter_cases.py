"""What a recruiter would agree on: six pairs, and six trades ranked in both directions."""

from __future__ import annotations

import pytest

from tests.model.scoring.recruiter_cases import ARCHITECT, CASES, IDEAL, TRADES, Case, Trade, score

LEAST_AHEAD = 10.0
"""Points between who fits and who doesn't; between two who fit it is their odds that count: both are near 100."""


def odds(score: float) -> float:
    return score / (100 - score)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_pair_scores_where_a_recruiter_would_put_it(scorer, case: Case):
    assert case.least <= score(scorer, case.job, case.person) <= case.most


def test_the_ideal_match_is_well_above_a_senior_architect_for_an_internship(scorer):
    architect = score(scorer, ARCHITECT.job, ARCHITECT.person)
    assert score(scorer, IDEAL.job, IDEAL.person) >= architect + LEAST_AHEAD


@pytest.mark.parametrize("trade", TRADES, ids=lambda trade: trade.name)
def test_a_job_ranks_its_own_trade_first_and_who_fits_before_who_partly_fits(scorer, trade: Trade):
    fits, partly = score(scorer, trade.job, trade.fits), score(scorer, trade.job, trade.partly)
    others = [score(scorer, trade.job, other.fits) for other in TRADES if other is not trade]
    assert odds(fits) >= 1.5 * odds(partly)
    assert fits >= max(others) + LEAST_AHEAD
    assert partly > max(others)


@pytest.mark.parametrize("trade", TRADES, ids=lambda trade: trade.name)
def test_a_person_has_the_own_trade_first(scorer, trade: Trade):
    own = score(scorer, trade.job, trade.fits)
    others = [score(scorer, other.job, trade.fits) for other in TRADES if other is not trade]
    assert own >= max(others) + LEAST_AHEAD
