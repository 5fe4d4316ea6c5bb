"""The texts of an entity become its numbers: what follows the folding is compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import entity_kernel as kernel
from model import layout as at
from model.features import JOB_FEATURES
from model.phrases import NAMED, WIDTH
from model.prior import PLACE, JobPrior
from model.taxonomy import Taxonomy
from model.text import joined
from model.vectors import DIMENSIONS, TextVectors
from model.word_table import WordTable


class Reader:
    """Reads texts for one model: every word that taxonomy, text vectors or prior know has a number.

    Parameters
    ----------
    taxonomy : Taxonomy
    vectors : TextVectors
    prior : JobPrior
    """

    def __init__(self, taxonomy: Taxonomy, vectors: TextVectors, prior: JobPrior) -> None:
        phrases = taxonomy.phrases
        places = [term for term in prior.vocabulary if term[0] == PLACE]
        numbers = dict(phrases.numbers)
        for word in (*vectors.vocabulary, *(term.removeprefix(PLACE) for term in prior.vocabulary)):
            numbers.setdefault(word, len(numbers) + 1)
        words = np.zeros((len(numbers) + 1, kernel.COLUMNS), np.int32)
        words[: len(phrases.words), :WIDTH] = phrases.words
        for word, row in vectors.vocabulary.items():
            words[numbers[word], kernel.VECTOR] = row + 1
        for term, row in prior.vocabulary.items():
            words[numbers[term.removeprefix(PLACE)], kernel.PLACE if term[0] == PLACE else kernel.PRIOR] = row + 1
        self._table = WordTable(numbers).arrays
        self._words: tuple[Any, ...] = (words, phrases.names, phrases.sets, taxonomy.family_sets, vectors.table)
        sap = int(words[numbers["sap"], NAMED]) if "sap" in numbers else 0
        self._prior: tuple[Any, ...] = (*prior.values, len(places), prior.centre, sap)

    def job(
        self, texts: tuple[str | None, ...], told: tuple[int, ...]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int8], NDArray[np.float64], NDArray[np.float32]]:
        """Numbers of a job.

        Parameters
        ----------
        texts : tuple of str or None
            Title, requirements, activities, city, state.
        told : tuple of int
            Levels of English, Spanish, education and seniority, areas, contracts; whether it is asked as an SAP job,
            is in the state of São Paulo, names a place.

        Returns
        -------
        bits, small, text, real, features
            As in `model.encoding.EncodedJob`, without its effect.
        """
        bits, small = np.zeros(at.J_WORDS, np.uint64), np.zeros(at.J_SMALL, np.int32)
        vector, real = np.empty(DIMENSIONS, np.int8), np.zeros(at.J_REAL)
        features = np.empty(len(JOB_FEATURES), np.float32)
        kernel.job(joined(*texts), *self._table, *self._words, *self._prior, *told, bits, small, vector, real, features)  # type: ignore[call-arg]
        return bits, small, vector, real, features

    def applicant(
        self, texts: tuple[str | None, ...], told: tuple[int, ...]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int8], NDArray[np.float64]]:
        """Numbers of an applicant.

        Parameters
        ----------
        texts : tuple of str or None
            Title, skills, curriculum, certificates.
        told : tuple of int
            Levels of English, Spanish, education and seniority, areas, contracts; whether certified.

        Returns
        -------
        bits, small, text, real
            As in `model.encoding.Encoded`.
        """
        bits, small = np.zeros(at.A_WORDS, np.uint64), np.zeros(at.A_SMALL, np.int32)
        vector, real = np.empty(DIMENSIONS, np.int8), np.empty(at.A_REAL)
        kernel.applicant(joined(*texts), *self._table, *self._words, *told, bits, small, vector, real)  # type: ignore[call-arg]
        return bits, small, vector, real
