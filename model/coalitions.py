"""A pair with some of the recruiter's categories at "no data", and with single things improved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model import layout as at
from model.encoding import Encoded, EncodedJob
from model.features import GROUPS, JOB_FEATURES
from model.shapley import ABSENT, COALITIONS
from model.taxonomy import Taxonomy, members

if TYPE_CHECKING:
    from model.scorer import Scorer

_TECHNICAL, _ACADEMIC, _LANGUAGES, _AREA, _SENIORITY, _CONTRACT = range(len(GROUPS))
_JOB_GROUP = np.array([GROUPS.index(feature.group) for feature in JOB_FEATURES])
_KEPT = ~ABSENT[:, _JOB_GROUP]
_ALL = np.arange(COALITIONS)


def worth(scorer: Scorer, job: EncodedJob, applicant: Encoded) -> NDArray[np.float64]:
    """Score of each coalition: ndarray of shape (64,), float64; an absent group is "no data" on both sides."""
    jobs, applicants = scorer.jobs(COALITIONS), scorer.applicants(COALITIONS)
    jobs.fill(job)
    applicants.fill(applicant)
    technical = ABSENT[:, _TECHNICAL]
    jobs.bits[technical, at.J_REQUIRED : at.J_FAMILIES + 1] = 0
    jobs.small[technical, at.J_COUNT_REQUIRED :] = 0
    jobs.real[technical, at.REAL_INVERSE] = 0.0
    applicants.bits[technical, at.A_SKILLS : at.A_FAMILIES + 1] = 0
    applicants.small[technical, at.A_COUNT_SKILLS :] = 0
    applicants.real[technical, at.REAL_INVERSE] = 0.0
    for group, places in (
        (_ACADEMIC, (at.ACADEMIC,)),
        (_LANGUAGES, (at.ENGLISH, at.SPANISH)),
        (_SENIORITY, (at.SENIORITY,)),
    ):
        for place in places:
            jobs.small[ABSENT[:, group], place] = 0
            applicants.small[ABSENT[:, group], place] = 0
    for group, asked, held in ((_AREA, at.J_AREAS, at.A_AREAS), (_CONTRACT, at.J_CONTRACTS, at.A_CONTRACTS)):
        jobs.bits[ABSENT[:, group], asked] = 0
        applicants.bits[ABSENT[:, group], held] = 0
    jobs.real[:, at.J_EFFECT] = scorer.coalition_effects(job.effect_features, _JOB_GROUP, _KEPT)
    return scorer.score_aligned(jobs, _ALL, applicants, _ALL)


def improved(scorer: Scorer, taxonomy: Taxonomy, job: EncodedJob, applicant: Encoded) -> list[tuple[str, int, float]]:
    """Score after each single thing that the applicant could bring.

    Returns
    -------
    list of (kind, what, score)
        `kind` is ``skill`` (`what`: its number), ``english``, ``spanish``, ``academic``, ``seniority``
        (`what`: the level asked) or ``area`` (`what`: the job's areas).
    """
    changes: list[tuple[str, int]] = [("skill", skill) for skill in members(missing_skills(job, applicant))]
    for kind, place in (
        ("english", at.ENGLISH),
        ("spanish", at.SPANISH),
        ("academic", at.ACADEMIC),
        ("seniority", at.SENIORITY),
    ):
        if job.small[place] > max(applicant.small[place], 1):
            changes.append((kind, int(job.small[place])))
    if job.bits[at.J_AREAS] and not job.bits[at.J_AREAS] & applicant.bits[at.A_AREAS]:
        changes.append(("area", int(job.bits[at.J_AREAS])))
    if not changes:
        return []
    jobs, applicants = scorer.jobs(1), scorer.applicants(len(changes))
    jobs.put_encoded(0, job)
    applicants.fill(applicant)
    held = joined(applicant.bits, at.A_SKILLS)
    for row, (kind, what) in enumerate(changes):
        if kind == "skill":
            skills = held | taxonomy.implied(what)
            applicants.bits[row, at.A_SKILLS : at.A_FAMILIES] = [
                skills >> shift & 0xFFFFFFFFFFFFFFFF for shift in (0, 64, 128, 192)
            ]
            applicants.bits[row, at.A_FAMILIES] = taxonomy.families_of(skills)
            applicants.small[row, at.A_COUNT_SKILLS] = skills.bit_count()
            applicants.small[row, at.A_SAID] = 1
            applicants.small[row, at.A_INVERSE_SKILLS] = at.inverse(skills.bit_count())
        elif kind == "area":
            applicants.bits[row, at.A_AREAS] |= np.uint64(what)
        else:
            applicants.small[
                row,
                {"english": at.ENGLISH, "spanish": at.SPANISH, "academic": at.ACADEMIC, "seniority": at.SENIORITY}[
                    kind
                ],
            ] = what
    scores = scorer.score(jobs, [0], applicants, np.arange(len(changes)))[0]
    return [(kind, what, float(score)) for (kind, what), score in zip(changes, scores, strict=True)]


def joined(bits: NDArray[np.uint64], first: int) -> int:
    """A skill set of four words as one integer."""
    return sum(int(bits[first + word]) << 64 * word for word in range(at.SKILL_WORDS))


def missing_skills(job: Encoded, applicant: Encoded) -> int:
    """Skills required and not held, as a bit set."""
    return joined(job.bits, at.J_REQUIRED) & ~joined(applicant.bits, at.A_SKILLS)
