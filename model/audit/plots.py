"""Pictures of an audit, as SVG: ratios and scores of a grouping, proxies."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.audit.comparison import FOUR_FIFTHS
from model.audit.measures import MEASURES

_PLAIN, _ALARM, _GREY = "#1f5ec4", "#b3261e", "#737c8a"
_WIDEST = 1.6
"""Ratios beyond are cut off; the table has them."""


def ratios(cells: Sequence[Mapping[str, Any]], t: Mapping[str, str]) -> str:
    """Impact ratios of one grouping with their intervals, a field for each measure."""
    groups = _groups(cells)
    figure, fields = _fields(len(groups), 3, 2)
    for axes, measure in zip(fields, MEASURES, strict=True):
        axes.set_title(t[f"measure_{measure}"], fontsize=9)
        axes.axvline(1, color="#c2c8d1", linewidth=1)
        axes.axvline(FOUR_FIFTHS, color="#55606f", linewidth=1, linestyle="--")
        for cell in cells:
            if cell["measure"] == measure and cell["ratio"] is not None:
                _ratio(axes, groups.index(tuple(cell["group"])), cell)
        axes.set_xlim(0, _WIDEST)
        _numbers(axes, (0.4, 0.8, 1.2, 1.6), t)
        _names(axes, groups)
    return _svg(figure)


def _ratio(axes: Axes, row: int, cell: Mapping[str, Any]) -> None:
    is_alarm = cell["verdict"] in {"adverse", "different"}
    colour = _ALARM if is_alarm else _GREY if cell["small"] else _PLAIN
    if cell["ratio_low"] is not None:
        high = _WIDEST if cell["ratio_high"] is None else cell["ratio_high"]
        axes.plot([cell["ratio_low"], high], [row, row], color=colour, linewidth=1.4)
    face = "white" if cell["small"] else colour
    axes.plot(cell["ratio"], row, "D" if is_alarm else "o", color=colour, markerfacecolor=face, markersize=6)


def scores(found: Sequence[Mapping[str, Any]], t: Mapping[str, str]) -> str:
    """Median, middle half and middle 90 % of each group's scores."""
    groups = [tuple(each["group"]) for each in found]
    figure, (axes,) = _fields(len(groups), 1, 1)
    for row, each in enumerate(found):
        low, quarter, median, three, high = each["quantiles"]
        axes.plot([low, high], [row, row], color=_GREY, linewidth=1.2)
        axes.plot([quarter, three], [row, row], color=_PLAIN, linewidth=8, solid_capstyle="butt", alpha=0.55)
        axes.plot(median, row, "|", color="#17202e", markersize=13, markeredgewidth=2)
    axes.set_xlim(0, 100)
    axes.set_xlabel(t["score_axis"], fontsize=9)
    _names(axes, groups)
    return _svg(figure)


def proxies(found: Sequence[Mapping[str, Any]], t: Mapping[str, str]) -> str:
    """AUC of each group beside the band of chance."""
    groups = [(each["attribute"], each["group"]) for each in found]
    figure, (axes,) = _fields(len(groups), 1, 1)
    for row, each in enumerate(found):
        axes.barh(row, each["chance_high"] - each["chance_low"], 0.6, each["chance_low"], color="#d6dae1")
        colour = _ALARM if each["predictable"] else _PLAIN
        axes.plot(each["auc"], row, "D" if each["predictable"] else "o", color=colour, markersize=6)
    axes.axvline(0.5, color="#55606f", linewidth=1, linestyle="--")
    axes.set_xlim(min(0.3, *(each["auc"] for each in found)), 1)
    _numbers(axes, (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0), t)
    axes.set_xlabel(t["auc"], fontsize=9)
    _names(axes, groups)
    return _svg(figure)


def _groups(cells: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(tuple(cell["group"]) for cell in cells))


def _fields(rows: int, across: int, down: int) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(9, down * (0.9 + 0.26 * rows)), layout="constrained")
    grid: Callable[..., Any] = figure.subplots
    return figure, list(grid(down, across, sharey=True, squeeze=False).flat)


def _numbers(axes: Axes, ticks: Sequence[float], t: Mapping[str, str]) -> None:
    axes.set_xticks(ticks, [f"{tick:.1f}".replace(".", t["decimal_point"]) for tick in ticks])


def _names(axes: Axes, groups: Sequence[tuple[str, ...]]) -> None:
    # A dollar sign begins a formula in matplotlib.
    axes.set_yticks(range(len(groups)), [", ".join(group).replace("$", r"\$") for group in groups])
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.tick_params(labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "matchstream"}):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()
