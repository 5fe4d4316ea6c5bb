"""A model that scores by titles alone, with few different scores, so that ties are the rule.

Of an applicant without a title nothing is known. The probability is the score's and the job's.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np

from data.contract.matches import RATIOS
from model.features import layout as at


class TitleColumns:
    """Titles by slot, and what a shard reads of a model's columns."""

    def __init__(self) -> None:
        self.titles: dict[int, str] = {}
        self.real = np.zeros((0, at.J_REAL))
        # What is read of them for drift: nobody has a skill.
        self.bits = np.zeros((1000, at.J_WORDS), np.uint64)
        self.small = np.zeros((1000, at.J_SMALL), np.int32)

    @property
    def known(self) -> Any:
        return self.real[:, at.REAL_COVERAGE] > 0

    def are_known(self, slots: Any) -> Any:
        return self.known[slots]

    @property
    def effects(self) -> Any:
        return self.real[:, at.J_EFFECT]

    def clear(self, slot: int) -> None:
        del self.titles[slot]
        self.real[slot] = 0

    def put(self, slot: int, entity: Any) -> None:
        title = getattr(entity, "titulo_vaga", None) or getattr(entity, "titulo_profissional", None) or ""
        self.titles[slot] = title
        self.real = np.pad(self.real, ((0, max(0, slot + 1 - len(self.real))), (0, 0)))
        self.real[slot, [at.REAL_COVERAGE, at.J_EFFECT]] = bool(title), effect(title)


class TitleScorer:
    """What a shard needs of a model; it has no bounds."""

    bounds = None

    def __init__(self, version: str = "titles") -> None:
        self.version = version

    def jobs(self) -> TitleColumns:
        return TitleColumns()

    applicants = jobs

    def score(self, jobs: Any, job_slots: Any, applicants: Any, applicant_slots: Any) -> Any:
        return np.array(
            [[score(jobs.titles[j], applicants.titles[a]) for a in applicant_slots] for j in job_slots], np.float64
        ).reshape(len(job_slots), len(applicant_slots))

    def probability(self, scores: Any, job_effects: Any) -> Any:
        return probability(scores, job_effects)

    def ratios(self, jobs: Any, job_slots: Any, applicants: Any, applicant_slots: Any) -> Any:
        return np.full((len(job_slots), len(RATIOS)), np.nan, np.float32)


def score(job: str, applicant: str) -> float:
    return float(crc32(f"{job}/{applicant}".encode()) % 7) * 10


def effect(job: str) -> float:
    return crc32(job.encode()) % 5 / 8


def probability(score: Any, job_effect: Any) -> Any:
    return score / 200 + job_effect / 2
