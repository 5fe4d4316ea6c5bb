"""Texts about a pair: those of the first version of the API, and a short summary in either language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from data.contract.bands import band
from data.contract.entities import fold
from gateway.texts.catalogue import Texts
from model.scoring.pair import PairScore

NO_DATA = "sem dados"
AVERAGE = "50 é a pessoa média entre as consideradas para uma vaga"
"""The meaning of 50, beside which every score is read."""

_STRONG = 0.75
_WEAK = 0.5
_THIN = 0.3
"""Below this coverage of a job or a person (two fields of eight) the text says that little is known."""


def percentage(score: float) -> str:
    """A score of 0 to 100 as a percentage with one decimal and a point, as in the first version of the API."""
    return f"{score:.1f}%"


def ratio(value: float | None) -> str:
    """A ratio of 0 to 1 as a percentage, or the text for "no data"."""
    return NO_DATA if value is None else percentage(100 * value)


def area(value: float | None) -> str:
    """How near the applicant's area is to the job's."""
    if value is None:
        return NO_DATA
    if value >= _STRONG:
        return "Mesma área"
    return "Área próxima" if value > 0 else "Outra área"


@lru_cache(4096)
def contract(offered: str | None) -> str:
    """The kind of contract that a job offers."""
    if offered is None:
        return NO_DATA
    folded = fold(offered)
    kinds = [name for name, mark in (("CLT", "clt"), ("PJ", "pj")) if mark in folded]
    return " ou ".join(kinds) or "Outros"


def summary(found: PairScore, t: Texts) -> str:
    """A short text about a pair: how well it fits, what speaks for it, what to check, what is unknown.

    Where nothing is known of the person or the job, the text says only that.
    """
    job = 2 * found.data_coverage - found.applicant_coverage
    coverage = {"job": job, "person": found.applicant_coverage}
    unknown = [side for side, share in coverage.items() if not share]
    if unknown:
        return t.of("summary.unknown", _sides(unknown))
    strong, weak, not_compared = [], [], []
    for name, value in found.ratios.items():
        if value is None:
            not_compared.append(name)
        elif value >= _STRONG:
            strong.append(name)
        elif value < _WEAK:
            weak.append(name)
    thin = tuple(side for side, share in coverage.items() if share < _THIN)
    score = found.quality_score
    verdict = t("summary.verdict", band=t.of("band", band(score)), score=t.number(score))
    missing = None if len(not_compared) == len(found.ratios) else tuple(not_compared)
    return verdict + _of_categories(t, tuple(strong), tuple(weak), missing, thin)


@lru_cache(4096)
def _of_categories(
    t: Texts,
    strong: tuple[str, ...],
    weak: tuple[str, ...],
    not_compared: tuple[str, ...] | None,
    thin: tuple[str, ...],
) -> str:
    """What a summary says of categories, all of which may be unknown (None); there are few such texts, of nobody."""
    text = [""]
    if strong:
        text.append(t("summary.strong", names=_names(t, strong)))
    if weak:
        text.append(t("summary.weak", names=_names(t, weak)))
    if not_compared is None:
        text.append(t("summary.none_compared"))
    elif not_compared:
        text.append(t("summary.not_compared", names=_names(t, not_compared)))
    if thin:
        text.append(t.of("summary.thin", _sides(thin)))
    return " ".join(text)


def _names(t: Texts, categories: Sequence[str]) -> str:
    return ", ".join([t.of("category", name) for name in categories])


def _sides(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else "both"
