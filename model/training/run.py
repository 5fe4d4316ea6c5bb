"""A training run: trains on all pairs, and measures models trained on parts on jobs that they never saw."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model.evaluation.contenders import Suitability
from model.evaluation.report import Background, fingerprint, report
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import Pairs, by_time
from model.registry import Registry
from model.scoring.artifact import PIPELINE, Artifact
from model.scoring.scorer import Scorer
from model.training.hyperparameters import Settings
from model.training.train import Trained, train

_LIBRARIES = ("scikit-learn", "numpy", "scipy", "numba", "joblib")
LATER_SHARE = 0.2
_FEWEST_LATER = 50


def held_out(
    pairs: Pairs,
    trained: Trained,
    settings: Settings,
    truth: Mapping[tuple[str, str], float] | None = None,
    suitability: Suitability | None = None,
) -> dict[str, Any]:
    """Figures of two splits: later applications to unseen jobs, and folds by job.

    Parameters
    ----------
    pairs : Pairs
    trained : Trained
        On all of them; its out-of-fold scores are the grouped split.
    settings : Settings
        For training once more on the earlier applications.
    truth : mapping, optional
        See `report`.
    suitability : callable, optional
        See `Background`.

    Returns
    -------
    dict
        ``later`` (absent when there are too few) and ``by_job``, each a `report`, the latter without retrieval and
        concentration: no one model scored it.
    """
    found: dict[str, Any] = {}
    earlier, later = by_time(pairs, LATER_SHARE)
    if (later & pairs.decided).sum() >= _FEWEST_LATER:
        training = pairs.take(earlier)
        before = Scorer(train(training, settings).artifact)
        background = Background(pairs, training, suitability)
        scored = ScoredPairs(before, pairs.take(later))
        found["later"] = report(scored, settings.seed, truth=truth, background=background)
    scored = ScoredPairs(Scorer(trained.artifact), pairs)
    scored.score, scored.job_effect = trained.out_of_fold, trained.job_out_of_fold
    found["by_job"] = report(scored, settings.seed, truth=truth)
    return found


def run(
    pairs: Pairs,
    registry: Registry,
    settings: Settings,
    *,
    evaluate: bool = True,
    origin: str = "",
    truth: Mapping[tuple[str, str], float] | None = None,
    suitability: Suitability | None = None,
) -> tuple[str, Artifact]:
    """Train, evaluate and save.

    Parameters
    ----------
    pairs : Pairs
    registry : Registry
    settings : Settings
    evaluate : bool, default True
        Without it the manifest holds no figures.
    origin : str, default ""
        What the data is, for the model card.
    truth : mapping, optional
        See `report`.
    suitability : callable, optional
        See `Background`.

    Returns
    -------
    version : str
    artifact : Artifact
    """
    trained = train(pairs, settings)
    manifest = {
        **trained.artifact.manifest,
        "data": {
            "origin": origin,
            "fingerprint": fingerprint(pairs),
            "pairs": len(pairs),
            "decided": int(pairs.decided.sum()),
            "hired": int(pairs.hired.sum()),
            "jobs": len(set(pairs.job_ids)),
            "applicants": len(set(pairs.applicant_ids)),
            "from": str(pairs.applied_on.min()),
            "to": str(pairs.applied_on.max()),
        },
        "libraries": {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        "serving": {"pipeline": PIPELINE},
    }
    if evaluate:
        manifest["held_out"] = held_out(pairs, trained, settings, truth, suitability)
    artifact = replace(trained.artifact, manifest=manifest)
    write: Callable[[Path], None] = trained.write_pipeline
    return registry.save(artifact, write), artifact
