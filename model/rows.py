"""Labelled pairs as numbers, computed by the very code that serves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model import kernel
from model import layout as at
from model.additive import steps
from model.columns import ApplicantColumns, JobColumns
from model.encoding import applicant_words, encode_applicant, encode_job, job_words
from model.features import matrix
from model.pairs import DECIDED, JUDGED, Pairs
from model.prior import JobPrior
from model.reading import Reader
from model.taxonomy import default
from model.vectors import TextVectors, fit


@dataclass(frozen=True)
class Rows:
    """Pairs as numbers.

    Attributes
    ----------
    job_features : ndarray of shape (n, len(JOB_FEATURES)), float32
    pair_features : ndarray of shape (n, len(PAIR_FEATURES)), float32
    steps : ndarray of shape (n, n_steps), float64
        Of the additive part.
    groups : ndarray of shape (n,), int64
        Number of the pair's job.
    outcomes : ndarray of shape (n,), str
    """

    job_features: NDArray[np.float32]
    pair_features: NDArray[np.float32]
    steps: NDArray[np.float64]
    groups: NDArray[np.int64]
    outcomes: NDArray[np.str_]

    @property
    def hired(self) -> NDArray[np.bool_]:
        """Whether the application ended in a hire."""
        return np.asarray(self.outcomes == "hired")

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether the application has ended."""
        return np.isin(self.outcomes, [outcome.value for outcome in DECIDED])

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Whether the applicant was hired or rejected."""
        return np.isin(self.outcomes, [outcome.value for outcome in JUDGED])

    def take(self, kept: NDArray[np.bool_]) -> Rows:
        """Keep some rows."""
        return Rows(
            self.job_features[kept], self.pair_features[kept], self.steps[kept], self.groups[kept], self.outcomes[kept]
        )


def fit_vectors(pairs: Pairs, seed: int) -> TextVectors:
    """Fit the text vectors on the entities of the training pairs."""
    taxonomy = default()
    texts = [job_words(pairs.jobs[key], taxonomy) for key in sorted(set(pairs.job_ids))]
    texts += [applicant_words(pairs.applicants[key], taxonomy) for key in sorted(set(pairs.applicant_ids))]
    return fit([text for text in texts if text], seed)


def rows_of(pairs: Pairs, vectors: TextVectors, prior: JobPrior) -> Rows:
    """Compute the features of labelled pairs.

    Parameters
    ----------
    pairs : Pairs
    vectors : TextVectors
    prior : JobPrior
    """
    reader = Reader(default(), vectors, prior)
    jobs = JobColumns(lambda job: encode_job(job, reader))
    applicants = ApplicantColumns(lambda applicant: encode_applicant(applicant, reader))
    job_slots: dict[str, int] = {}
    applicant_slots: dict[str, int] = {}
    effects = []
    for key in pairs.job_ids:
        if key not in job_slots:
            job_slots[key] = len(job_slots)
            encoded = encode_job(pairs.jobs[key], reader)
            jobs.put_encoded(job_slots[key], encoded)
            effects.append(encoded.effect_features)
    for key in pairs.applicant_ids:
        if key not in applicant_slots:
            applicant_slots[key] = len(applicant_slots)
            applicants.put(applicant_slots[key], pairs.applicants[key])
    rows = np.array([job_slots[key] for key in pairs.job_ids], np.int64)
    columns = np.array([applicant_slots[key] for key in pairs.applicant_ids], np.int64)
    codes = np.empty((len(rows), at.CHANNELS), np.int32)
    kernel.codes_of(*jobs.arrays, rows, *applicants.arrays, columns, codes)
    return Rows(np.array(effects)[rows], matrix(codes), steps(codes), pairs.groups, pairs.outcomes)
