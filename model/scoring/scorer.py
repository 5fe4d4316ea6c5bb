"""Scores one pair of a job and an applicant, or blocks of millions of pairs, from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.contract.entities import ApplicantDescription, JobDescription
from model.features import layout as at
from model.features.channels import CHANNELS, TABLES
from model.features.columns import ApplicantColumns, JobColumns
from model.features.definitions import JOB_FEATURES
from model.features.encoding import Encoded, EncodedJob, Reader
from model.scoring import artifact as artifacts
from model.scoring import kernel
from model.scoring.additive import by_code
from model.scoring.bounds import Bounds
from model.scoring.masks import compiled
from model.scoring.pair import PairScore, PairScorer
from model.scoring.ratios import ratios_of
from model.skills.taxonomy import default
from model.text.settled import settled

MOST_ODDS = 36.0
"""Log-odds beyond which a 64-bit score is exactly 0 or 100."""
_LEAST = 1e-300
"""Stands in a logarithm for 0: far beyond `MOST_ODDS`."""

JOBS_KEPT = 4096
"""Number of jobs whose encoding is cached: a worker gives every job to each of its shards, but encodes it once."""


class Scorer:
    """Scores pairs with one trained model.

    Parameters
    ----------
    artifact : Artifact
        From `model.scoring.artifact.read`.

    Attributes
    ----------
    version : str
        Name of the model, ``rf-`` and 12 hexadecimal digits of the artifact's digest.
    base_rate : float
        Share of hired among the decided applications it was trained on.
    """

    def __init__(self, artifact: artifacts.Artifact) -> None:
        self.artifact = artifact
        self.version: str = artifact.version
        self.base_rate: float = artifact.base_rate
        self._reader = Reader(default(), artifact.affinity, artifact.prior, artifact.least_fields)
        try:
            masks, leaves = compiled(artifact.pairs, TABLES, artifact.pair_weight)
        except (ValueError, IndexError) as error:
            raise artifacts.ArtifactRefused(f"{artifacts.ARRAYS}: the forest can't be compiled ({error})") from error
        additive = by_code(artifact.additive)
        additive[: CHANNELS[0].size] -= artifact.centre[-1]  # every pair has one code of the first channel
        self._forest = kernel.Compiled(masks.ravel(), artifact.pairs.trees, leaves.ravel(), additive)
        self._of_coalitions = artifact.centre[-1] - artifact.centre
        self._job_part = kernel.JobPart(
            artifact.jobs.packed, artifact.intercept, artifact.job_weight, artifact.prior_weight, artifact.smoothing
        )
        nothing = np.zeros((1, len(JOB_FEATURES)), np.float32)
        self._job_effects = settled(kernel.job_effects, nothing, self._job_part, np.empty(1))
        self._base_odds = float(np.log(self.base_rate / (1.0 - self.base_rate)))
        self._encoded_job = lru_cache(JOBS_KEPT)(self.encode_job)
        job, applicant = JobDescription.model_validate({}), ApplicantDescription.model_validate({})
        self._score_pair = PairScorer(self._forest, self.encode_job(job), self.encode_applicant(applicant))

    @classmethod
    def load(cls, folder: Path) -> Scorer:
        """Load one artifact folder.

        Parameters
        ----------
        folder : Path

        Raises
        ------
        model.registry.ArtifactRefused
            If it is missing, damaged, foreign or made for other features.
        """
        return cls(artifacts.read(Path(folder)))

    def jobs(self, capacity: int = 16) -> JobColumns:
        """New empty columns for jobs, bound to this model."""
        return JobColumns(self._encoded_job, capacity)

    def applicants(self, capacity: int = 16) -> ApplicantColumns:
        """New empty columns for applicants, bound to this model."""
        return ApplicantColumns(self.encode_applicant, capacity)

    @cached_property
    def bounds(self) -> Bounds | None:
        """What pairs score at most; None where the model's log-odds are too large for the bounds' slack."""
        leaves, additive = self._forest.leaves, self._forest.additive
        return Bounds(self.artifact.pairs, leaves, additive) if Bounds.fits(leaves, additive) else None

    @property
    def forest(self) -> kernel.Compiled:
        """The match part, as an argument of the kernels."""
        return self._forest

    @property
    def reader(self) -> Reader:
        """The reader of texts for this model."""
        return self._reader

    def encode_job(self, job: JobDescription) -> EncodedJob:
        """Encode a job for this model's columns, with its effect."""
        encoded = self._reader.encode_job(job)
        encoded.real[at.J_EFFECT] = self.job_effects(encoded.effect_features[None, :])[0]
        return encoded

    def encode_applicant(self, applicant: ApplicantDescription) -> Encoded:
        """Encode an applicant for this model's columns."""
        return self._reader.encode_applicant(applicant)

    def job_effects(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The job effects in log-odds, with the intercept.

        Parameters
        ----------
        features : ndarray of shape (n, len(JOB_FEATURES)), float32

        Returns
        -------
        ndarray of shape (n,), float64
        """
        out = np.empty(len(features))
        self._job_effects(np.ascontiguousarray(features), self._job_part, out)
        return out

    def coalitions(self, codes: NDArray[np.int32]) -> NDArray[np.float64]:
        """Score of a pair for every coalition of the recruiter's categories, relative to those who were considered.

        Parameters
        ----------
        codes : ndarray of shape (64, len(CHANNELS)), int32
            Codes of the pair, with those of absent categories at 0.
        """
        out = np.empty(len(codes))
        kernel.score_codes(codes, self._of_coalitions, self._forest, out)
        return out

    def score(
        self,
        jobs: JobColumns,
        job_slots: ArrayLike,
        applicants: ApplicantColumns,
        applicant_slots: ArrayLike,
        out: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """Quality scores of all jobs of a block with all its applicants.

        The same pair has the same score, to the last bit, in every block. Runs on the calling thread and
        releases the GIL.

        Parameters
        ----------
        jobs, applicants : JobColumns, ApplicantColumns
        job_slots, applicant_slots : array_like of int
        out : ndarray of shape (n_jobs, n_applicants), float64, optional
            Written and returned instead of a new array.

        Returns
        -------
        ndarray of shape (n_jobs, n_applicants), float64

        Raises
        ------
        IndexError
            If a slot is outside the columns.
        ValueError
            If `out` has another shape or type.
        """
        rows, columns = _slots(job_slots, jobs.capacity), _slots(applicant_slots, applicants.capacity)
        if out is None:
            out = np.empty((len(rows), len(columns)))
        elif out.shape != (len(rows), len(columns)) or out.dtype != np.float64:
            raise ValueError(f"out must be float64 of shape {(len(rows), len(columns))}")
        kernel.score_block(jobs.arrays, rows, applicants.arrays, columns, self._forest, out)
        return out

    def score_aligned(
        self, jobs: JobColumns, job_slots: ArrayLike, applicants: ApplicantColumns, applicant_slots: ArrayLike
    ) -> NDArray[np.float64]:
        """Quality score of aligned pairs: ndarray of shape (n,), float64; see `score`."""
        rows, columns = _slots(job_slots, jobs.capacity), _slots(applicant_slots, applicants.capacity)
        if len(rows) != len(columns):
            raise ValueError("aligned pairs need as many jobs as applicants")
        out = np.empty(len(rows))
        kernel.score_pairs(jobs.arrays, rows, applicants.arrays, columns, self._forest, out)
        return out

    def codes(
        self, jobs: JobColumns, job_slots: ArrayLike, applicants: ApplicantColumns, applicant_slots: ArrayLike
    ) -> NDArray[np.int32]:
        """Codes of aligned pairs: ndarray of shape (n, len(CHANNELS)), int32 (`model.features.channels`)."""
        rows, columns = _slots(job_slots, jobs.capacity), _slots(applicant_slots, applicants.capacity)
        out = np.empty((len(rows), len(CHANNELS)), np.int32)
        kernel.codes_of(jobs.arrays, rows, applicants.arrays, columns, out)
        return out

    def probability(self, score: ArrayLike, effect: ArrayLike) -> NDArray[np.float64]:
        """Calibrated chance of a hire; how easily the job is filled is part of it.

        Parameters
        ----------
        score : array_like of float
            Quality scores, 0..100.
        effect : array_like of float
            Effect of each pair's job: `JobColumns.effects`.
        """
        score = np.asarray(score, np.float64)
        match = np.log(np.maximum(score, _LEAST)) - np.log(np.maximum(100.0 - score, _LEAST))
        match = np.minimum(np.maximum(match, -MOST_ODDS), MOST_ODDS)
        odds = self._base_odds + np.asarray(effect, np.float64) + self.artifact.match_weight * match
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))

    def ratios(
        self, jobs: JobColumns, job_slots: ArrayLike, applicants: ApplicantColumns, applicant_slots: ArrayLike
    ) -> NDArray[np.float32]:
        """The ratios of aligned pairs, which recruiters read beside the score.

        Returns
        -------
        ndarray of shape (n, len(RATIOS)), float32
            0..1; NaN is "no data" on one side.
        """
        rows, columns = _slots(job_slots, jobs.capacity), _slots(applicant_slots, applicants.capacity)
        return ratios_of(jobs, rows, applicants, columns)

    def match(self, job: JobDescription, applicant: ApplicantDescription) -> PairScore:
        """Score one pair; the result has the same bits as in any block.

        Parameters
        ----------
        job : JobDescription
        applicant : ApplicantDescription
        """
        asked, held = self._encoded_job(job), self.encode_applicant(applicant)
        score, ratios = self._score_pair(asked, held)
        chance = self._chance(score, float(asked.real[at.J_EFFECT]))
        return PairScore(score, chance, ratios, (asked.coverage + held.coverage) / 2, held.coverage)

    def _chance(self, score: float, effect: float) -> float:
        """`probability` of one pair, to the same bits: NumPy's logarithms, and Python's numbers, which are quicker."""
        match = float(np.log(max(score, _LEAST))) - float(np.log(max(100.0 - score, _LEAST)))
        match = min(max(match, -MOST_ODDS), MOST_ODDS)
        odds = self._base_odds + effect + self.artifact.match_weight * match
        return 1.0 / (1.0 + float(np.exp(-odds)))


def _slots(slots: ArrayLike | Sequence[int], capacity: int) -> NDArray[np.int64]:
    array = np.ascontiguousarray(slots, np.int64)
    if array.ndim != 1:
        raise ValueError("slots are one-dimensional")
    if len(array) and (int(array.min()) < 0 or int(array.max()) >= capacity):
        raise IndexError("a slot is outside the columns")
    return array
