"""Plots the curve of sizes: loss against speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from model.training.curve import Point


def plot_curve(curves: Mapping[str, Sequence[Point]], chosen: Point, path: Path) -> Path:
    """Draw loss against speed of the match forest's sizes: one line per number of leaves, the chosen size marked.

    Parameters
    ----------
    curves : mapping of str to sequence of Point
        Points by data set.
    chosen : Point
        Its size is marked on every data set.
    path : Path
        `.svg` or `.png`; without a date in it, so that the same curve gives the same bytes.
    """
    figure = Figure(figsize=(4.5 * len(curves), 3.4), layout="tight")
    for axes, (name, points) in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves.items(), strict=True):
        for leaves in sorted({point.leaves for point in points}):
            line = [point for point in points if point.leaves == leaves]
            axes.errorbar(
                [point.speed for point in line], [point.behind for point in line], [point.error for point in line],
                marker=".", capsize=2, linewidth=1, label=f"{leaves} folhas",
            )  # fmt: skip
            for point in line:
                if leaves == max(one.leaves for one in points):
                    axes.annotate(str(point.trees), (point.speed, point.behind), fontsize=8)
                if (point.trees, point.leaves) == (chosen.trees, chosen.leaves):
                    axes.plot(point.speed, point.behind, marker="o", markersize=11, fillstyle="none", color="black")
        axes.set_title(name, fontsize=9)
        axes.set_xlabel("milhões de pares/s")
        axes.set_ylabel("perda acima da melhor")
        axes.legend(fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "matchstream"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    return path
