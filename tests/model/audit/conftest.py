from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from model.audit.protected import Protected
from model.evaluation.scored import ScoredPairs

SEX = {"Feminino": 0.45, "Masculino": 0.55}
RACE = {"Branca": 0.5, "Parda": 0.3, "Preta": 0.16, "Amarela": 0.04}


def of_jobs(pairs, count, seed=0):
    """The applications to some jobs, drawn."""
    jobs = np.array(pairs.job_ids)
    return pairs.take(np.isin(jobs, np.random.default_rng(seed).choice(np.unique(jobs), count, replace=False)))


def drawn(people: Sequence[str], seed: int, *, known: float = 0.95) -> Protected:
    """Attributes that have nothing to do with anything."""
    draw = np.random.default_rng(seed)

    def values(shares: Mapping[str, float]) -> dict[str, str]:
        found = draw.choice(list(shares), len(people), p=list(shares.values())).tolist()
        return {person: value for person, value in zip(people, found, strict=True) if draw.random() < known}

    return Protected({"sexo": values(SEX), "raça": values(RACE)})


@pytest.fixture(scope="session")
def some_pairs(pairs):
    return of_jobs(pairs, 500)


@pytest.fixture(scope="session")
def scored(scorer, some_pairs):
    return ScoredPairs(scorer, some_pairs)
