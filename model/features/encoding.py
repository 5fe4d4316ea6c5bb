"""Encodes an entity: its skills, levels, areas and text vectors as small arrays.

Texts are folded here; what follows is compiled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import ApplicantDescription, JobDescription
from model.features import entity_kernel as kernel
from model.features import layout as at
from model.features.affinity import Affinity
from model.features.definitions import JOB_FEATURES
from model.features.job_words import PLACE, JobPrior
from model.features.vector_kernel import Profile, Vectors
from model.levels import levels
from model.levels.spans import span
from model.skills.taxonomy import Taxonomy
from model.text.phrases import NAMED, WIDTH
from model.text.settled import settled
from model.text.word_table import WordTable
from model.text.words import fold, joined, words

_YES = {"sim", "s", "yes", "true", "1"}
_SAO_PAULO = {"sao paulo", "sp"}


@dataclass(slots=True)
class Encoded:
    """One side of a pair.

    Attributes
    ----------
    bits : ndarray of shape (J_WORDS,) or (A_WORDS,), uint64
        See `model.features.layout`.
    small : ndarray of shape (J_SMALL,) or (A_SMALL,), int32
        Levels and counts.
    text : ndarray of shape (J_TEXT,) or (A_TEXT,), int8
        Text vectors; of a job, how near each area of work is.
    real : ndarray of shape (J_REAL,) or (A_REAL,), float64
        Coverage; one over each text vector's length, 0.0 is "no text"; of a job, the effect.
    """

    bits: NDArray[np.uint64]
    small: NDArray[np.int32]
    text: NDArray[np.int8]
    real: NDArray[np.float64]

    @property
    def arrays(self) -> at.Arrays:
        """A row of each of the columns."""
        return at.Arrays(self.bits, self.small, self.text, self.real)

    @property
    def coverage(self) -> float:
        """Share of the entity's fields in which something was understood, 0..1."""
        return float(self.real[at.REAL_COVERAGE])


@dataclass(slots=True)
class EncodedJob(Encoded):
    """An encoded job, with the features from which a model computes the job effect.

    Attributes
    ----------
    effect_features : ndarray of shape (len(JOB_FEATURES),), float32
    """

    effect_features: NDArray[np.float32]


def job_words(job: JobDescription, taxonomy: Taxonomy) -> list[str]:
    """Words of a job's texts beside skill names."""
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    return [word for text in texts for word in _rest(text, taxonomy)]


def applicant_words(applicant: ApplicantDescription, taxonomy: Taxonomy) -> list[list[str]]:
    """Words of each of an applicant's texts beside skill names: title, knowledge, curriculum."""
    return [
        _rest(text, taxonomy)
        for text in (applicant.titulo_profissional, applicant.conhecimentos_tecnicos, applicant.cv)
    ]


def _rest(text: str | None, taxonomy: Taxonomy) -> list[str]:
    return taxonomy.find(words(text)).rest


@lru_cache(4096)
def _affirmed(text: str | None) -> bool:
    return text is not None and fold(text) in _YES


@lru_cache(4096)
def _state(text: str | None) -> int:
    """2 for the state of São Paulo, 1 for another, 0 for none."""
    folded = fold(text) if text else ""
    return 2 if folded in _SAO_PAULO else int(bool(folded))


def _job_arrays() -> at.Arrays:
    return at.Arrays(
        np.zeros(at.J_WORDS, np.uint64), np.zeros(at.J_SMALL, np.int32), np.zeros(at.J_TEXT, np.int8),
        np.zeros(at.J_REAL),
    )  # fmt: skip


def _effect_features() -> NDArray[np.float32]:
    return np.empty(len(JOB_FEATURES), np.float32)


def _applicant_arrays() -> at.Arrays:
    return at.Arrays(
        np.zeros(at.A_WORDS, np.uint64), np.zeros(at.A_SMALL, np.int32), np.empty(at.A_TEXT, np.int8),
        np.empty(at.A_REAL),
    )  # fmt: skip


class Reader:
    """Encodes entities for one model: every word of its taxonomy, affinity or prior has a number.

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
        numbers = dict(phrases.numbers)
        for word in (*affinity.vocabulary, *(term.removeprefix(PLACE) for term in prior.vocabulary)):
            numbers.setdefault(word, len(numbers) + 1)
        words = np.zeros((len(numbers) + 1, kernel.COLUMNS), np.int32)
        words[: len(phrases.words), :WIDTH] = phrases.words
        for word, row in affinity.vocabulary.items():
            words[numbers[word], kernel.VECTOR] = row + 1
        for term, row in prior.vocabulary.items():
            words[numbers[term.removeprefix(PLACE)], kernel.PLACE if term[0] == PLACE else kernel.PRIOR] = row + 1
        table = WordTable(numbers).arrays
        self._asked = kernel.JobTables(
            table,
            phrases.posting._replace(words=words),
            taxonomy.family_sets,
            affinity.rare,
            Vectors(affinity.jobs, affinity.squares, affinity.job_bias),
            Profile(affinity.skills, affinity.titles, affinity.areas, affinity.levels),
            affinity.usual,
            prior.compiled,
            int(words[numbers["sap"], NAMED]) if "sap" in numbers else 0,
        )
        self._held = kernel.ApplicantTables(
            table,
            phrases.person._replace(words=words),
            taxonomy.family_sets,
            Vectors(affinity.applicants, affinity.squares, affinity.applicant_bias),
            least_fields,
        )
        nothing = joined("")
        self._read_job = settled(
            kernel.job, nothing, self._asked, kernel.JobFields(*[0] * 9), _job_arrays(), _effect_features()
        )
        self._read_applicant = settled(
            kernel.applicant, nothing, self._held, kernel.ApplicantFields(*[0] * 7), _applicant_arrays()
        )

    def encode_job(self, job: JobDescription) -> EncodedJob:
        """Encode a job; its effect is left for a model to write.

        Parameters
        ----------
        job : JobDescription
        """
        title, state = job.titulo_vaga, _state(job.estado)
        if seniority := levels.seniority(job.nivel_profissional):
            areas = levels.areas(title)
        else:
            seniority, areas = levels.of_title(title)
        fields = kernel.JobFields(
            levels.english(job.nivel_ingles),
            levels.spanish(job.nivel_espanhol),
            levels.academic(job.nivel_academico),
            seniority,
            levels.areas(job.areas_atuacao) | areas,
            levels.contracts(job.tipo_contratacao),
            int(_affirmed(job.vaga_sap)),
            state >> 1,
            int(bool(state or job.cidade)),
        )
        texts = joined(title, job.competencias_tecnicas_requeridas, job.principais_atividades, job.cidade, job.estado)
        out, features = _job_arrays(), _effect_features()
        self._read_job(texts, self._asked, fields, out, features)
        return EncodedJob(*out, features)

    def encode_applicant(self, applicant: ApplicantDescription) -> Encoded:
        """Encode an applicant.

        Parameters
        ----------
        applicant : ApplicantDescription
        """
        title, certificates = applicant.titulo_profissional, applicant.certificacoes
        seniority, areas = levels.of_title(title)
        fields = kernel.ApplicantFields(
            levels.english(applicant.nivel_ingles),
            levels.spanish(applicant.nivel_espanhol),
            levels.academic(applicant.nivel_academico),
            span(levels.seniority(applicant.nivel_profissional), seniority),
            levels.areas(applicant.area_de_atuacao) | areas,
            levels.contracts(title),
            int(levels.certified(certificates)),
        )
        out = _applicant_arrays()
        self._read_applicant(
            joined(title, applicant.conhecimentos_tecnicos, applicant.cv, certificates), self._held, fields, out
        )
        return Encoded(*out)
