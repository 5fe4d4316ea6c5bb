"""The whole audit of a model on a folder's applications, as a document of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from model.audit.comparison import FOUR_FIFTHS, Cell, Rules, compare
from model.audit.grouping import Grouping, groupings
from model.audit.measures import LINE, SHORTLIST, measures
from model.audit.parity import parity
from model.audit.protected import Protected
from model.audit.proxies import TREES, proxies
from model.evaluation.report import fingerprint
from model.evaluation.scored import ScoredPairs

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def audit(
    scored: ScoredPairs,
    protected: Protected,
    rules: Rules | None = None,
    shortlist: int = SHORTLIST,
    trees: int = TREES,
) -> dict[str, Any]:
    """Compare groups by every measure, and look for proxies.

    Parameters
    ----------
    scored : ScoredPairs
    protected : Protected
    rules : Rules, optional
    shortlist : int, default 5
        Length of a job's list, see `model.audit.measures.measures`.
    trees : int, default 60
        See `model.audit.proxies`.

    Returns
    -------
    dict
        ``model``; ``trained_on_this``, whether it learned from these very applications; ``counts`` of applications,
        people, jobs, and of ``not_here``, people of the file that have no application; ``unknown``, people of whom an
        attribute is not known, by attribute; ``rules``; ``groupings``, each with its ``attributes``, ``cells``
        (`model.audit.comparison.Cell`), ``parity`` (`model.audit.parity.parity`) and ``scores``, quantiles by group;
        ``proxies`` (`model.audit.proxies.proxies`); ``comparisons``, their number, and ``alarms``, those that chance
        does not explain. No id of anybody stands in it.
    """
    rules = rules or Rules()
    found = groupings(protected, scored.applicant_ids)
    cells = compare(found, measures(scored, shortlist), scored.rows, scored.columns, rules)
    trained_on = scored.scorer.artifact.manifest.get("data", {}).get("fingerprint")
    return {
        "model": scored.scorer.version,
        "trained_on_this": trained_on == fingerprint(scored.pairs),
        "counts": {
            "applications": len(scored.pairs),
            "people": len(scored.applicant_ids),
            "jobs": len(scored.job_ids),
            "not_here": len(protected.people() - set(scored.applicant_ids)),
        },
        "unknown": {each.attributes[0]: int((each.codes < 0).sum()) for each in found if len(each.attributes) == 1},
        "rules": asdict(rules) | {"line": LINE, "shortlist": shortlist, "four_fifths": FOUR_FIFTHS},
        "comparisons": len(cells),
        "alarms": sum(cell.alarm for cell in cells),
        "groupings": [_grouping(each, cells, scored) for each in found],
        "proxies": proxies(scored, found, rules, trees),
    }


def _grouping(grouping: Grouping, cells: Sequence[Cell], scored: ScoredPairs) -> dict[str, Any]:
    own = [cell for cell in cells if cell.attributes == grouping.attributes]
    code = grouping.codes[scored.columns]
    return {
        "attributes": list(grouping.attributes),
        "cells": [cell.document() for cell in own],
        "parity": parity(own),
        "scores": [
            {"group": list(group), "quantiles": np.quantile(scored.score[code == number], QUANTILES).tolist()}
            for number, group in enumerate(grouping.groups)
        ],
    }
