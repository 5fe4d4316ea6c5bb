"""Fits the prior of a posting's words: a logistic regression on whether its applications ended in a hire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from model.features.job_words import PLACE, JobPrior

_PLACE_VALUE = 0.5
_MIN_JOBS = 4
_MAX_WORDS = 8000


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
    counts = Counter(term for job in terms for term in job)
    kept = sorted(
        (term for term, n in counts.most_common(_MAX_WORDS) if n >= _MIN_JOBS),
        key=lambda term: (term[0] != PLACE, term),
    )
    if not kept:
        return JobPrior.empty()
    vocabulary = {term: row for row, term in enumerate(kept)}
    rarity = np.array(
        [_PLACE_VALUE if term[0] == PLACE else log((1 + len(terms)) / (1 + counts[term])) + 1.0 for term in kept]
    )
    matrix, is_text = _values(terms, vocabulary, rarity)
    weight = np.concatenate([filled, open_])
    used = weight > 0
    labels = np.concatenate([np.ones(len(terms)), np.zeros(len(terms))])[used]
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=seed)
    model.fit(vstack([matrix, matrix]).tocsr()[used], labels, weight[used])
    coefficients = model.coef_[0]
    owner = np.repeat(np.arange(len(terms)), np.diff(matrix.indptr))[is_text]
    has_text = np.bincount(owner, minlength=len(terms)) > 0
    text = np.bincount(owner, (matrix.data * coefficients[matrix.indices])[is_text], len(terms))
    return JobPrior(vocabulary, rarity, coefficients, float(text[has_text].mean()) if has_text.any() else 0.0)


def _values(
    terms: Sequence[Sequence[str]], vocabulary: dict[str, int], rarity: NDArray[np.float64]
) -> tuple[Any, NDArray[np.bool_]]:
    """Values of the known terms by job, a text at unit length; and which of the values are of texts."""
    places = sum(term[0] == PLACE for term in vocabulary)
    rows = [sorted(vocabulary[term] for term in job if term in vocabulary) for job in terms]
    indices = np.array([column for row in rows for column in row], np.int32)
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    data = rarity[indices]
    owner = np.repeat(np.arange(len(rows)), np.diff(pointers))
    is_text = indices >= places
    square = np.bincount(owner[is_text], data[is_text] ** 2, len(rows))
    data = np.where(is_text, data / np.sqrt(np.maximum(square, 1e-12))[owner], data)
    return csr_matrix((data, indices, pointers), shape=(len(rows), len(vocabulary))), is_text
