"""What is watched of a job, an applicant and an application: a small integer for each trait.

A trait that is a category has the code 0 where its field was given and nothing in it was understood, so that a field
that goes missing, a new spelling and another distribution all show in one count. A trait that is a number has any value
from 0. Absent is `ABSENT` in both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from data.contract.bands import BANDS, band
from data.contract.entities import ApplicantDescription, JobDescription
from model.features import layout as at
from model.features.columns import ApplicantColumns, JobColumns
from model.levels import levels
from model.levels.levels import ACADEMIC, AREAS, CONTRACTS, LANGUAGE, SENIORITY

ABSENT = -1
UNREAD = 0


class Trait(NamedTuple):
    """One trait.

    Attributes
    ----------
    name : str
        Whose it is, and the field of the wire that it is read from.
    names : tuple of str
        Of a category, the name of each code; empty of a number.
    reads : bool
        Whether the code 0 says that a field was not understood. In a title that says no seniority nothing is amiss.
    """

    name: str
    names: tuple[str, ...] = ()
    reads: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers, and no codes."""
        return not self.names


_AREAS = ("", *(name for name, _, _ in AREAS))
_BANDS = tuple(name for _, name in reversed(BANDS))

APPLICANT = (
    Trait("applicant.nivel_ingles", LANGUAGE, reads=True),
    Trait("applicant.nivel_espanhol", LANGUAGE, reads=True),
    Trait("applicant.nivel_academico", ACADEMIC, reads=True),
    Trait("applicant.nivel_profissional", SENIORITY, reads=True),
    Trait("applicant.area_de_atuacao", _AREAS, reads=True),
    Trait("applicant.titulo_profissional", SENIORITY),
    Trait("applicant.certificacoes", ("", "sim")),
    Trait("applicant.conhecimentos_tecnicos"),
    Trait("applicant.cv"),
    Trait("applicant.skills"),
)
"""Of an applicant; texts by their length in characters, skills by their number."""
JOB = (
    Trait("job.nivel_ingles", LANGUAGE, reads=True),
    Trait("job.nivel_espanhol", LANGUAGE, reads=True),
    Trait("job.nivel_academico", ACADEMIC, reads=True),
    Trait("job.nivel_profissional", SENIORITY, reads=True),
    Trait("job.areas_atuacao", _AREAS, reads=True),
    Trait("job.tipo_contratacao", ("", *CONTRACTS), reads=True),
    Trait("job.titulo_vaga", SENIORITY),
    Trait("job.competencias_tecnicas_requeridas"),
    Trait("job.principais_atividades"),
    Trait("job.skills"),
)
"""Of a job, likewise."""
APPLICATION = (Trait("application.quality_score"), Trait("application.band", ("", band(0), *_BANDS)))
"""Of an application, the score of its pair, in tenths of a point, and its band."""
SIDES = {"applicant": APPLICANT, "job": JOB, "application": APPLICATION}
TRAITS = {trait.name: trait for side in SIDES.values() for trait in side}

_CODES = {name: code for code, name in enumerate(TRAITS["application.band"].names)}


def _said_alike(one: ApplicantDescription | JobDescription, area: str | None) -> tuple[int, ...]:
    """The traits that both sides have in fields of one name, and the area."""
    return (
        _code(one.nivel_ingles, levels.english),
        _code(one.nivel_espanhol, levels.spanish),
        _code(one.nivel_academico, levels.academic),
        _code(one.nivel_profissional, levels.seniority),
        ABSENT if area is None else _lowest(levels.areas(area)),
    )


def of_applicant(one: ApplicantDescription, columns: ApplicantColumns, slot: int) -> tuple[int, ...]:
    """The traits of an applicant who is in a slot of columns, in the order of `APPLICANT`."""
    area, certificates = one.area_de_atuacao, one.certificacoes
    return (
        *_said_alike(one, area),
        _code(one.titulo_profissional, levels.seniority),
        ABSENT if certificates is None else int(levels.certified(certificates)),
        _length(one.conhecimentos_tecnicos),
        _length(one.cv),
        sum(map(int.bit_count, columns.bits[slot, : at.A_FAMILIES].tolist())),
    )


def of_job(one: JobDescription, columns: JobColumns, slot: int) -> tuple[int, ...]:
    """The traits of a job that is in a slot of columns, in the order of `JOB`."""
    area, contract = one.areas_atuacao, one.tipo_contratacao
    return (
        *_said_alike(one, area),
        ABSENT if contract is None else _lowest(levels.contracts(contract)),
        _code(one.titulo_vaga, levels.seniority),
        _length(one.competencias_tecnicas_requeridas),
        _length(one.principais_atividades),
        int(columns.small[slot, at.J_COUNT_REQUIRED]),
    )


def of_score(score: float) -> tuple[int, ...]:
    """The traits of an application, in the order of `APPLICATION`."""
    return round(10 * score), _CODES[band(score)]


def _code(text: str | None, read: Callable[[str | None], int]) -> int:
    return ABSENT if text is None else read(text)


def _length(text: str | None) -> int:
    return ABSENT if text is None else len(text)


def _lowest(bits: int) -> int:
    """The first of a set, from 1; 0 of none."""
    return (bits & -bits).bit_length()
