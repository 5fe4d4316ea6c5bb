"""Pictures of an evaluation, as files: ROC, precision-recall, reliability, hired share by band."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from model.evaluation.calibration import reliability
from model.evaluation.scored import ScoredPairs

_BANDS = ((0, 40, "baixa"), (40, 60, "média"), (60, 80, "moderada"), (80, 101, "alta"))


def plot(scored: ScoredPairs, folder: Path) -> list[Path]:
    """Draw the decided pairs: the hire probability pooled, and the hired share by band of the quality score.

    Parameters
    ----------
    scored : ScoredPairs
    folder : Path
        Made if missing; `roc.png`, `precision-recall.png`, `reliability.png` and `bands.png` are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = scored.pairs.decided
    hired, score, probability = scored.pairs.hired[kept], scored.score[kept], scored.probability[kept]
    base = float(hired.mean())
    false, true, _ = roc_curve(hired, probability)
    precision, recall, _ = precision_recall_curve(hired, probability)
    written = [
        _lines(folder / "roc.png", false, true, ([0, 1], [0, 1]), ("falsos positivos", "verdadeiros positivos")),
        _lines(folder / "precision-recall.png", recall, precision, ([0, 1], [base, base]), ("revocação", "precisão")),
    ]
    claimed, seen, _ = reliability(probability, hired)
    top = float(max(claimed.max(), seen.max()))
    written.append(
        _lines(
            folder / "reliability.png", claimed, seen, ([0, top], [0, top]), ("probabilidade prevista", "contratados")
        )
    )
    figure = Figure(figsize=(5, 4), layout="tight")
    axes = figure.add_subplot()
    shares = [
        hired[(score >= low) & (score < high)].mean() if ((score >= low) & (score < high)).any() else 0.0
        for low, high, _ in _BANDS
    ]
    axes.bar([name for _, _, name in _BANDS], shares)
    axes.set_ylabel("contratados")
    written.append(_save(figure, folder / "bands.png"))
    return written


def _lines(
    path: Path,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    reference: tuple[list[float], list[float]],
    labels: tuple[str, str],
) -> Path:
    figure = Figure(figsize=(5, 4), layout="tight")
    axes = figure.add_subplot()
    axes.plot(*reference, linestyle=":", color="grey")
    axes.plot(x, y, marker="." if len(x) <= 10 else None)
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    return _save(figure, path)


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path)
    return path
