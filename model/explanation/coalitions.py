"""Scores of a pair without some of the recruiter's categories, and with single improvements of the applicant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.features import layout as at
from model.features.channels import GROUP
from model.features.encoding import Encoded, EncodedJob
from model.levels.spans import HIGHEST, SPANS, span
from model.scoring.scorer import Scorer
from model.scoring.shapley import ABSENT
from model.skills.taxonomy import Taxonomy, members

BASE = 50.0
"""Score of the empty coalition: the average person who was considered."""
_KEPT = ~ABSENT[:, GROUP]


def worth(scorer: Scorer, codes: NDArray[np.int32], score: float) -> NDArray[np.float64]:
    """Score of each coalition: ndarray of shape (64,), float64.

    An absent category counts as "no data" on both sides: in the pair, and in the considered people beside whom it is
    scored.

    Parameters
    ----------
    scorer : Scorer
    codes : ndarray of shape (len(CHANNELS),), int32
        Of the pair.
    score : float
        Score of the pair: that of the full coalition.
    """
    values = scorer.coalitions(np.asarray(codes * _KEPT, np.int32))
    values[0], values[-1] = BASE, score
    return values


def improved(scorer: Scorer, taxonomy: Taxonomy, job: EncodedJob, applicant: Encoded) -> list[tuple[str, int, float]]:
    """Score after each single thing that the applicant could bring.

    Returns
    -------
    list of (kind, what, score)
        `kind` is ``skill`` (`what`: its number), ``english``, ``spanish``, ``academic``, ``seniority``
        (`what`: the level asked) or ``area`` (`what`: the job's areas).
    """
    missing = missing_skills(job, applicant)
    for group in missing_groups(job, applicant):
        missing |= group
    changes: list[tuple[str, int]] = [("skill", skill) for skill in members(missing)]
    places = {"english": at.ENGLISH, "spanish": at.SPANISH, "academic": at.ACADEMIC, "seniority": at.SENIORITY}
    for kind, place in places.items():
        held = HIGHEST[applicant.small[place]] if place == at.SENIORITY else max(applicant.small[place], 1)
        if job.small[place] > held:
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
                skills >> 64 * word & 0xFFFFFFFFFFFFFFFF for word in range(at.SKILL_WORDS)
            ]
            applicants.bits[row, at.A_FAMILIES] = taxonomy.families_of(skills)
            applicants.small[row, at.A_SAID] = 1
        elif kind == "area":
            applicants.bits[row, at.A_AREAS] |= np.uint64(what)
        else:
            held_before = SPANS[applicant.small[at.SENIORITY]] if kind == "seniority" else ()
            applicants.small[row, places[kind]] = span(what, *held_before)
    applicants.small[:, at.A_KNOWN] = 1
    scores = scorer.score(jobs, [0], applicants, np.arange(len(changes)))[0]
    return [(kind, what, float(score)) for (kind, what), score in zip(changes, scores, strict=True)]


def joined(bits: NDArray[np.uint64], first: int) -> int:
    """A skill set as one integer."""
    return sum(int(bits[first + word]) << 64 * word for word in range(at.SKILL_WORDS))


def groups(job: Encoded) -> list[int]:
    """Groups of skills of which the job requires any, as bit sets."""
    return [joined(job.bits, at.J_ANY + at.SKILL_WORDS * group) for group in range(int(job.small[at.J_GROUPS]))]


def found_skills(job: Encoded, applicant: Encoded) -> int:
    """Skills required, all or any, and held, as a bit set."""
    asked = joined(job.bits, at.J_REQUIRED)
    for group in groups(job):
        asked |= group
    return asked & joined(applicant.bits, at.A_SKILLS)


def missing_groups(job: Encoded, applicant: Encoded) -> list[int]:
    """Groups of which none is held."""
    held = joined(applicant.bits, at.A_SKILLS)
    return [group for group in groups(job) if not group & held]


def missing_skills(job: Encoded, applicant: Encoded) -> int:
    """Skills that are all required, and not held, as a bit set."""
    return joined(job.bits, at.J_REQUIRED) & ~joined(applicant.bits, at.A_SKILLS)


def missing_titles(taxonomy: Taxonomy, job: Encoded, applicant: Encoded) -> list[str]:
    """Titles of required skills that are not held; a group of which none is held counts as one."""
    titles = taxonomy.titles_of(missing_skills(job, applicant))
    return titles + [" / ".join(taxonomy.titles_of(group)) for group in missing_groups(job, applicant)]
