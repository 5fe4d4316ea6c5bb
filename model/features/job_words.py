"""A linear model, in log-odds, of how easily a posting is filled, from its words.

A logistic regression on the words of title, requirements and activities, and on those of the job's place.
The job forest uses the structured fields; the calibration weighs the two.
"""

# ruff: noqa: PLC0415 - serving starts without what only training needs

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import JobDescription
from model.text.words import BREAKS, words

PLACE = "@"
"""Marks the words of a place."""
_PLACE_VALUE = 0.5
_MIN_JOBS = 4
_MAX_WORDS = 8000


@dataclass(frozen=True)
class JobPrior:
    """Log-odds of words.

    Attributes
    ----------
    vocabulary : dict of str to int
        Row of each known word, in order; words of a place begin with ``@`` and stand first.
    rarity : ndarray of shape (n_words,), float64
        Inverse document frequency; 0.5 for words of a place, which are not scaled to unit length.
    weight : ndarray of shape (n_words,), float64
        Log-odds of a word at value one.
    centre : float
        Mean of the text's part over the training jobs: no text counts as the mean.
    """

    vocabulary: dict[str, int]
    rarity: NDArray[np.float64]
    weight: NDArray[np.float64]
    centre: float

    @classmethod
    def empty(cls) -> JobPrior:
        """A prior without words."""
        return cls({}, np.zeros(0), np.zeros(0), 0.0)

    @property
    def values(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The contribution of each word, and its part of the squared length of a text."""
        return self.rarity * self.weight, self.rarity * self.rarity

    @cached_property
    def _values(self) -> tuple[list[float], list[float]]:
        values, squares = self.values
        return values.tolist(), squares.tolist()

    @cached_property
    def _places(self) -> int:
        return sum(term[0] == PLACE for term in self.vocabulary)

    def of(self, terms: Iterable[str]) -> tuple[float, float]:
        """Log-odds of a job's text and of its place.

        Parameters
        ----------
        terms : iterable of str
            From `terms_of`.
        """
        text, square, place = 0.0, 0.0, 0.0
        lookup, places = self.vocabulary, self._places
        values, squares = self._values
        for row in sorted([lookup[term] for term in lookup.keys() & terms]):
            if row < places:
                place += values[row]
            else:
                text += values[row]
                square += squares[row]
        return (text / sqrt(square) - self.centre if square else 0.0), place


def terms_of(job: JobDescription) -> list[str]:
    """Terms of a job in order: each word of its texts once, and each word of its place, marked."""
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    terms = {word for text in texts for word in words(text)}
    terms |= {f"{PLACE}{word}" for place in (job.cidade, job.estado) for word in words(place) if word not in BREAKS}
    return sorted(terms - BREAKS)


def fit(
    terms: Sequence[Sequence[str]],
    filled: NDArray[np.float64],
    open_: NDArray[np.float64],
    seed: int,
    strength: float = 0.5,
) -> JobPrior:
    """Fit the prior.

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each job.
    filled, open_ : ndarray of shape (n_jobs,), float64
        Weight of its hired and of its other applications.
    seed : int
    strength : float, default 0.5
        Inverse of the ridge penalty.
    """
    from scipy.sparse import csr_matrix, vstack  # training only
    from sklearn.linear_model import LogisticRegression

    counts = Counter(term for job in terms for term in job)
    kept = sorted(
        (term for term, n in counts.most_common(_MAX_WORDS) if n >= _MIN_JOBS),
        key=lambda term: (term[0] != PLACE, term),
    )
    vocabulary = {term: row for row, term in enumerate(kept)}
    rarity = np.array(
        [_PLACE_VALUE if term[0] == PLACE else log((1 + len(terms)) / (1 + counts[term])) + 1.0 for term in kept]
    )
    if not kept:
        return JobPrior.empty()
    places = sum(term[0] == PLACE for term in kept)
    rows = [sorted(vocabulary[term] for term in job if term in vocabulary) for job in terms]
    indices = np.array([column for row in rows for column in row], np.int32)
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    data = rarity[indices]
    owner = np.repeat(np.arange(len(rows)), np.diff(pointers))
    is_text = indices >= places
    square = np.bincount(owner[is_text], data[is_text] ** 2, len(rows))
    data = np.where(is_text, data / np.sqrt(np.maximum(square, 1e-12))[owner], data)
    matrix = csr_matrix((data, indices, pointers), shape=(len(rows), len(kept)))
    weight = np.concatenate([filled, open_])
    used = weight > 0
    labels = np.concatenate([np.ones(len(rows)), np.zeros(len(rows))])[used]
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=seed)
    model.fit(vstack([matrix, matrix]).tocsr()[used], labels, weight[used])
    coefficients = model.coef_[0]
    text = np.bincount(owner[is_text], (data * coefficients[indices])[is_text], len(rows))
    return JobPrior(vocabulary, rarity, coefficients, float(text[square > 0].mean()) if (square > 0).any() else 0.0)
