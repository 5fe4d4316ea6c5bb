"""Parity in one figure for a whole grouping, by the definitions of several sources, which differ.

Sources: `fairlearn` 0.15 (`demographic_parity_difference`, `equalized_odds_difference` and their ratios: the largest
and the smallest of all groups, however few their people); `aif360` 0.6 (`disparate_impact_ratio`: one group against all
others together); the impact ratio of NYC Local Law 144 (6 RCNY 5-300), here over groups that are not small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.audit.comparison import Cell


def parity(cells: Sequence[Cell]) -> dict[str, Any]:
    """All figures of one grouping.

    Parameters
    ----------
    cells : sequence of Cell
        Every group by every measure.

    Returns
    -------
    dict
        ``demographic_parity``, ``equal_opportunity`` and ``equalized_odds``, each with ``difference`` and ``ratio``,
        over all groups; ``least_impact_ratio`` by measure, over groups that are not small; ``against_all_others``, by
        group, of the selection rate. None where nothing is counted.
    """
    rates = {measure: _rates(cells, measure) for measure in ("selected", "selected_of_hired", "selected_of_not_hired")}
    selected, hired, others = (_spread(each) for each in rates.values())
    ratios: dict[str, list[float]] = {}
    for cell in cells:
        of_measure = ratios.setdefault(cell.measure, [])
        if not cell.small and cell.ratio is not None:
            of_measure.append(cell.ratio)
    return {
        "demographic_parity": selected,
        "equal_opportunity": hired,
        "equalized_odds": {
            "difference": _worst(max, hired["difference"], others["difference"]),
            "ratio": _worst(min, hired["ratio"], others["ratio"]),
        },
        "least_impact_ratio": {measure: min(found, default=None) for measure, found in ratios.items()},
        "against_all_others": _against_others([cell for cell in cells if cell.measure == "selected"]),
    }


def _rates(cells: Sequence[Cell], measure: str) -> list[float]:
    return [cell.rate for cell in cells if cell.measure == measure and cell.rate is not None]


def _spread(rates: Sequence[float]) -> dict[str, float | None]:
    if not rates:
        return {"difference": None, "ratio": None}
    return {"difference": max(rates) - min(rates), "ratio": min(rates) / max(rates) if max(rates) > 0 else None}


def _worst(choose: Any, *figures: float | None) -> float | None:
    return None if None in figures else float(choose(figures))


def _against_others(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    counted, chosen = sum(cell.counted for cell in cells), sum(cell.chosen for cell in cells)
    found = []
    for cell in cells:
        others = (chosen - cell.chosen) / (counted - cell.counted) if counted > cell.counted else 0.0
        ratio = cell.rate / others if cell.rate is not None and others > 0 else None
        found.append({"group": list(cell.group), "ratio": ratio})
    return found
