"""Texts as short vectors of 8-bit integers: latent semantic analysis, fitted on the training rows only.

TF-IDF and a truncated singular value decomposition (Deerwester et al., 1990) give a dense vector; it is
scaled to 8 bits, so that a dot product is exact in integers and the same on every machine and in every
block. Names of skills are taken out first (`model.taxonomy`): they are compared one by one, and one more
skill leaves the similarity as it was.
"""

# ruff: noqa: PLC0415 - serving starts without what only training needs

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 32
"""Length of a text vector."""
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


@dataclass(frozen=True)
class TextVectors:
    """What each word adds to the vector of a text.

    Attributes
    ----------
    vocabulary : dict of str to int
        Row of each known word.
    table : ndarray of shape (n_words, DIMENSIONS), float32
        Each word's share of the vector: inverse document frequency times its component.
    """

    vocabulary: dict[str, int]
    table: NDArray[np.float32]


def fit(texts: Sequence[Sequence[str]], seed: int, max_words: int = 6000, min_texts: int = 5) -> TextVectors:
    """Fit the vectors on the words of many texts.

    Parameters
    ----------
    texts : sequence of sequences of str
        Words of each training text, names of skills taken out.
    seed : int
        Of the randomised decomposition.
    max_words : int, default 6000
        The most frequent words kept.
    min_texts : int, default 5
        Rarer words are left out: they may be names.
    """
    from scipy.sparse import csr_matrix  # training only: serving starts without SciPy and scikit-learn
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    counts: Counter[str] = Counter()
    for words in texts:
        counts.update({word for word in words if len(word) > 1 and word not in _STOP and not word.isdigit()})
    kept = sorted(((-n, word) for word, n in counts.items() if n >= min_texts))[:max_words]
    if len(kept) <= DIMENSIONS:
        return TextVectors({}, np.zeros((0, DIMENSIONS), np.float32))
    vocabulary = {word: row for row, (_, word) in enumerate(sorted(kept, key=lambda pair: pair[1]))}
    weight = np.zeros(len(vocabulary))
    for negative, word in kept:
        weight[vocabulary[word]] = np.log((1 + len(texts)) / (1 - negative)) + 1.0
    indices: list[int] = []
    pointers = [0]
    for words in texts:
        indices.extend(sorted({vocabulary[word] for word in words if word in vocabulary}))
        pointers.append(len(indices))
    data = weight[indices]
    matrix = csr_matrix((data, indices, pointers), shape=(len(texts), len(vocabulary)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = csr_matrix(
        (data / np.repeat(np.maximum(lengths, 1e-12), np.diff(pointers)), indices, pointers), shape=matrix.shape
    )
    with threadpool_limits(1):
        svd = TruncatedSVD(DIMENSIONS, random_state=seed, n_iter=4).fit(matrix)
    return TextVectors(vocabulary, np.ascontiguousarray((svd.components_ * weight).T, dtype=np.float32))
