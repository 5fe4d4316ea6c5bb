"""A training run: trains on all pairs, and measures models trained on parts on jobs that they never saw."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from multiprocessing import get_context
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
BESIDE_FROM = 10_000
"""Applications from which a second process, which takes seconds to begin, is worth it."""

_Later = Callable[[], dict[str, Any] | None]


def later(
    pairs: Pairs,
    settings: Settings,
    truth: Mapping[tuple[str, str], float] | None = None,
    suitability: Suitability | None = None,
) -> dict[str, Any] | None:
    """Figures on later applications to unseen jobs, of a model trained on the earlier ones.

    Parameters
    ----------
    pairs : Pairs
    settings : Settings
    truth : mapping, optional
        See `report`.
    suitability : callable, optional
        See `Background`.

    Returns
    -------
    dict or None
        A `report`; None where there are too few.
    """
    earlier, after = by_time(pairs, LATER_SHARE)
    if (after & pairs.decided).sum() < _FEWEST_LATER:
        return None
    training = pairs.take(earlier)
    scored = ScoredPairs(Scorer(train(training, settings).artifact), pairs.take(after))
    background = Background(pairs, training, suitability)
    return report(scored, settings.seed, truth=truth, background=background)


def _by_job(
    pairs: Pairs, trained: Trained, settings: Settings, truth: Mapping[tuple[str, str], float] | None
) -> dict[str, Any]:
    """Figures of the out-of-fold scores, without retrieval and concentration: no one model scored them."""
    scored = ScoredPairs(Scorer(trained.artifact), pairs)
    scored.score, scored.job_effect = trained.out_of_fold, trained.job_out_of_fold
    return report(scored, settings.seed, truth=truth)


@contextmanager
def _figures_of_later(beside: bool, *arguments: Any) -> Iterator[_Later]:
    """What gives `later` of the arguments: in a second process from now on, or when it is asked."""
    if not beside:
        yield lambda: later(*arguments)
        return
    # Begun anew and not forked: libraries that have threads don't survive that.
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        yield process.submit(later, *arguments).result


def _described(pairs: Pairs, origin: str) -> dict[str, Any]:
    """What the data is, for the manifest."""
    return {
        "origin": origin,
        "fingerprint": fingerprint(pairs),
        "pairs": len(pairs),
        "decided": int(pairs.decided.sum()),
        "hired": int(pairs.hired.sum()),
        "jobs": len(set(pairs.job_ids)),
        "applicants": len(set(pairs.applicant_ids)),
        "from": str(pairs.applied_on.min()),
        "to": str(pairs.applied_on.max()),
    }


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

    The model of all pairs and that of the earlier ones, which the figures are of, don't depend on each other: they are
    trained in two processes where there are many pairs.

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
    figures: dict[str, Any] = {}
    with _figures_of_later(evaluate and len(pairs) >= BESIDE_FROM, pairs, settings, truth, suitability) as of_later:
        trained = train(pairs, settings)
        if evaluate:
            by_job = _by_job(pairs, trained, settings, truth)
            if found := of_later():
                figures["later"] = found
            figures["by_job"] = by_job
    manifest = {
        **trained.artifact.manifest,
        "data": _described(pairs, origin),
        "libraries": {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        "serving": {"pipeline": PIPELINE},
    }
    if evaluate:
        manifest["held_out"] = figures
    artifact = replace(trained.artifact, manifest=manifest)
    write: Callable[[Path], None] = trained.write_beside
    return registry.save(artifact, write), artifact
