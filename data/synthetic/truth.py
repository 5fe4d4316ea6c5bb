"""The truth of the synthetic world: who is considered for a job, and who of those is hired.

Both depend only on the two records, so a model that reads them well can come as close to the best possible figures as
its data allows. Both weigh the same facts about a pair, each between 0 and 1, and no fact raises one and lowers the
other:

- the share of the required skills that the applicant's texts name, and that of the welcome ones;
- the area: the same 1, a related one (both technology) 0.4, another one or none 0;
- academic level, English and Spanish: high enough 1, one rank short 0.5, lower 0.1, not given 0;
- seniority, which is to fit: the rank asked or one above 1, one rank further 0.5, further 0.1, not given 0.

But for seniority, more never lowers a fact; a person who says nothing has its lowest value.

    log-odds of consideration = CONSIDERATION . facts
    log-odds of a hire        = INTERCEPT + job effect + HIRE . facts

The first compares an applicant with a person of whom nothing is known (0.0), for the same place in the same job. Places
are few, and each goes to one of the people of the time, with a chance in proportion to the exponential. The number of
places of a job does not depend on it. The second is of a decided application; the job effect says how hard a job is to
fill (contract, seniority, SAP or not).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from data.synthetic.areas import technical
from data.synthetic.facts import SENIORITY, ApplicantFacts, JobFacts


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the facts about a pair."""

    skills: float
    welcome: float
    area: float
    levels: tuple[float, float, float, float]
    """Academic level, English, Spanish, seniority."""


CONSIDERATION = Weights(skills=8.5, welcome=2.0, area=2.0, levels=(0.3, 0.4, 0.2, 0.5))
HIRE = Weights(skills=4.0, welcome=1.0, area=1.5, levels=(1.0, 1.0, 0.0, 1.0))
INTERCEPT = -5.55
"""Set so that about a quarter of the decided applications are hires."""

_RELATED_AREA = 0.4
_ONE_RANK_SHORT, _SHORTER = 0.5, 0.1

_CONTRACT = {
    "clt full": 0.7,
    "clt full, pj/autonomo": 0.7,
    "cooperado": -0.4,
    "pj/autonomo": -0.4,
    "hunting": -1.2,
}
_NO_CONTRACT = -0.4
_SAP = -0.7
_SENIOR = -0.5


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one decided application."""

    probability: float
    job_effect: float
    match_effect: float


def consideration(job: JobFacts, applicant: ApplicantFacts) -> float:
    """How much likelier this applicant is considered for a job than a person of whom nothing is known.

    Parameters
    ----------
    job : JobFacts
        From `job_facts`.
    applicant : ApplicantFacts
        From `applicant_facts`.

    Returns
    -------
    float
        The log-odds: 0.0 for `NOTHING_KNOWN`, never less.
    """
    return _weighed(CONSIDERATION, job, applicant)


def truth(job: JobFacts, applicant: ApplicantFacts) -> Truth:
    """Probability of a hire.

    Parameters
    ----------
    job : JobFacts
        From `job_facts`.
    applicant : ApplicantFacts
        From `applicant_facts`.

    Returns
    -------
    Truth
        The probability and the two effects, in logits, that with `INTERCEPT` add up to it.
    """
    effect = (
        _CONTRACT.get(job.contract, _NO_CONTRACT)
        + (_SAP if job.sap else 0.0)
        + (_SENIOR if (job.levels[3] or 0) >= SENIORITY["senior"] else 0.0)
    )
    match = _weighed(HIRE, job, applicant)
    return Truth(1.0 / (1.0 + math.exp(-INTERCEPT - effect - match)), effect, match)


def area_fit(asked: str, held: frozenset[str]) -> float:
    """How well the applicant's areas fit the job's, from 0 to 1."""
    if asked and asked in held:
        return 1.0
    return _RELATED_AREA if technical(asked) and any(map(technical, held)) else 0.0


def level_fit(asked: int | None, held: int | None) -> float:
    """How well a level suffices, from 0 to 1; if none is asked, all levels are equal."""
    if asked is None or held is None:
        return 0.0
    if held >= asked:
        return 1.0
    return _ONE_RANK_SHORT if held == asked - 1 else _SHORTER


def seniority_fit(asked: int | None, held: int | None) -> float:
    """How well a seniority fits, from 0 to 1: one rank above what is asked is as good as what is asked."""
    if asked is None or held is None or held <= asked + 1:
        return level_fit(asked, held)
    return _ONE_RANK_SHORT if held == asked + 2 else _SHORTER


LEVEL_FITS = (level_fit, level_fit, level_fit, seniority_fit)
"""How well each of `Levels` fits."""


def _weighed(weights: Weights, job: JobFacts, applicant: ApplicantFacts) -> float:
    total = 0.0
    for weight, named in ((weights.skills, job.skills), (weights.welcome, job.welcome)):
        total += weight * len(named & applicant.skills) / max(1, len(named))
    total += weights.area * area_fit(job.area, applicant.areas)
    for weight, fit, asked, held in zip(weights.levels, LEVEL_FITS, job.levels, applicant.levels, strict=True):
        total += weight * fit(asked, held)
    return total
