from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.labelled.comparisons import WINDOW_DAYS, Comparisons, draw
from model.labelled.pairs import Pairs


def applications(seed, count):
    """Applications in the order of time; some people apply twice, some to one job twice."""
    random = np.random.default_rng(seed)
    days = np.sort(random.integers(0, 400, count)).astype("datetime64[D]")
    jobs = [f"j{number}" for number in random.integers(0, max(2, count // 4), count)]
    people = [f"p{number}" for number in random.integers(0, max(2, count // 3), count)]
    return Pairs({}, {}, jobs, people, np.array(["rejected"] * count), days), random.random(count) < 0.7


@given(seed=st.integers(0, 10**6), count=st.integers(1, 80), times=st.integers(1, 6))
def test_random_pairs_are_of_the_time_and_never_real(seed, count, times):
    pairs, known = applications(seed, count)
    compared = draw(pairs, known, times, seed)
    real = compared.real
    assert compared.people[real].tolist() == np.flatnonzero(known).tolist(), "every one, once, in the order of time"
    assert known[compared.people].all()
    assert known[compared.jobs].all()
    applied = set(zip(pairs.job_ids, pairs.applicant_ids, strict=True))
    drawn = [(pairs.job_ids[job], pairs.applicant_ids[person]) for job, person in zip(
        compared.jobs[~real], compared.people[~real], strict=True)]  # fmt: skip
    assert not applied & set(drawn)
    apart = np.abs(pairs.applied_on[compared.jobs] - pairs.applied_on[compared.people]).astype(int)
    assert (apart <= WINDOW_DAYS).all()
    assert np.bincount(compared.people[~real], minlength=1).max() <= times


def test_each_job_and_person_stands_among_random_pairs_as_often_as_among_real_ones():
    count, times = 400, 50
    days = np.zeros(count, "datetime64[D]")
    jobs = [f"j{0 if row < 40 else row}" for row in range(count)]
    people = [f"p{row}" for row in range(count)]
    pairs = Pairs({}, {}, jobs, people, np.array(["rejected"] * count), days)
    compared = draw(pairs, np.ones(count, bool), times, 1)
    random = ~compared.real
    share = np.mean([pairs.job_ids[job] == "j0" for job in compared.jobs[random]])
    assert abs(share - 0.1) < 0.01, "a job with a tenth of the applications is in a tenth of the random pairs"
    owners = np.bincount(compared.people[random])
    assert owners.max() - owners.min() <= 0.3 * times


def test_the_same_seed_draws_the_same():
    pairs, known = applications(3, 60)
    one, same, other = (draw(pairs, known, 4, seed) for seed in (5, 5, 6))
    assert np.array_equal(one.jobs, same.jobs)
    assert not np.array_equal(one.jobs, other.jobs)


def test_taking_keeps_both_sides():
    compared = Comparisons(np.array([0, 1, 1]), np.array([0, 1, 0])).take(np.array([True, False, True]))
    assert (compared.jobs.tolist(), compared.people.tolist()) == ([0, 1], [0, 0])
    assert compared.real.tolist() == [True, False]
