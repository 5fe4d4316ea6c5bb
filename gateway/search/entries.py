"""What the index keeps of a job and of an applicant: what search finds them by, and the row that lists show."""

from __future__ import annotations

from dataclasses import dataclass

from data.contract.entities import Applicant, Job, fold
from data.contract.job_status import JobState
from data.redis.layout import shown
from model.explanation.coalitions import groups, joined
from model.features import layout as at
from model.features.encoding import Encoded, Reader
from model.levels import certificates
from model.levels.spans import HIGHEST
from model.text.words import BREAKS, words

STATES = tuple(JobState)
Certificates = tuple[frozenset[str], ...] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One job or applicant.

    Attributes
    ----------
    id : str
    revision : int
    shown : str
        The row of lists, as `data.redis.layout.shown` makes it.
    title : str
        Folded, to be sorted by.
    words : frozenset of str
        Of a job those of title and requirements, of an applicant those of the title; without plural and gender.
    skills : int
        Bit set: of a job what it names, of an applicant what is held, with all that this implies.
    areas : int
        Bit set of areas of work.
    levels : tuple of int
        English, Spanish, education, seniority; 0 is "no data".
    state, city : str or None
    status : int
        Place in `STATES`; 0 of an applicant.
    certificates : tuple of frozenset of str, or None
        Of an applicant the words that name each certificate; None where nothing is said of certificates.
    """

    id: str
    revision: int
    shown: str
    title: str
    words: frozenset[str]
    skills: int
    areas: int
    levels: tuple[int, int, int, int]
    state: str | None = None
    city: str | None = None
    status: int = 0
    certificates: Certificates = None


def of_job(job: Job, revision: int, reader: Reader) -> Entry:
    """The entry of a job."""
    encoded = reader.encode_job(job)
    skills = joined(encoded.bits, at.J_REQUIRED) | joined(encoded.bits, at.J_TITLE) | joined(encoded.bits, at.J_NICE)
    for group in groups(encoded):
        skills |= group
    return Entry(
        id=job.id,
        revision=revision,
        shown=_row(job),
        title=fold(job.titulo_vaga or ""),
        words=_words(job.titulo_vaga, job.competencias_tecnicas_requeridas),
        skills=skills,
        areas=int(encoded.bits[at.J_AREAS]),
        levels=_levels(encoded),
        state=job.estado,
        city=job.cidade,
        status=STATES.index(job.state),
    )


def of_applicant(applicant: Applicant, revision: int, reader: Reader) -> Entry:
    """The entry of an applicant: nothing that tells who it is, but the id; of the place the city, for must-haves."""
    encoded = reader.encode_applicant(applicant)
    return Entry(
        id=applicant.id,
        revision=revision,
        shown=_row(applicant),
        title=fold(applicant.titulo_profissional or ""),
        words=_words(applicant.titulo_profissional),
        skills=joined(encoded.bits, at.A_SKILLS),
        areas=int(encoded.bits[at.A_AREAS]),
        levels=_levels(encoded),
        state=applicant.estado,
        city=applicant.cidade,
        certificates=_certificates(applicant.certificacoes),
    )


def _certificates(text: str | None) -> Certificates:
    found = certificates.named(text) if text else None
    return None if found is None else tuple(found)


def _row(entity: Job | Applicant) -> str:
    # As text, for orjson's bytes are small in a block of 4 KiB, which stays as long as they do.
    return shown(entity).decode()


def _words(*texts: str | None) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text)) - BREAKS


def _levels(encoded: Encoded) -> tuple[int, int, int, int]:
    english, spanish, academic, seniority = encoded.small[: at.LEVELS].tolist()
    return english, spanish, academic, int(HIGHEST[seniority])
