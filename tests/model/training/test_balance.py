from __future__ import annotations

import numpy as np
import pytest

from model.features.definitions import JOB_FEATURES
from model.labelled.comparisons import Comparisons
from model.training.balance import Inside, choose
from model.training.rows import Rows

JOBS = 400


def inside(per_job=2, hired=1):
    """Of each job some hired applications, and the rest rejected; behind them random pairs."""
    count = JOBS * per_job
    groups = np.repeat(np.arange(JOBS), per_job)
    outcomes = np.where(np.arange(count) % per_job < hired, "hired", "rejected")
    rows = Rows(np.zeros((count, len(JOB_FEATURES)), np.float32), groups, outcomes)
    applications = np.arange(count)
    compared = Comparisons(
        np.concatenate([applications[::-1], applications]),
        np.concatenate([applications[::-1], np.roll(applications, 1)]),
    )
    return Inside.of(compared, rows), compared, rows


def odds(found, right):
    """Log-odds by which the hired candidate of a share of the jobs stands above the rejected one."""
    values = np.zeros(int(max(found.better.max(), found.worse.max())) + 1)
    values[found.better] = np.where(found.job < right * JOBS, 1.0, -1.0)
    return values


def test_every_hired_candidate_stands_beside_every_rejected_one_of_the_same_job():
    found, compared, rows = inside(per_job=5, hired=2)
    assert len(found.job) == JOBS * 2 * 3
    applications = compared.people
    assert rows.hired[applications[found.better]].all()
    assert not rows.hired[applications[found.worse]].any()
    assert (rows.groups[applications[found.better]] == found.job).all()
    assert (rows.groups[applications[found.worse]] == found.job).all()
    assert np.bincount(found.job, found.weight) == pytest.approx(np.full(JOBS, 2.0)), "as the fewer of the two"


def test_a_comparison_is_won_lost_or_half():
    found, _, _ = inside()
    assert found.won(odds(found, 0.25)).sum() == JOBS / 4
    assert found.won(np.zeros_like(odds(found, 0))).sum() == JOBS / 2


@pytest.mark.parametrize(
    ("shares", "place"),
    [
        ((0.6, 0.6), 0),
        ((0.6, 0.605), 0),  # two jobs of 400: by chance
        ((0.6, 0.8), 1),
        ((0.6, 0.7, 0.9), 2),
        ((0.6, 0.9, 0.7), 1),
        ((0.8, 0.6), 0),
    ],
)
def test_another_is_chosen_only_where_it_is_better_beyond_chance(shares, place):
    found, _, _ = inside()
    assert choose(found, [odds(found, share) for share in shares]) == place


def test_without_comparisons_the_first_stands():
    _, compared, rows = inside()
    nobody = Inside.of(compared, Rows(rows.job_features, rows.groups, np.full(len(rows.groups), "in_process")))
    assert choose(nobody, [np.zeros(len(compared.jobs)), np.ones(len(compared.jobs))]) == 0
