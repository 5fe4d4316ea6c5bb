"""Why a pair has its score: contributions that add up, evidence, what would raise it, reasons."""

from __future__ import annotations

from dataclasses import dataclass

from data.contract.entities import ApplicantDescription, JobDescription
from model.explanation import evidence
from model.explanation.coalitions import BASE, found_skills, improved, joined, missing_titles, worth
from model.explanation.evidence import Evidence
from model.explanation.reasons import LEVEL_FIELDS, Reason, improvement, level_of, reasons
from model.features import layout as at
from model.features.channels import PLACE
from model.features.definitions import GROUPS
from model.levels.levels import area_names
from model.scoring.scorer import Scorer
from model.scoring.shapley import shapley
from model.skills.taxonomy import default

_IMPROVEMENTS = 3
_LEAST_GAIN = 0.05


@dataclass(frozen=True, slots=True)
class Level:
    """A level asked and the level held; None is "no data"."""

    asked: str | None
    held: str | None


@dataclass(frozen=True, slots=True)
class Improvement:
    """A single change that would raise the score, and the score after it.

    Attributes
    ----------
    kind : str
        ``skill``, ``english``, ``spanish``, ``academic``, ``seniority`` or ``area``.
    what : list of str
        The skill's title, the level's name, or the names of the job's areas.
    quality_score, gain : float
        The score after it, and how much more that is.
    """

    kind: str
    what: list[str]
    quality_score: float
    gain: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a pair's score.

    Attributes
    ----------
    model_version : str
    quality_score : float
        The same score as that of `Scorer.match`.
    base : float
        50, the average person who was considered.
    contributions : dict of str to float
        Shapley value of each of `model.features.definitions.GROUPS`; with `base` they add up to `quality_score`.
    skills_found, skills_missing, skills_nice : list of str
        Titles of the required skills; of several of which any suffices, those that are found, or all in one that is
        missing. `skills_nice` are held ones that are welcome, or that only the activities name.
    levels : dict of str to Level
        ``academic``, ``english``, ``spanish``, ``seniority``.
    areas_asked, areas_held : list of str
    improvements : list of Improvement
        The single changes that would raise the score most, best first.
    reasons : list of Reason
    data_coverage : float
    job_read, applicant_read : list of Evidence
        All facts read of each side, with the words they were read from. Empty: nothing was understood.
    """

    model_version: str
    quality_score: float
    base: float
    contributions: dict[str, float]
    skills_found: list[str]
    skills_missing: list[str]
    skills_nice: list[str]
    levels: dict[str, Level]
    areas_asked: list[str]
    areas_held: list[str]
    improvements: list[Improvement]
    reasons: list[Reason]
    data_coverage: float
    job_read: list[Evidence]
    applicant_read: list[Evidence]


def explain_pair(scorer: Scorer, job: JobDescription, applicant: ApplicantDescription) -> Explanation:
    """Explain one pair.

    Parameters
    ----------
    scorer : Scorer
    job : JobDescription
    applicant : ApplicantDescription
    """
    taxonomy = default()
    asked, held = scorer.encode_job(job), scorer.encode_applicant(applicant)
    jobs, applicants = scorer.jobs(1), scorer.applicants(1)
    jobs.put_encoded(0, asked)
    applicants.put_encoded(0, held)
    codes = scorer.codes(jobs, [0], applicants, [0])[0]
    score = float(scorer.score(jobs, [0], applicants, [0])[0, 0])
    contributions = dict(zip(GROUPS, shapley(worth(scorer, codes, score)).tolist(), strict=True))
    better = sorted(improved(scorer, taxonomy, asked, held), key=lambda change: (-change[2], change[0], change[1]))
    return Explanation(
        model_version=scorer.version,
        quality_score=score,
        base=BASE,
        contributions=contributions,
        skills_found=taxonomy.titles_of(found_skills(asked, held)),
        skills_missing=missing_titles(taxonomy, asked, held),
        skills_nice=taxonomy.titles_of(joined(asked.bits, at.J_NICE) & joined(held.bits, at.A_SKILLS)),
        levels={
            name: Level(*(names[level] or None for level in level_of(asked, held, place)))
            for name, _, place, names in LEVEL_FIELDS
        },
        areas_asked=area_names(asked.bits[at.J_AREAS]),
        areas_held=area_names(held.bits[at.A_AREAS]),
        improvements=[
            Improvement(kind, improvement(taxonomy, kind, what), after, after - score)
            for kind, what, after in better[:_IMPROVEMENTS]
            if after - score >= _LEAST_GAIN
        ],
        reasons=reasons(taxonomy, asked, held, int(codes[PLACE["area"]])),
        data_coverage=(asked.coverage + held.coverage) / 2,
        job_read=evidence.of_job(scorer, job),
        applicant_read=evidence.of_applicant(scorer, applicant),
    )
