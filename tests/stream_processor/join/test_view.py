"""What differs of two rankings over the same pairs, against every pair looked up in both."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stream_processor.join.view import View

JOBS, PEOPLE = 7, 9


def change(draw: np.random.Generator, view: View, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give some jobs and people other scores with all; returns which they are."""
    fresh = draw.random(JOBS) < 0.3, draw.random(PEOPLE) < 0.3
    other = draw.integers(0, 4, scores.shape).astype(np.float64)
    changed = fresh[0][:, None] | fresh[1]
    scores[changed] = other[changed]
    jobs, people = np.arange(JOBS, dtype=np.int32), np.arange(PEOPLE, dtype=np.int32)
    for ranking, owners, members, block in (
        (view.best_applicants, jobs, people, scores),
        (view.best_jobs, people, jobs, np.ascontiguousarray(scores.T)),
    ):
        chosen = owners if draw.random() < 0.3 else owners[changed.any(1 if owners is jobs else 0)]
        ranking.clear(chosen)
        ranking.offer(chosen, members, block[chosen], members)
    return fresh


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), k=st.sampled_from([(1, 1), (2, 3), (10, 20)]), reserve=st.sampled_from([0.0, 1.0]))
def test_what_differs_is_what_looking_up_every_pair_finds(seed: int, k: tuple[int, int], reserve: float) -> None:
    draw = np.random.default_rng(seed)
    view, scores = View(*k, reserve), np.zeros((JOBS, PEOPLE))
    view.best_jobs.grow(PEOPLE)
    view.best_applicants.grow(JOBS)
    jobs = np.repeat(np.arange(JOBS, dtype=np.int32), PEOPLE)
    people = np.tile(np.arange(PEOPLE, dtype=np.int32), JOBS)
    fresh = np.zeros(JOBS, np.bool_), np.zeros(PEOPLE, np.bool_)
    for _ in range(6):
        for all_fresh, some in zip(fresh, change(draw, view, scores), strict=True):
            np.logical_or(all_fresh, some, out=all_fresh)
        now, was = view.find(jobs, people), view.find_published(jobs, people)
        there = ~np.isnan(now)
        differs = (there == np.isnan(was)) | (there & (fresh[0][jobs] | fresh[1][people]))
        wanted = zip(*(array[differs].tolist() for array in (jobs, people, now, was)), strict=True)
        found = zip(*(array.tolist() for array in view.differences(*fresh)), strict=True)
        assert sorted(map(repr, found)) == sorted(map(repr, wanted))
        if draw.random() < 0.5:
            view.publish()
            for flags in fresh:
                flags[:] = False
