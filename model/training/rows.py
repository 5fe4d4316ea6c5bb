"""The entities of labelled applications as numbers, encoded by the same code as in serving."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.features.affinity import Affinity
from model.features.channels import CHANNELS
from model.features.columns import ApplicantColumns, JobColumns
from model.features.encoding import Reader, applicant_words, job_words
from model.features.job_words import JobPrior, terms_of
from model.labelled.comparisons import Comparisons
from model.labelled.pairs import DECIDED, JUDGED, Pairs
from model.levels.levels import area_bits
from model.scoring import kernel
from model.skills.taxonomy import default
from model.training.affinity_fit import Considered, fit


@dataclass(frozen=True)
class Rows:
    """Applications as numbers, from which the job effect is learned.

    Attributes
    ----------
    job_features : ndarray of shape (n, len(JOB_FEATURES)), float32
    groups : ndarray of shape (n,), int64
        Number of the application's job.
    outcomes : ndarray of shape (n,), str
    """

    job_features: NDArray[np.float32]
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
        return Rows(self.job_features[kept], self.groups[kept], self.outcomes[kept])


class Entities:
    """The jobs and people of some applications, each read once.

    Parameters
    ----------
    pairs : Pairs

    Attributes
    ----------
    job_of, person_of : ndarray of shape (len(pairs),), int64
        Row of each application's job and person; jobs are numbered as `Pairs.groups` numbers them.
    known : ndarray of shape (len(pairs),), bool
        Whether anything is known of each application's person.
    terms : list of list of str
        Terms of each job, as `model.features.job_words` takes them.
    """

    def __init__(self, pairs: Pairs) -> None:
        taxonomy = default()
        self.job_of = pairs.groups
        first = np.unique(self.job_of, return_index=True)[1]
        self._jobs = [pairs.jobs[pairs.job_ids[row]] for row in first]
        ids, self.person_of = np.unique(pairs.applicant_ids, return_inverse=True)
        self._people = [pairs.applicants[str(key)] for key in ids]
        plain = Reader(taxonomy, Affinity.empty(), JobPrior.empty())
        jobs, people = self._columns(plain, np.ones(len(self._people), bool))[:2]
        self._bits, self._small = jobs.bits, jobs.small
        self._is_known = people.known[: len(self._people)]
        self._areas = area_bits(people.areas[: len(self._people)])
        self.known: NDArray[np.bool_] = self._is_known[self.person_of]
        self.terms = [terms_of(job) for job in self._jobs]
        self._job_words = [job_words(job, taxonomy) for job in self._jobs]
        texts = [
            (person, words)
            for person in np.flatnonzero(self._is_known)
            for words in applicant_words(self._people[person], taxonomy)
            if words
        ]
        self._text_owner = np.array([person for person, _ in texts], np.int64)
        self._texts = [words for _, words in texts]

    def affinity(self, kept: NDArray[np.bool_], seed: int) -> Affinity:
        """Fit the affinity to some of the applications only.

        Parameters
        ----------
        kept : ndarray of shape (len(pairs),), bool
        seed : int
        """
        kept = kept & self.known
        jobs, job_rows = np.unique(self.job_of[kept], return_inverse=True)
        people = self.person_of[kept]
        has_text = np.isin(self._text_owner, people)
        owner, texts = self._text_owner[has_text], np.flatnonzero(has_text)
        # one row per application and text of its person
        begin, end = np.searchsorted(owner, people), np.searchsorted(owner, people, side="right")
        count = end - begin
        application = np.repeat(np.arange(len(people)), count)
        text = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(begin, count)
        named = self._areas[people]
        row, area = np.nonzero(named)
        return fit(
            Considered(
                job_words=[self._job_words[job] for job in jobs],
                bits=self._bits[jobs],
                small=self._small[jobs],
                text_words=[self._texts[place] for place in texts],
                text_pairs=np.column_stack([job_rows[application], text]),
                area_pairs=np.column_stack([job_rows[row], area]),
                area_weight=1.0 / named.sum(axis=1)[row],
            ),
            seed,
        )

    def rows(self, pairs: Pairs, affinity: Affinity) -> Rows:
        """The applications as numbers, under one affinity."""
        none = np.zeros(len(self._people), bool)
        features = self._columns(Reader(default(), affinity, JobPrior.empty()), none)[2]
        return Rows(features[self.job_of], self.job_of, pairs.outcomes)

    def codes(self, compared: Comparisons, folds: NDArray[np.int64], seed: int) -> NDArray[np.int32]:
        """Codes of pairs, each under an affinity that never saw the pair's job.

        Parameters
        ----------
        compared : Comparisons
        folds : ndarray of shape (len(pairs),), int64
            Fold of each application; all of a job are in one.
        seed : int

        Returns
        -------
        ndarray of shape (len(compared.jobs), len(CHANNELS)), int32
        """
        codes = np.empty((len(compared.jobs), len(CHANNELS)), np.int32)
        fold_of = folds[compared.jobs]
        for fold in range(int(folds.max()) + 1):
            reader = Reader(default(), self.affinity(folds != fold, seed), JobPrior.empty())
            jobs, people, _ = self._columns(reader, self._is_known)
            places = np.flatnonzero(fold_of == fold)
            found = np.empty((len(places), len(CHANNELS)), np.int32)
            of_jobs, of_people = self.job_of[compared.jobs[places]], self.person_of[compared.people[places]]
            kernel.codes_of(jobs.arrays, of_jobs, people.arrays, of_people, found)
            codes[places] = found
        return codes

    def _columns(
        self, reader: Reader, read: NDArray[np.bool_]
    ) -> tuple[JobColumns, ApplicantColumns, NDArray[np.float32]]:
        """Columns of the jobs, columns of the people in use (others are "no data"), and the job features."""
        jobs = JobColumns(reader.encode_job, len(self._jobs))
        people = ApplicantColumns(reader.encode_applicant, len(self._people))
        features = []
        for slot, job in enumerate(self._jobs):
            encoded = reader.encode_job(job)
            jobs.put_encoded(slot, encoded)
            features.append(encoded.effect_features)
        for slot in np.flatnonzero(read).tolist():
            people.put(slot, self._people[slot])
        return jobs, people, np.array(features)
