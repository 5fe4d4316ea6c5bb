"""What a page shows of a pair that was scored and explained."""

from __future__ import annotations

from dataclasses import dataclass

from data.contract.bands import band
from gateway.lookups.explaining import Explained
from gateway.texts.catalogue import Texts
from gateway.texts.explained import Told, told
from gateway.texts.wording import summary
from model.explanation.explain import Explanation


@dataclass(frozen=True, slots=True)
class Outcome:
    """One pair, in words."""

    score: float
    band: str
    chance: float
    is_unknown: bool
    text: str
    told: Told
    explanation: Explanation

    @property
    def sentences(self) -> str:
        """All that is said of where the score comes from, as one text: what a person saw who decided."""
        shares = (sentence for share in (*self.told.shares, *self.told.neutral) for sentence in share.sentences)
        return " ".join([self.text, *self.told.summary, *self.told.notes, *shares])


def outcome_of(one: Explained, t: Texts) -> Outcome:
    """Put a scored pair into words."""
    found = one.found
    return Outcome(
        score=found.quality_score,
        band=band(found.quality_score),
        chance=found.hire_probability,
        is_unknown=not found.applicant_coverage,
        text=summary(found, t),
        told=told(one.explanation, t),
        explanation=one.explanation,
    )
