"""Fits `model.features.affinity.Affinity` to the applications of people of whom something is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import svd
from scipy.sparse import csr_matrix, vstack
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from model.features import layout as at
from model.features.affinity import AREA_COUNT, LEVEL_ROWS, SKILLS, Affinity

_STOP = frozenset(
    [
        "a",
        "o",
        "e",
        "ou",
        "de",
        "da",
        "do",
        "em",
        "no",
        "na",
        "um",
        "uma",
        "para",
        "por",
        "com",
        "que",
        "se",
        "os",
        "as",
        "dos",
        "das",
        "nos",
        "nas",
        "ao",
        "the",
        "and",
        "of",
        "to",
        "in",
        "for",
        "is",
        "on",
        "with",
        "he",
        "ele",
        "his",
        "sr",
        "dr",
        "email",
        "telefone",
        "url",
        "cpf",
    ]
)
_MAX_WORDS = 6000
_MIN_TEXTS = 5
"""A word in fewer texts is left out: it may be a name."""
_RANK = 200
"""Axes of the latent semantic analysis (Deerwester et al., 1990) in between."""
_FEWEST = 50
"""With fewer applications nothing is fitted."""
_RARE = 0.02
"""A skill is rare if a smaller share of the postings requires it."""
_RIDGE = 2.0
"""Added to each side's covariance, in units of its mean variance."""
_STRENGTH = 0.3
"""Inverse of the penalty on the weights of areas."""
_SCALES = (1.0, 1.0, 1.0, 0.6, 0.3)
"""Relative scales of words, skills, skills in titles, areas and levels."""


@dataclass(frozen=True)
class Texts:
    """Words of texts as rows of a sparse matrix, each scaled to unit length; an empty text is an empty row."""

    vocabulary: dict[str, int]
    rarity: NDArray[np.float64]

    def rows(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        """TF-IDF of texts: of shape (n_texts, n_words)."""
        indices: list[int] = []
        pointers = [0]
        for words in texts:
            indices.extend(sorted({self.vocabulary[word] for word in words if word in self.vocabulary}))
            pointers.append(len(indices))
        data = self.rarity[indices]
        owner = np.repeat(np.arange(len(texts)), np.diff(pointers))
        length = np.sqrt(np.bincount(owner, data * data, len(texts)))
        return csr_matrix((data / length[owner], indices, pointers), shape=(len(texts), len(self.vocabulary)))


def known_words(texts: Sequence[Sequence[str]]) -> Texts:
    """Vocabulary of the most frequent words, with their inverse document frequency."""
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update({word for word in words if len(word) > 1 and word not in _STOP and not word.isdigit()})
    kept = sorted(((-n, word) for word, n in counts.items() if n >= _MIN_TEXTS))[:_MAX_WORDS]
    vocabulary = {word: row for row, (_, word) in enumerate(sorted(kept, key=lambda pair: pair[1]))}
    rarity = np.array([np.log((1 + len(texts)) / (1 + counts[word])) + 1.0 for word in vocabulary])
    return Texts(vocabulary, rarity)


@dataclass(frozen=True)
class Considered:
    """The data to fit to; jobs and texts are distinct, applications refer to them by row.

    Attributes
    ----------
    job_words : sequence of sequences of str
        Words of each job, without names of skills.
    bits, small : ndarray
        Rows of `model.features.columns.JobColumns`, aligned with `job_words`.
    text_words : sequence of sequences of str
        Words of each text of an applicant.
    text_pairs : ndarray of shape (n, 2), int64
        Job and text of each application, once per text.
    area_pairs : ndarray of shape (m, 2), int64
        Job and area of each application, once per area that the applicant names.
    area_weight : ndarray of shape (m,), float64
    """

    job_words: Sequence[Sequence[str]]
    bits: NDArray[np.uint64]
    small: NDArray[np.int32]
    text_words: Sequence[Sequence[str]]
    text_pairs: NDArray[np.int64]
    area_pairs: NDArray[np.int64]
    area_weight: NDArray[np.float64]


def fit(considered: Considered, seed: int) -> Affinity:
    """Fit the tables.

    Parameters
    ----------
    considered : Considered
    seed : int
        Seed of the randomised decomposition.
    """
    texts = known_words([*considered.job_words, *considered.text_words])
    rank = min(_RANK, len(texts.vocabulary) - 1, len(considered.job_words) + len(considered.text_words))
    if rank < at.DIMENSIONS:
        return Affinity.empty()
    jobs, people = texts.rows(considered.job_words), texts.rows(considered.text_words)
    with threadpool_limits(1):
        axes = TruncatedSVD(rank, random_state=seed, n_iter=4).fit(vstack([jobs, people])).components_
        profile = np.hstack([jobs @ axes.T, _given(considered.bits, considered.small)])
        profile *= _scales(rank)
        vector, job_bias, text, text_bias = _correlated(profile, people @ axes.T, considered.text_pairs)
        area, area_bias, usual = _areas(profile, considered)
    own_axes = np.eye(len(vector), at.AXES)
    weights = np.hstack([np.hstack([vector, area]) * _scales(rank)[:, None], own_axes])
    skills, titles, areas, levels = np.split(weights[rank:], [SKILLS, 2 * SKILLS, 2 * SKILLS + AREA_COUNT])
    rarity = texts.rarity[:, None]
    return Affinity(
        vocabulary=texts.vocabulary,
        squares=texts.rarity**2,
        jobs=np.ascontiguousarray(rarity * (axes.T @ weights[:rank]), np.float32),
        applicants=np.ascontiguousarray(rarity * (axes.T @ text), np.float32),
        skills=skills.astype(np.float32),
        titles=titles.astype(np.float32),
        areas=areas.astype(np.float32),
        levels=levels.astype(np.float32),
        job_bias=np.concatenate([job_bias, area_bias, np.zeros(at.AXES)]).astype(np.float32),
        applicant_bias=text_bias.astype(np.float32),
        usual=usual,
        rare=_rare(considered.bits),
    )


def _flags(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Bit sets as columns of 0 and 1."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little").astype(float)


def _asked(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Skills of which a job asks all or any."""
    firsts = (at.J_REQUIRED, *range(at.J_ANY, at.J_FAMILIES, at.SKILL_WORDS))
    asked: NDArray[np.uint64] = np.bitwise_or.reduce([bits[:, first : first + at.SKILL_WORDS] for first in firsts])
    return asked


def _given(bits: NDArray[np.uint64], small: NDArray[np.int32]) -> NDArray[np.float64]:
    """Skills, skills in titles, areas and levels of jobs: ndarray of shape (n, 2 SKILLS + AREA_COUNT + LEVEL_ROWS)."""
    skills = _flags(_asked(bits))
    skills /= np.sqrt(np.maximum(skills.sum(axis=1, keepdims=True), 1))
    titles = _flags(bits[:, at.J_TITLE : at.J_TITLE + at.SKILL_WORDS])
    areas = _flags(bits[:, at.J_AREAS : at.J_AREAS + 1])[:, :AREA_COUNT]
    levels = np.zeros((len(small), LEVEL_ROWS))
    for place in range(at.LEVELS):
        levels[np.arange(len(small)), place * at.ACADEMIC_LEVELS + small[:, place]] = 1.0
    return np.hstack([skills, titles, areas, levels])


def _scales(rank: int) -> NDArray[np.float64]:
    return np.repeat(_SCALES, [rank, SKILLS, SKILLS, AREA_COUNT, LEVEL_ROWS])


def _correlated(
    jobs: NDArray[np.float64], texts: NDArray[np.float64], pairs: NDArray[np.int64]
) -> tuple[NDArray[np.float64], ...]:
    """Regularised canonical correlation: weights and bias of both sides, the correlation shared between them."""
    if len(pairs) < _FEWEST:
        return np.zeros((jobs.shape[1], at.DIMENSIONS)), np.zeros(at.DIMENSIONS), *_no_text(texts)
    of_jobs, of_texts = jobs.mean(axis=0), texts[texts.any(axis=1)].mean(axis=0)
    left, right = _whitening(jobs - of_jobs), _whitening((texts - of_texts)[texts.any(axis=1)])
    together = (jobs[pairs[:, 0]] - of_jobs).T @ (texts[pairs[:, 1]] - of_texts) / len(pairs)
    # NumPy's driver, gesdd, did not converge for 145 jobs, fewer than columns; this one takes as long.
    u, correlation, v = svd(left @ together @ right, full_matrices=False, lapack_driver="gesvd")
    share = np.sqrt(correlation[: at.DIMENSIONS])
    # The sign of an axis is free: fixed, so that the same data give the same bytes.
    sign = np.where(u[np.abs(u).argmax(axis=0), np.arange(u.shape[1])] < 0, -1.0, 1.0)[: at.DIMENSIONS]
    job, text = left @ u[:, : at.DIMENSIONS] * share * sign, right @ v[: at.DIMENSIONS].T * share * sign
    return job, -of_jobs @ job, text, -of_texts @ text


def _no_text(texts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.zeros((texts.shape[1], at.DIMENSIONS)), np.zeros(at.DIMENSIONS)


def _whitening(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse square root of the rows' covariance with a ridge."""
    covariance = rows.T @ rows / len(rows)
    covariance += _RIDGE * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    values, axes = np.linalg.eigh(covariance)
    return np.asarray(axes / np.sqrt(values) @ axes.T)


def _areas(profile: NDArray[np.float64], considered: Considered) -> tuple[NDArray[np.float64], ...]:
    """Weights and bias of each area's logit, and the logarithm of its share."""
    pairs, weight = considered.area_pairs, considered.area_weight
    if len(pairs) < _FEWEST or len(np.unique(pairs[:, 1])) < 2:
        none = Affinity.empty()
        return np.zeros((profile.shape[1], AREA_COUNT)), np.zeros(AREA_COUNT), none.usual
    # One more application of each area to the average job, so that an area that nobody names is equally near to all.
    rows = np.vstack([profile[pairs[:, 0]], np.repeat(profile.mean(axis=0)[None], AREA_COUNT, axis=0)])
    area = np.concatenate([pairs[:, 1], np.arange(AREA_COUNT)])
    weight = np.concatenate([weight, np.ones(AREA_COUNT)])
    fitted = LogisticRegression(C=_STRENGTH, max_iter=500, tol=1e-3).fit(rows, area, weight)
    share = np.bincount(area, weight, AREA_COUNT) / weight.sum()
    return fitted.coef_.T, fitted.intercept_, np.log(share)


def _rare(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    share = _flags(_asked(bits)).mean(axis=0)
    return np.packbits(share < _RARE, bitorder="little").view(np.uint64)
