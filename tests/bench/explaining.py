"""Explanation of one match."""

from __future__ import annotations

from collections.abc import Iterator

from model.explanation.explain import explain_pair
from tests.bench.figures import Figure, at_most
from tests.bench.setting import Setting
from tests.bench.timing import in_turn, median_seconds

MILLI = 1e3


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure explanations, one at a time, each of another pair."""
    calls = setting.size(300, 50)
    pairs = list(zip(setting.jobs(calls), setting.applicants(calls), strict=True))
    scorer = setting.scorer
    explain_pair(scorer, *pairs[0])

    def explanations() -> float:
        return median_seconds(lambda p=pair: explain_pair(scorer, *p) for pair in pairs)

    found = in_turn({"explain": explanations}, setting.size(7, 3))["explain"]
    note = (
        f"medians of {calls} pairs; both sides encoded anew, Shapley values over 64 coalitions, evidence, improvements"
    )
    yield Figure("explanation of one match", "ms", [value * MILLI for value in found], at_most(1.0), note)
