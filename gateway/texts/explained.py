"""What is said of a score in words: one source of sentences for the API and the pages, in either language."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gateway.texts.catalogue import LANGUAGES, Texts, texts_of
from model.explanation.explain import Explanation, Improvement
from model.explanation.reasons import Reason
from model.levels.levels import LANGUAGE

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
        Share(t.of("group", name), points, [*of_category.get(name, []), *_nonetheless(name, points, explanation, t)])
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


def _nonetheless(category: str, points: float, explanation: Explanation, t: Texts) -> list[str]:
    """What is said where all sentences speak against a person and the points for, or the other way round.

    Points compare with the average person considered: who falls short of what is asked may still be nearer to it.
    """
    codes = [reason.code for reason in explanation.reasons if reason.category == category]
    if points >= NEUTRAL and codes and all(code.endswith(("_SHORT", "_ABOVE")) for code in codes):
        return [t("explained.still_for")]
    if points <= -NEUTRAL and codes and all(code.endswith(("_MET", "_SAME")) for code in codes):
        return [t("explained.still_against")]
    return []


def sentence(reason: Reason, t: Texts) -> str:
    """A reason as a sentence."""
    is_none = reason.values.get("held") == LANGUAGE[1] and reason.code in t.names("why_none")
    values = {name: _value(value, t) for name, value in reason.values.items()}
    return t.of("why_none", reason.code, **values) if is_none else t.of("why", reason.code, **values)


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
