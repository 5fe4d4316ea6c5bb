"""A model that scores by titles alone, with few different scores, so that ties are the rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from data.matches import RATIOS


@dataclass
class TitleColumns:
    titles: dict[int, str] = field(default_factory=dict)

    def clear(self, slot: int) -> None:
        del self.titles[slot]

    def put(self, slot: int, entity: Any) -> None:
        self.titles[slot] = getattr(entity, "titulo_vaga", None) or getattr(entity, "titulo_profissional", None) or ""


class TitleScorer:
    """What a shard needs of a model."""

    def __init__(self, version: str = "titles") -> None:
        self.version = version

    def jobs(self) -> TitleColumns:
        return TitleColumns()

    applicants = jobs

    def score(self, jobs: Any, job_slots: Any, applicants: Any, applicant_slots: Any) -> Any:
        return np.array(
            [[score(jobs.titles[j], applicants.titles[a]) for a in applicant_slots] for j in job_slots], np.float64
        ).reshape(len(job_slots), len(applicant_slots))

    def probability(self, scores: Any) -> Any:
        return scores / 200

    def ratios(self, jobs: Any, job_slots: Any, applicants: Any, applicant_slots: Any) -> Any:
        return np.full((len(job_slots), len(RATIOS)), np.nan, np.float32)


def score(job: str, applicant: str) -> float:
    return float(crc32(f"{job}/{applicant}".encode()) % 7) * 10
