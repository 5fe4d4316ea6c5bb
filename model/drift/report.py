"""What was found of drift, as tables for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from model.drift.findings import Finding, Lists, Verdict
from model.drift.outcomes import OutcomeFigures
from model.drift.profile import Profile
from model.drift.reference import columns_of
from model.evaluation.report_tables import Table
from model.evaluation.scored import ScoredPairs

_SAYS = {Verdict.FEW: "too few rows", Verdict.STEADY: "", Verdict.MOVED: "MOVED"}


def of_pairs(profile: Profile, scored: ScoredPairs) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Count a whole data set in the bins of a profile; `findings.judge` takes it."""
    pairs = scored.pairs
    columns = columns_of(scored.scorer, pairs.jobs, pairs.applicants, scored.score)
    return {
        name: np.array(counts, np.int64)
        for side, rows in columns.items()
        for name, counts in profile.count(side, rows).items()
    }


def text(
    title: str, found: Sequence[Finding], lists: Lists | None = None, outcomes: OutcomeFigures | None = None
) -> str:
    """The report for a terminal."""
    tables = [_traits(found)]
    if lists is not None:
        tables.append(
            Table(
                "Lists",
                f"{lists.people:,} people and {lists.jobs:,} open jobs. {_SAYS[lists.verdict]}".rstrip(),
                ("commonest best job", "different best jobs"),
                ((f"{lists.commonest:.1%}", f"{lists.different:,}"),),
            )
        )
    if outcomes is not None:
        tables.append(
            Table(
                "Outcomes",
                f"{outcomes.count:,} decided applications. {_SAYS[outcomes.verdict]}".rstrip(),
                ("accuracy", "hired", "foretold", "hired of these", "standard errors", "calibration error"),
                (
                    (
                        f"{outcomes.accuracy:.1%}",
                        f"{outcomes.hired:,}",
                        f"{outcomes.foretold:.1f}",
                        f"{outcomes.of_foretold:,}",
                        f"{outcomes.errors:+.1f}",
                        f"{outcomes.calibration_error:.3f}",
                    ),
                ),
            )
        )
    return "\n\n".join([title, *(table.text() for table in tables)]) + "\n"


def _traits(found: Sequence[Finding]) -> Table:
    rows = tuple(
        (
            one.trait,
            f"{one.rows:,}",
            f"{one.reference:,}",
            f"{one.index:.3f}",
            f"{one.chance:.3f}",
            f"{one.line:.3f}",
            f"{one.absent:.1%}",
            "" if np.isnan(one.unread) else f"{one.unread:.1%}",
            f"{one.bin}: {one.was:.1%}, now {one.now:.1%}",
            "LOST" if one.is_lost else _SAYS[one.verdict],
        )
        for one in found
    )
    header = ("trait", "n", "reference", "PSI", "chance", "line", "absent", "unread", "moved most", "")
    note = (
        "PSI: population stability index over bins fixed by the reference. From the line on a trait has moved; it is "
        "lost where a quarter of what was given, or of that what was understood, is so no more."
    )
    return Table("Inputs and scores", note, header, rows)


def as_json(
    found: Sequence[Finding], lists: Lists | None = None, outcomes: OutcomeFigures | None = None
) -> dict[str, Any]:
    """The report for programs."""
    return {
        "traits": [_plain(asdict(one)) for one in found],
        "lists": None if lists is None else _plain(lists._asdict()),
        "outcomes": None if outcomes is None else _plain(asdict(outcomes)),
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Without what JSON has no word for: NaN is null."""
    return {name: None if isinstance(value, float) and np.isnan(value) else value for name, value in values.items()}
