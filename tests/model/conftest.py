from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from data.contract.entities import ApplicantDescription, JobDescription
from data.files.decision_folder import read
from model.features.channels import IS_FREE, SIZES, directions, matrix
from model.labelled.pairs import Pairs, labelled
from model.registry import Registry
from model.scoring.artifact import Artifact
from model.scoring.forest import Forest
from model.scoring.scorer import Scorer
from model.training.match_part import FittedMatch
from model.training.train import Trained


@pytest.fixture(scope="session")
def pairs(model_of_this_run: Path) -> Pairs:
    return labelled(read(model_of_this_run / "data"))


@pytest.fixture(scope="session")
def trained(model_of_this_run: Path) -> Trained:
    """On `pairs`."""
    found: Trained = joblib.load(model_of_this_run / "trained")
    return found


@pytest.fixture(scope="session")
def scorer(trained: Trained) -> Scorer:
    return Scorer(trained.artifact)


@pytest.fixture(scope="session")
def any_scorer(scorer: Scorer) -> list[Scorer]:
    """The trained model, and others of random weights and leaves, as any data might give."""
    return [scorer, *(Scorer(untrained(scorer.artifact, seed)) for seed in range(4))]


def untrained(artifact: Artifact, seed: int) -> Artifact:
    """A model of the same words whose match part learned from noise: what holds of it holds by construction."""
    draw = np.random.default_rng(seed)
    codes = np.column_stack([draw.integers(0, size, 3000) for size in SIZES]).astype(np.int32)
    rows = matrix(codes)
    labels = rows @ draw.normal(size=rows.shape[1]) / 30 + draw.normal(size=len(rows)) > 0
    forest = Forest.of(
        RandomForestClassifier(
            16, max_leaf_nodes=32, max_features=0.3, monotonic_cst=directions(), random_state=seed
        ).fit(rows, labels)
    )
    share = 0.02 + 0.96 * forest.value
    weights = draw.exponential(0.3, len(IS_FREE)) * (draw.random(len(IS_FREE)) < 0.7)
    fitted = FittedMatch(
        np.where(IS_FREE, draw.normal(size=len(IS_FREE)), weights),
        replace(forest, value=np.log(share / (1 - share))),
        float(draw.uniform(0.5, 2.0)),
        inside_weight=1.0,
    )
    return replace(
        artifact, pairs=fitted.forest, additive=fitted.additive, pair_weight=fitted.forest_weight,
        centre=fitted.centre(codes[:200]),
    )  # fmt: skip


@pytest.fixture
def registry(trained: Trained, tmp_path: Path) -> Registry:
    found = Registry(tmp_path / "models")
    found.set_champion(found.save(trained.artifact, trained.write_beside))
    return found


@pytest.fixture
def job() -> Callable[..., JobDescription]:
    return lambda **fields: JobDescription(**dict.fromkeys(JobDescription.model_fields) | fields)


@pytest.fixture
def applicant() -> Callable[..., ApplicantDescription]:
    return lambda **fields: ApplicantDescription(**dict.fromkeys(ApplicantDescription.model_fields) | fields)
