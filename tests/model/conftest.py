from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.decision import read
from data.entities import ApplicantDescription, JobDescription
from data.synthetic import generate
from model.hyperparameters import Settings
from model.pairs import Pairs, labelled
from model.registry import Registry
from model.scorer import Scorer
from model.training import Trained, train

SETTINGS = Settings(job_trees=30)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synthetic")
    generate(2000, 11, path)
    return path


@pytest.fixture(scope="session")
def pairs(folder: Path) -> Pairs:
    return labelled(read(folder))


@pytest.fixture(scope="session")
def trained(pairs: Pairs) -> Trained:
    return train(pairs, SETTINGS)


@pytest.fixture(scope="session")
def scorer(trained: Trained) -> Scorer:
    return Scorer(trained.artifact)


@pytest.fixture
def registry(trained: Trained, tmp_path: Path) -> Registry:
    found = Registry(tmp_path / "models")
    found.promote(found.save(trained.artifact, trained.write_pipeline))
    return found


@pytest.fixture
def job() -> Callable[..., JobDescription]:
    return lambda **fields: JobDescription(**dict.fromkeys(JobDescription.model_fields) | fields)


@pytest.fixture
def applicant() -> Callable[..., ApplicantDescription]:
    return lambda **fields: ApplicantDescription(**dict.fromkeys(ApplicantDescription.model_fields) | fields)
