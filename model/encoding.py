"""One entity, read once: its skills, levels, areas and text vector as small arrays."""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from data.entities import ApplicantDescription, JobDescription
from model import layout as at
from model import levels
from model.features import JOB_AXES
from model.prior import JobPrior, terms_in
from model.taxonomy import Taxonomy
from model.text import BREAK, fold, words
from model.vectors import TextVectors

_JOB = Struct(f"<{at.J_WORDS}Q")
_APPLICANT = Struct(f"<{at.A_WORDS}Q")
_SKILLS = 64 * at.SKILL_WORDS
_CONTRACTS, _AREAS = len(levels.CONTRACTS), len(levels.AREAS)
_NO_CERTIFICATE = {"nao", "nenhuma", "nenhum", "no", "none", "n", "nao possui"}


@dataclass(slots=True)
class Encoded:
    """One side of a pair.

    Attributes
    ----------
    bits : list of int
        64-bit words, see `model.layout`.
    small : list of int
        Levels and counts.
    text : ndarray of shape (DIMENSIONS,), int8
    inverse : float
        One over the text vector's length; 0.0 is "no text".
    coverage : float
        Share of the side's fields that say something understood, 0..1.
    """

    bits: list[int]
    small: list[int]
    text: NDArray[np.int8]
    inverse: float
    coverage: float


@dataclass(slots=True)
class EncodedJob(Encoded):
    """A job, with the features of the job effect, and that effect once a model has worked it out.

    Attributes
    ----------
    effect_features : ndarray of shape (len(JOB_FEATURES),), float32
    effect : float
        Log-odds that the job brings to each of its pairs.
    """

    effect_features: NDArray[np.float32]
    effect: float = 0.0


def _words_of(layout: Struct, *sets: int) -> list[int]:
    """64-bit words of skill sets, families, areas and contracts: the last three are a word each."""
    *skills, families, areas, contracts = sets
    joined = contracts << 128 | areas << 64 | families
    for held in reversed(skills):
        joined = joined << _SKILLS | held
    return list(layout.unpack(joined.to_bytes(layout.size, "little")))


def _covered(*said: object) -> float:
    return sum(map(bool, said)) / len(said)


def job_words(job: JobDescription, taxonomy: Taxonomy) -> list[str]:
    """Words of a job's text beside skill names: what text vectors are fitted on."""
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    return [word for text in texts for word in taxonomy.find(words(text)).rest if word != BREAK]


def applicant_words(applicant: ApplicantDescription, taxonomy: Taxonomy) -> list[str]:
    """Words of an applicant's text beside skill names."""
    texts = (applicant.titulo_profissional, applicant.conhecimentos_tecnicos, applicant.cv)
    return [word for text in texts for word in taxonomy.find(words(text)).rest if word != BREAK]


def encode_job(job: JobDescription, taxonomy: Taxonomy, vectors: TextVectors, prior: JobPrior) -> EncodedJob:
    """Encode a job.

    Parameters
    ----------
    job : JobDescription
    taxonomy : Taxonomy
    vectors : TextVectors
    prior : JobPrior
    """
    texts = [words(job.titulo_vaga), words(job.competencias_tecnicas_requeridas), words(job.principais_atividades)]
    title, asked, tasks = (taxonomy.find(text) for text in texts)
    sap = job.vaga_sap is not None and fold(job.vaga_sap) in {"sim", "s", "yes", "true", "1"}
    required = title.skills | asked.skills
    if sap:
        required |= taxonomy.find(["sap"]).skills
    nice = tasks.skills & ~required
    if not required:  # nothing in the fields for it: the activities say what is required
        required, nice = nice, 0
    families = taxonomy.families_of(required)
    areas = levels.areas(job.areas_atuacao) | levels.areas(job.titulo_vaga)
    contracts = levels.contracts(job.tipo_contratacao)
    seniority = levels.seniority(job.nivel_profissional) or levels.seniority(job.titulo_vaga)
    level = [
        levels.language(job.nivel_ingles),
        levels.language(job.nivel_espanhol),
        levels.academic(job.nivel_academico),
        seniority,
    ]
    rest = title.rest + asked.rest + tasks.rest
    text, inverse = vectors.encode(rest)
    counts = [required.bit_count(), title.skills.bit_count(), nice.bit_count(), families.bit_count()]
    state = fold(job.estado) if job.estado else ""
    flags = contracts | areas << _CONTRACTS | families << _CONTRACTS + _AREAS
    told = [*counts[:3], log1p(len(rest)), *level, sap, state in {"sao paulo", "sp"}, bool(state or job.cidade)]
    effect = np.concatenate(
        [
            np.array(told, np.float32),
            np.unpackbits(
                np.frombuffer(flags.to_bytes(8, "little"), np.uint8),
                count=_CONTRACTS + _AREAS + len(taxonomy.families),
                bitorder="little",
            ),
            text[:JOB_AXES] * np.float32(inverse),
            prior.of(terms_in(job, *texts)),
        ],
        dtype=np.float32,
        casting="same_kind",
    )
    covered = _covered(required, title.rest or title.skills, tasks.rest or tasks.skills, *level, areas, contracts)
    bits = _words_of(_JOB, required, title.skills, nice, families, areas, contracts)
    inverses = [at.inverse(2 * counts[0] + 1), *(at.inverse(count) for count in counts[1:])]
    return EncodedJob(bits, [*level, *counts, *inverses], text, inverse, covered, effect)


def encode_applicant(applicant: ApplicantDescription, taxonomy: Taxonomy, vectors: TextVectors) -> Encoded:
    """Encode an applicant.

    Parameters
    ----------
    applicant : ApplicantDescription
    taxonomy : Taxonomy
    vectors : TextVectors
    """
    known = taxonomy.find(words(applicant.conhecimentos_tecnicos))
    title = taxonomy.find(words(applicant.titulo_profissional))
    cv = taxonomy.find(words(applicant.cv))
    certificates = taxonomy.find(words(applicant.certificacoes))
    skills = known.skills | title.skills | cv.skills | certificates.skills
    said = bool(skills or known.rest or cv.rest)
    areas = levels.areas(applicant.area_de_atuacao) | levels.areas(applicant.titulo_profissional)
    seniority = levels.seniority(applicant.nivel_profissional) or levels.seniority(applicant.titulo_profissional)
    level = [
        levels.language(applicant.nivel_ingles), levels.language(applicant.nivel_espanhol),
        levels.academic(applicant.nivel_academico), seniority,
    ]  # fmt: skip
    certified = applicant.certificacoes is not None and fold(applicant.certificacoes) not in _NO_CERTIFICATE
    contracts = levels.contracts(applicant.titulo_profissional)
    text, inverse = vectors.encode(title.rest + known.rest + cv.rest)
    covered = _covered(skills, title.rest or title.skills, cv.rest or cv.skills, *level, areas)
    bits = _words_of(_APPLICANT, skills, taxonomy.families_of(skills), areas, contracts)
    return Encoded(
        bits, [*level, skills.bit_count(), said, certified, at.inverse(skills.bit_count())], text, inverse, covered
    )
