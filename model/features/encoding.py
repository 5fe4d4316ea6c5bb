"""Encodes an entity: its skills, levels, areas and text vectors as small arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import ApplicantDescription, JobDescription
from model.features import layout as at
from model.features.reading import Reader
from model.levels import levels
from model.skills.taxonomy import Taxonomy
from model.text.words import fold, words

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
    def arrays(self) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int8], NDArray[np.float64]]:
        """A row of each of the columns."""
        return self.bits, self.small, self.text, self.real

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


def encode_job(job: JobDescription, reader: Reader) -> EncodedJob:
    """Encode a job.

    Parameters
    ----------
    job : JobDescription
    reader : Reader
    """
    state = _state(job.estado)
    bits, small, text, real, features = reader.job(
        (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades, job.cidade, job.estado),
        (
            levels.english(job.nivel_ingles),
            levels.spanish(job.nivel_espanhol),
            levels.academic(job.nivel_academico),
            levels.seniority(job.nivel_profissional) or levels.seniority(job.titulo_vaga),
            levels.areas(job.areas_atuacao) | levels.areas(job.titulo_vaga),
            levels.contracts(job.tipo_contratacao),
            int(_affirmed(job.vaga_sap)),
            state >> 1,
            int(bool(state or job.cidade)),
        ),
    )
    return EncodedJob(bits, small, text, real, features)


def encode_applicant(applicant: ApplicantDescription, reader: Reader) -> Encoded:
    """Encode an applicant.

    Parameters
    ----------
    applicant : ApplicantDescription
    reader : Reader
    """
    title, certificates = applicant.titulo_profissional, applicant.certificacoes
    bits, small, text, real = reader.applicant(
        (title, applicant.conhecimentos_tecnicos, applicant.cv, certificates),
        (
            levels.english(applicant.nivel_ingles),
            levels.spanish(applicant.nivel_espanhol),
            levels.academic(applicant.nivel_academico),
            max(levels.seniority(applicant.nivel_profissional), levels.seniority(title)),
            levels.areas(applicant.area_de_atuacao) | levels.areas(title),
            levels.contracts(title),
            int(levels.certified(certificates)),
        ),
    )
    return Encoded(bits, small, text, real)
