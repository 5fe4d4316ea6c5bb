"""What is said of a score in words: one source of sentences for the API and the pages, in either language."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gateway.texts.catalogue import LANGUAGES, Texts, texts_of
from model.explanation.explain import Explanation, Improvement
from model.explanation.reasons import Reason

NEUTRAL = 0.5
"""Points below which a part of the score is said to change hardly anything: neither a strength nor a weakness."""
TOLD = 1.0
"""Points from which a part is named among what helps or hurts most."""
_MOST = 2
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Share:
    """One category's share of a score.

    Attributes
    ----------
    name : str
        Of the category, in words.
    points : float
    sentences : list of str
    """

    name: str
    points: float
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Told:
    """Where a score comes from, in words.

    Attributes
    ----------
    summary : list of str
        What helps and what hurts most.
    shares : list of Share
        Those that change the score, the largest first.
    neutral : list of Share
        Those that hardly do.
    notes : list of str
        What is said of the data as a whole.
    rises : list of (str, float)
        What would raise the score, and the score then.
    """

    summary: list[str]
    shares: list[Share]
    neutral: list[Share]
    notes: list[str]
    rises: list[tuple[str, float]]


def told(explanation: Explanation, t: Texts) -> Told:
    """Put an explanation into words.

    Parameters
    ----------
    explanation : Explanation
    t : Texts
    """
    of_category: dict[str, list[str]] = {}
    for reason in explanation.reasons:
        of_category.setdefault(reason.category, []).append(sentence(reason, t))
    shares = [
        Share(t.of("group", name), points, of_category.get(name, []))
        for name, points in sorted(explanation.contributions.items(), key=lambda share: -abs(share[1]))
    ]
    helps = [f"{share.name} ({t.signed(share.points)})" for share in shares if share.points >= TOLD][:_MOST]
    hurts = [f"{share.name} ({t.signed(share.points)})" for share in shares if share.points <= -TOLD][:_MOST]
    summary = [t("explained.helps", names=", ".join(helps))] if helps else []
    if hurts:
        summary.append(t("explained.hurts", names=", ".join(hurts)))
    return Told(
        summary=summary,
        shares=[share for share in shares if abs(share.points) >= NEUTRAL],
        neutral=[share for share in shares if abs(share.points) < NEUTRAL],
        notes=of_category.get("coverage", []),
        rises=[(rise(one, t), one.quality_score) for one in explanation.improvements],
    )


def sentence(reason: Reason, t: Texts) -> str:
    """A reason as a sentence."""
    return t.of("why", reason.code, **{name: _value(value, t) for name, value in reason.values.items()})


def rise(improvement: Improvement, t: Texts) -> str:
    """What would raise a score."""
    table = "work_area" if improvement.kind == "area" else "level"
    return t.of("gain", improvement.kind, what=_listed([t.of(table, name) for name in improvement.what]))


def to_dict(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain JSON types, with the sentences of both languages."""
    found = asdict(explanation)
    for reason, row in zip(explanation.reasons, found["reasons"], strict=True):
        row |= {language: sentence(reason, texts_of(language)) for language in LANGUAGES}
    for improvement, row in zip(explanation.improvements, found["improvements"], strict=True):
        row |= {language: rise(improvement, texts_of(language)) for language in LANGUAGES}
    return found


def _value(value: str | int | list[str], t: Texts) -> str:
    if isinstance(value, list):
        return _listed(value)
    return t.of("level", value)


def _listed(names: list[str]) -> str:
    more = f" (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
