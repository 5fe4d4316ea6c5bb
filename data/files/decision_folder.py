"""Reads a folder in the raw schema of the company Decision: `vagas`, `prospects`, `applicants`.

A folder is read whole or refused. Sparse data are no reason to refuse it: blank fields and blank or absurd dates are
"no data", prospects whose job or applicant is not in the folder are kept and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from data.contract.entities import Applicant, Id, Job, Text
from data.files.days import day
from data.files.json_records import UnreadableData, read_records

__all__ = ["Dataset", "Prospect", "UnreadableData", "read"]

_Model = TypeVar("_Model", Job, Applicant)
_Value = TypeVar("_Value")

_BLANK_DATE = re.compile(r"[\W0_]*")
# An area ends in "-" and the next one follows at once; inside an area a hyphen stands between blanks ("TI - SAP").
_AREA_END = re.compile(r"(?<=\S)-(?=[^\W\d_a-z]|\s*$)")
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
_ID: TypeAdapter[str] = TypeAdapter(Id)
_TEXT: TypeAdapter[str | None] = TypeAdapter(Text)

# For each field of an entity, its places in the raw record; the first that is not blank counts.
_JOB_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "titulo_vaga": (("informacoes_basicas", "titulo_vaga"),),
    "vaga_sap": (("informacoes_basicas", "vaga_sap"),),
    "tipo_contratacao": (("informacoes_basicas", "tipo_contratacao"),),
    "nivel_profissional": (("perfil_vaga", "nivel profissional"), ("perfil_vaga", "nivel_profissional")),
    "nivel_academico": (("perfil_vaga", "nivel_academico"),),
    "nivel_ingles": (("perfil_vaga", "nivel_ingles"),),
    "nivel_espanhol": (("perfil_vaga", "nivel_espanhol"),),
    "areas_atuacao": (("perfil_vaga", "areas_atuacao"),),
    "principais_atividades": (("perfil_vaga", "principais_atividades"),),
    "competencias_tecnicas_requeridas": (("perfil_vaga", "competencia_tecnicas_e_comportamentais"),),
    "cidade": (("perfil_vaga", "cidade"),),
    "estado": (("perfil_vaga", "estado"),),
}
_APPLICANT_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "titulo_profissional": (("informacoes_profissionais", "titulo_profissional"),),
    "area_de_atuacao": (("informacoes_profissionais", "area_atuacao"),),
    "conhecimentos_tecnicos": (("informacoes_profissionais", "conhecimentos_tecnicos"),),
    "certificacoes": (("informacoes_profissionais", "certificacoes"),),
    "nivel_profissional": (("informacoes_profissionais", "nivel_profissional"),),
    "nivel_academico": (("formacao_e_idiomas", "nivel_academico"),),
    "nivel_ingles": (("formacao_e_idiomas", "nivel_ingles"),),
    "nivel_espanhol": (("formacao_e_idiomas", "nivel_espanhol"),),
    "cidade": (("informacoes_pessoais", "cidade"), ("infos_basicas", "cidade")),
    "estado": (("informacoes_pessoais", "estado"), ("infos_basicas", "estado")),
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """One application in the recruiting system, with its latest status."""

    job_id: str
    applicant_id: str
    status: str | None
    """Known only after the fact: a label, never a feature."""
    applied_on: date | None
    updated_on: date | None
    """Known only after the fact: never a feature."""


@dataclass(slots=True)
class Dataset:
    """The contents of a folder."""

    jobs: dict[str, Job]
    applicants: dict[str, Applicant]
    applications: list[Prospect]
    """In the order of the file; those whose job or applicant is not in the folder are included."""
    job_dates: dict[str, date | None]
    """When a job was requested (`data_requicisao`)."""
    dates_unread: int = 0
    """Number of dates that are neither blank nor a day; they count as "no data"."""

    @property
    def without_job(self) -> int:
        """How many applications name a job that is not in the folder."""
        return sum(prospect.job_id not in self.jobs for prospect in self.applications)

    @property
    def without_applicant(self) -> int:
        """How many applications name an applicant that is not in the folder."""
        return sum(prospect.applicant_id not in self.applicants for prospect in self.applications)


def read(folder: Path) -> Dataset:
    """Read a folder in the raw schema.

    Parameters
    ----------
    folder : Path
        Holds `vagas`, `prospects` and `applicants`, each as `.json` or `.json.gz`.

    Returns
    -------
    Dataset
        Jobs without a status (the raw schema has none, so they count as open), applicants, applications.

    Raises
    ------
    UnreadableData
        If a file is missing, damaged or not in the schema; nothing is returned then.
    """
    files = {name: _file(folder, name) for name in ("vagas", "prospects", "applicants")}
    days = _Days()
    jobs, job_dates = _jobs(files["vagas"], days)
    applicants = {applicant.id: applicant for applicant in _applicants(files["applicants"])}
    applications = list(_prospects(files["prospects"], days))
    return Dataset(jobs, applicants, applications, job_dates, days.unread)


def _file(folder: Path, name: str) -> Path:
    found = [path for path in (folder / f"{name}.json", folder / f"{name}.json.gz") if path.exists()]
    if not found:
        raise UnreadableData(
            folder / f"{name}.json",
            "is not there, nor is it as .json.gz",
            remedy="Name a folder that holds the three files.",
        )
    if len(found) == 2:
        raise UnreadableData(found[0], f"stands beside {found[1].name}", remedy="Keep the one that is to be read.")
    return found[0]


def _jobs(file: Path, days: _Days) -> tuple[dict[str, Job], dict[str, date | None]]:
    jobs: dict[str, Job] = {}
    dates: dict[str, date | None] = {}
    for name, key, value in read_records(file):
        blocks = _blocks(file, name, value, ("informacoes_basicas", "perfil_vaga"))
        fields = _fields(blocks, _JOB_FIELDS)
        if isinstance(fields["areas_atuacao"], str):
            fields["areas_atuacao"] = _areas(fields["areas_atuacao"])
        job = _entity(Job, file, name, key, fields)
        jobs[job.id] = job
        dates[job.id] = days.read(file, name, blocks["informacoes_basicas"], "data_requicisao")
    return jobs, dates


def _applicants(file: Path) -> Iterator[Applicant]:
    names = ("infos_basicas", "informacoes_pessoais", "informacoes_profissionais", "formacao_e_idiomas")
    for name, key, value in read_records(file):
        blocks = _blocks(file, name, value, names)
        code = blocks["infos_basicas"].get("codigo_profissional")
        if code not in (None, "") and str(code) != key:
            raise UnreadableData(file, "codigo_profissional is not the record's key", name)
        fields = _fields(blocks, _APPLICANT_FIELDS)
        fields["cv"] = value.get("cv_pt") or value.get("cv_en")
        place = blocks["infos_basicas"].get("local")
        if isinstance(place, str) and fields["cidade"] is None:
            fields["cidade"], _, state = place.partition(",")
            fields["estado"] = fields["estado"] or state
        yield _entity(Applicant, file, name, key, fields)


def _prospects(file: Path, days: _Days) -> Iterator[Prospect]:
    for name, key, value in read_records(file):
        _expect(dict, file, name, value)
        job_id = _valid(_ID, file, f"{name}, key", key)
        rows = value.get("prospects")
        if rows is None:
            continue
        _expect(list, file, f"{name}, prospects", rows)
        for number, row in enumerate(rows, start=1):
            where = f"{name}, prospect {number}"
            _expect(dict, file, where, row)
            yield Prospect(
                job_id=job_id,
                applicant_id=_valid(_ID, file, f"{where}, codigo", row.get("codigo")),
                status=_valid(_TEXT, file, f"{where}, situacao_candidado", row.get("situacao_candidado")),
                applied_on=days.read(file, where, row, "data_candidatura"),
                updated_on=days.read(file, where, row, "ultima_atualizacao"),
            )


def _expect(kind: type, file: Path, where: str, value: Any) -> None:
    if not isinstance(value, kind):
        raise UnreadableData(file, f"{_KINDS.get(type(value), 'null')} stands where {_KINDS[kind]} is expected", where)


def _blocks(file: Path, where: str, record: Any, names: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    """Take the blocks of a record; an absent or null block is empty."""
    _expect(dict, file, where, record)
    found: dict[str, Mapping[str, Any]] = {}
    for name in names:
        block = record.get(name)
        if block is not None:
            _expect(dict, file, f"{where}, {name}", block)
        found[name] = block or {}
    return found


def _fields(
    blocks: Mapping[str, Mapping[str, Any]], places: Mapping[str, tuple[tuple[str, str], ...]]
) -> dict[str, Any]:
    return {
        field: next((v for block, key in sources if (v := blocks[block].get(key)) not in (None, "")), None)
        for field, sources in places.items()
    }


def _entity(model: type[_Model], file: Path, name: str, key: str, fields: dict[str, Any]) -> _Model:
    try:
        return model.model_validate({**fields, "id": key})
    except ValidationError as error:
        raise _refusal(file, name, error) from None


def _valid(adapter: TypeAdapter[_Value], file: Path, where: str, value: Any) -> _Value:
    try:
        return adapter.validate_python(value, strict=True)
    except ValidationError as error:
        raise _refusal(file, where, error) from None


def _refusal(file: Path, where: str, error: ValidationError) -> UnreadableData:
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    field = ", ".join([where, *(str(part) for part in first["loc"])])
    return UnreadableData(file, first["msg"].removeprefix("Value error, "), field)


def _areas(text: str) -> str:
    """Turn `TI - Projetos-TI - SAP-` into `TI - Projetos, TI - SAP`."""
    return ", ".join(area.strip() for area in _AREA_END.split(text) if area.strip())


class _Days:
    """Reads days; an impossible one is "no data", and is counted unless it is blank."""

    def __init__(self) -> None:
        self.unread = 0

    def read(self, file: Path, where: str, row: Mapping[str, Any], field: str) -> date | None:
        value = row.get(field)
        if value is None:
            return None
        _expect(str, file, f"{where}, {field}", value)
        found = day(value)
        self.unread += found is None and _BLANK_DATE.fullmatch(value) is None
        return found
