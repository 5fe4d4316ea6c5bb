"""A figure: what was measured, how often, and the bar it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Self

HOLDS = "holds"
FAILS = "does not hold"


class CannotRun(Exception):
    """A benchmark that can't run here; its text says why."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach.

    Attributes
    ----------
    limit : float
        In the figure's unit.
    at_most : bool
        Whether it must stay at or below the limit, not reach it.
    """

    limit: float
    at_most: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value keeps to the bar."""
        return value <= self.limit if self.at_most else value >= self.limit

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {number(self.limit)}"


def at_least(limit: float) -> Bar:
    """A bar to be reached."""
    return Bar(limit)


def at_most(limit: float) -> Bar:
    """A bar to stay below."""
    return Bar(limit, at_most=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity.

    Attributes
    ----------
    what : str
    unit : str
    values : sequence of float
        One a round; a round's own value is mostly a median of many.
    bar : Bar, optional
        None where the figure only tells.
    note : str
        Sizes and conditions.
    """

    what: str
    unit: str
    values: Sequence[float]
    bar: Bar | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """Median of the rounds."""
        return median(self.values)

    @property
    def verdict(self) -> str:
        """Whether the median keeps to the bar; empty where there is none."""
        if self.bar is None:
            return ""
        return HOLDS if self.bar.holds(self.median) else FAILS

    def to_json(self) -> dict[str, Any]:
        """As plain JSON types, with median, spread and verdict written out."""
        return {
            "what": self.what,
            "unit": self.unit,
            "median": self.median,
            "lowest": min(self.values),
            "highest": max(self.values),
            "values": list(self.values),
            "bar": None if self.bar is None else asdict(self.bar),
            "verdict": self.verdict,
            "note": self.note,
        }

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> Self:
        """From `to_json`."""
        bar = None if held["bar"] is None else Bar(**held["bar"])
        return cls(held["what"], held["unit"], held["values"], bar, held["note"])


@dataclass(frozen=True, slots=True)
class Row:
    """A benchmark that ran, or did not.

    Attributes
    ----------
    name : str
    what : str
        The issue's own words for it.
    run : str
        The run that measured it.
    seconds : float
        How long all of it took.
    figures : sequence of Figure
    failure : str
        Why there are no figures; empty where there are.
    """

    name: str
    what: str
    run: str
    seconds: float
    figures: Sequence[Figure] = field(default_factory=list)
    failure: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "name": self.name,
            "what": self.what,
            "run": self.run,
            "seconds": round(self.seconds, 1),
            "failure": self.failure,
            "figures": [figure.to_json() for figure in self.figures],
        }

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> Self:
        """From `to_json`."""
        figures = [Figure.of_json(figure) for figure in held["figures"]]
        return cls(held["name"], held["what"], held["run"], held["seconds"], figures, held["failure"])


def number(value: float) -> str:
    """A number for a reader: three significant digits, whole from a hundred on, thousands set apart."""
    if value != value or abs(value) >= 100:  # noqa: PLR0124 -- NaN is unequal to itself
        return f"{value:,.0f}"
    return f"{value:.3g}"
