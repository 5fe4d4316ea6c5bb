"""How things are timed: sides in turn, so that what slows the machine down slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median


def seconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def median_seconds(calls: Iterable[Callable[[], object]]) -> float:
    """Median wall time of several calls, each timed by itself."""
    return median(seconds(call) for call in calls)


def in_turn(sides: Mapping[str, Callable[[], float]], rounds: int, *, warm_up: bool = True) -> dict[str, list[float]]:
    """Run every side once a round: A B A B ...

    Parameters
    ----------
    sides : mapping of str to callable
        Each measures itself and answers its value.
    rounds : int
    warm_up : bool
        Whether a round that is not counted goes before.
    """
    if warm_up:
        for measure in sides.values():
            measure()
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            found[name].append(measure())
    return found


def ratios(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Quotient of each round."""
    return [a / b for a, b in zip(over, under, strict=True)]
