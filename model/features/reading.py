"""Reads the texts of an entity into numbers: folds them in Python, and calls the compiled rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.features import entity_kernel as kernel
from model.features import layout as at
from model.features.affinity import Affinity
from model.features.definitions import JOB_FEATURES
from model.features.job_words import PLACE, JobPrior
from model.skills.taxonomy import Taxonomy
from model.text.phrases import NAMED, WIDTH
from model.text.word_table import WordTable
from model.text.words import joined


class Reader:
    """Reads texts for one model: every word of its taxonomy, affinity or prior has a number.

    Parameters
    ----------
    taxonomy : Taxonomy
    affinity : Affinity
    prior : JobPrior
    least_fields : int, default 1
        Number of fields in which something must be understood for a person to count as known.
    """

    def __init__(self, taxonomy: Taxonomy, affinity: Affinity, prior: JobPrior, least_fields: int = 1) -> None:
        phrases = taxonomy.phrases
        places = [term for term in prior.vocabulary if term[0] == PLACE]
        numbers = dict(phrases.numbers)
        for word in (*affinity.vocabulary, *(term.removeprefix(PLACE) for term in prior.vocabulary)):
            numbers.setdefault(word, len(numbers) + 1)
        words = np.zeros((len(numbers) + 1, kernel.COLUMNS), np.int32)
        words[: len(phrases.words), :WIDTH] = phrases.words
        for word, row in affinity.vocabulary.items():
            words[numbers[word], kernel.VECTOR] = row + 1
        for term, row in prior.vocabulary.items():
            words[numbers[term.removeprefix(PLACE)], kernel.PLACE if term[0] == PLACE else kernel.PRIOR] = row + 1
        self._table = WordTable(numbers).arrays
        self._asked: tuple[Any, ...] = (
            words, phrases.names, phrases.own, taxonomy.family_sets, affinity.rare,
            affinity.squares, affinity.jobs, affinity.job_bias, affinity.skills, affinity.titles,
            affinity.areas, affinity.levels, affinity.usual,
        )  # fmt: skip
        self._held: tuple[Any, ...] = (
            words, phrases.names, phrases.sets, taxonomy.family_sets,
            affinity.squares, affinity.applicants, affinity.applicant_bias, least_fields
        )  # fmt: skip
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
            As in `model.features.encoding.EncodedJob`, without its effect.
        """
        bits, small = np.zeros(at.J_WORDS, np.uint64), np.zeros(at.J_SMALL, np.int32)
        text, real = np.zeros(at.J_TEXT, np.int8), np.zeros(at.J_REAL)
        features = np.empty(len(JOB_FEATURES), np.float32)
        kernel.job(joined(*texts), *self._table, *self._asked, *self._prior, *told, bits, small, text, real, features)  # type: ignore[call-arg]
        return bits, small, text, real, features

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
            As in `model.features.encoding.Encoded`.
        """
        bits, small = np.zeros(at.A_WORDS, np.uint64), np.zeros(at.A_SMALL, np.int32)
        text, real = np.empty(at.A_TEXT, np.int8), np.empty(at.A_REAL)
        kernel.applicant(joined(*texts), *self._table, *self._held, *told, bits, small, text, real)  # type: ignore[call-arg]
        return bits, small, text, real
