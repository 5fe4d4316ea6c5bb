"""What is said of drift, in sentences of the catalogue: what comes now beside what the model was trained on."""

from __future__ import annotations

from gateway.texts.catalogue import Texts
from model.drift.findings import Finding, Lists
from model.drift.outcomes import OutcomeFigures

_TABLES = ("drift.bin", "band", "level", "work_area", "contract_kind")
"""Where the name of a bin may stand."""
_TENTHS = "application.quality_score"
"""The trait whose numbers are tenths."""


def percent(share: float, t: Texts) -> str:
    """A share as a percentage with one decimal."""
    return f"{t.number(100 * share)}%"


def of_finding(found: Finding, t: Texts) -> str:
    """Say of a trait that has moved how it did."""
    side, field = found.trait.split(".")
    return t(
        "drift.moved",
        who=t.of("drift.side", side),
        what=t.of("drift.field", field),
        bin=_bin(found, t),
        was=percent(found.was, t),
        now=percent(found.now, t),
        rows=t.number(found.rows, 0),
    )


def of_lists(found: Lists, t: Texts) -> str:
    """Say that lists are concentrated."""
    return t("drift.lists", share=percent(found.commonest, t), jobs=t.number(found.jobs, 0))


def of_outcomes(found: OutcomeFigures, t: Texts) -> str:
    """Say that more or fewer were hired than was foretold."""
    return t("drift.outcomes", foretold=t.number(found.foretold, 0), hired=t.number(found.of_foretold, 0))


def _bin(found: Finding, t: Texts) -> str:
    """The name of a bin: of a level, area or band, or the end of a range of numbers."""
    for table in _TABLES:
        if found.bin in t.names(table):
            return t.of(table, found.bin)
    first, _, rest = found.bin.partition(" ")
    number = t.number(int(rest) / 10) if found.trait == _TENTHS else t.number(int(rest), 0)
    return t.of("drift.range", first, number=number)
