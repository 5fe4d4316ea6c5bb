"""The way of the seed project: a scikit-learn Pipeline fed a one-row DataFrame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

from data.contract.entities import Applicant, Job
from data.synthetic import Generator

TREES = 100
PAIRS = "BENCH_SEED_PAIRS"
"""Environment variable: how many pairs the server's pipeline is fitted on."""
LEVELS = ("nivel_academico", "nivel_ingles", "nivel_espanhol", "nivel_profissional")
CATEGORIES = [f"{side}_{level}" for side in ("vaga", "candidato") for level in LEVELS] + [
    "vaga_tipo_contratacao", "vaga_areas_atuacao", "vaga_vaga_sap", "candidato_area_de_atuacao",
]  # fmt: skip
TEXTS = {
    "texto_vaga": ("vaga", ("titulo_vaga", "competencias_tecnicas_requeridas", "principais_atividades")),
    "texto_candidato": ("candidato", ("titulo_profissional", "conhecimentos_tecnicos", "cv")),
}


def frame(pair: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """The two dictionaries of a request as a DataFrame of one row."""
    row = {f"{side}_{field}": value for side, fields in pair.items() for field, value in fields.items()}
    record = {name: row.get(name) or "" for name in CATEGORIES}
    for name, (side, fields) in TEXTS.items():
        record[name] = " ".join(str(pair[side].get(field) or "") for field in fields)
    return pd.DataFrame([record])


def pipeline(pairs: int, jobs: int | None) -> Pipeline:
    """A pipeline fitted on synthetic pairs.

    Parameters
    ----------
    pairs : int
        How many.
    jobs : int or None
        The forest's `n_jobs` when it predicts: -1 as in the seed, None for one thread.
    """
    generator = Generator(3)
    drawn = [(generator.job(), generator.applicant()) for _ in range(pairs)]
    hired = np.random.default_rng(3).random(pairs) < [generator.hire_probability(*pair) for pair in drawn]
    steps = [("levels", OneHotEncoder(handle_unknown="ignore"), CATEGORIES)]
    steps += [(name, TfidfVectorizer(max_features=500), name) for name in TEXTS]
    made = Pipeline(
        [
            ("features", ColumnTransformer(steps)),
            ("forest", RandomForestClassifier(TREES, max_depth=10, random_state=3, n_jobs=2)),
        ]
    )
    made.fit(pd.concat([frame(document(*pair)) for pair in drawn], ignore_index=True), hired)
    made.named_steps["forest"].n_jobs = jobs
    return made


def document(job: Job, applicant: Applicant) -> dict[str, dict[str, Any]]:
    """A pair as `/api/predict` takes it."""
    return {
        "vaga": job.model_dump(exclude={"id", "status"}, exclude_none=True),
        "candidato": applicant.model_dump(exclude={"id"}, exclude_none=True),
    }


def predict(fitted: Pipeline, pair: Mapping[str, Mapping[str, Any]]) -> float:
    """Probability of a hire."""
    return float(fitted.predict_proba(frame(pair))[0, 1])
