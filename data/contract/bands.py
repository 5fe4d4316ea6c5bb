"""The bands of a quality score."""

from __future__ import annotations

BANDS = ((80.0, "alta"), (60.0, "moderada"), (40.0, "média"))
"""The lowest score of each, from the top; what is below them all is in the lowest."""

LOWEST = "baixa"


def band(score: float) -> str:
    """Name of the band a score is in: alta (80 and more), moderada (60), média (40) or baixa.

    Parameters
    ----------
    score : float
        Quality score, 0..100.
    """
    return next((name for low, name in BANDS if score >= low), LOWEST)
