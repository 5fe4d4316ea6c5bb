"""A linear model, in log-odds, of how easily a posting is filled, from its words (`model.training.job_words_fit`).

It takes the words of title, requirements and activities, and those of the job's place. The job forest uses the
structured fields; the calibration weighs the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import JobDescription
from model.text.words import BREAKS, words

PLACE = "@"
"""Marks the words of a place."""


class Prior(NamedTuple):
    """A `JobPrior` as the compiled code takes it.

    Attributes
    ----------
    values : ndarray of shape (n_words,), float64
        The contribution of each word.
    squares : ndarray of shape (n_words,), float64
        Its part of the squared length of a text.
    places : int
        How many words of places stand first.
    centre : float
    """

    values: NDArray[np.float64]
    squares: NDArray[np.float64]
    places: int
    centre: float


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

    @cached_property
    def compiled(self) -> Prior:
        """The prior, as an argument of the kernels."""
        places = sum(term[0] == PLACE for term in self.vocabulary)
        return Prior(self.rarity * self.weight, self.rarity * self.rarity, places, self.centre)

    def of(self, terms: Iterable[str]) -> tuple[float, float]:
        """Log-odds of a job's text and of its place.

        Parameters
        ----------
        terms : iterable of str
            From `terms_of`.
        """
        text, square, place = 0.0, 0.0, 0.0
        lookup, (values, squares, places, centre) = self.vocabulary, self.compiled
        for row in sorted([lookup[term] for term in lookup.keys() & terms]):
            if row < places:
                place += values[row]
            else:
                text += values[row]
                square += squares[row]
        return (float(text / sqrt(square) - centre) if square else 0.0), float(place)


def terms_of(job: JobDescription) -> list[str]:
    """Terms of a job in order: each word of its texts once, and each word of its place, marked."""
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    terms = {word for text in texts for word in words(text)}
    terms |= {f"{PLACE}{word}" for place in (job.cidade, job.estado) for word in words(place) if word not in BREAKS}
    return sorted(terms - BREAKS)
