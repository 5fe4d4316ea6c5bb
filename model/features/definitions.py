"""The definition of a feature, the recruiter's categories, and the features of a job by itself.

The features of a pair stand in `model.features.channels`. One definition for all: training, stream and gateway.
"""

# ruff: noqa: E501 - a table of features reads by line

from __future__ import annotations

from dataclasses import dataclass

from model.features import layout as at
from model.levels.levels import AREAS, CONTRACTS
from model.skills.taxonomy import default

JOB_AXES = at.AXES
"""Number of axes of a posting's words among the job features."""
LINEAR = 2
"""Number of job features at the end that enter linearly, beside the job forest."""

GROUPS = ("technical", "academic", "languages", "area", "seniority", "contract")
"""The recruiter's categories; every feature belongs to one."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature.

    Attributes
    ----------
    name : str
    group : str
        One of `GROUPS`.
    side : str
        ``pair`` for the match part, ``job`` for the job effect.
    meaning, span, missing : str
        What it measures, between which values, and what stands for "no data".
    direction : int
        1: a higher value never lowers the score; 0: free.
    """

    name: str
    group: str
    side: str
    meaning: str
    span: str
    missing: str
    direction: int


def _job_features() -> tuple[Feature, ...]:
    def job(name: str, group: str, meaning: str, span: str, missing: str = "0") -> Feature:
        return Feature(f"job_{name}", group, "job", meaning, span, missing, 0)

    yes = "0 or 1"
    return (
        job("required", "technical", "number of skills required", "0..256"),
        job("title_skills", "technical", "number of skills in the title", "0..256"),
        job("nice", "technical", "number of skills named in the activities only", "0..256"),
        job("words", "technical", "logarithm of one plus the number of words", "0.."),
        job("english", "languages", "level asked", "0..5"),
        job("spanish", "languages", "level asked", "0..5"),
        job("academic", "academic", "level asked", "0..8"),
        job("seniority", "seniority", "level asked", "0..8"),
        job("sap", "technical", "asked as an SAP job", yes),
        job("state_sao_paulo", "area", "in the state of São Paulo", yes),
        job("place_given", "area", "names city or state", yes),
        *(job(f"contract_{name}", "contract", f"offers {name}", yes) for name in CONTRACTS),
        *(job(f"area_{bit}", "area", f"is of the area {name}", yes) for bit, (name, _, _) in enumerate(AREAS)),
        *(job(f"family_{name}", "technical", f"requires skills of the family {name}", yes) for name in default().families),
        *(job(f"text_{axis}", "technical", "axis of the words, by latent semantic analysis, to unit length", "-1..1") for axis in range(JOB_AXES)),
        job("words_prior", "technical", "what its words say about its being filled; enters linearly", "log-odds"),
        job("place_prior", "area", "what its place says about its being filled; enters linearly", "log-odds"),
    )  # fmt: skip


JOB_FEATURES: tuple[Feature, ...] = _job_features()
"""Features of the job effect, in the order of the matrix's columns."""
JOB_COLUMN = {feature.name: column for column, feature in enumerate(JOB_FEATURES)}
"""Column of each job feature, by name."""
