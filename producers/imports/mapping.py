"""The mapping file: which columns of somebody's table fill which fields, in TOML.

docs/files.md describes it with an example.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from datetime import timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from data.contract.entities import Applicant, Application, Entity, Job, Stage
from data.errors import ExitCode, MatchstreamError
from data.files.days import Order

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


class MappingUnfit(MatchstreamError, ValueError):
    """A mapping file can't be used: says where it is wrong."""

    exit_code = ExitCode.CONFIGURE


class Kind(StrEnum):
    """What a row describes."""

    APPLICANT = "applicant"
    JOB = "job"
    APPLICATION = "application"

    @property
    def entity(self) -> type[Entity]:
        """The entity that a row becomes."""
        entities: dict[Kind, type[Entity]] = {
            Kind.APPLICANT: Applicant,
            Kind.JOB: Job,
            Kind.APPLICATION: Application,
        }
        return entities[self]

    @property
    def ids(self) -> tuple[str, ...]:
        """The fields that every row must fill."""
        return ("id_vaga", "id_candidato") if self is Kind.APPLICATION else ("id",)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Table):
    """Where a field comes from, and how it is read."""

    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of columns; of JSON also paths, such as `person.skills[].name`."""
    join: str = ", "
    """Between the values of several columns, or of a list."""
    first: bool = False
    """Take the first column that is filled, instead of joining them."""
    values: dict[str, str] | None = None
    """What each value stands for, whatever its case and accents; other values are unread."""
    html: bool = False
    """The value is HTML."""
    document: bool = False
    """The value is the name of a PDF or DOCX beside the table, whose text is the field."""


class Time(_Table):
    """Where the time of a row's last change stands."""

    column: str
    order: Order = Order.DAY
    """Which comes first in `05/04/2026`."""


def _column(value: Any) -> Any:
    """A column's name, or a list of them, stands for a table with them."""
    if isinstance(value, str):
        return {"columns": [value]}
    return {"columns": value} if isinstance(value, list) else value


Source = Annotated[Column, BeforeValidator(_column)]


class Mapping(_Table):
    """A mapping file."""

    kind: Kind
    fields: dict[str, Source]
    stage: Source | None = None
    """Of an application: its values are stages; without it every row is `applied`."""
    time: Time | None = None
    """Without it, the time of the file's last change."""
    zone: str = "-03:00"
    """Of times that name none."""
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Of a CSV; without it, the one under which the header has the columns."""
    encoding: str | None = None
    """Of a CSV; without it UTF-8 or UTF-16 by its mark, UTF-8, or Windows-1252."""
    short_rows: bool = False
    """Whether cells that are missing at the end of a row are empty, as some programs leave them out."""
    rows: str | None = None
    """Path of the list of rows in a JSON document, such as `Report_Entry`."""

    @property
    def offset(self) -> timezone:
        """The zone of times that name none."""
        found = _OFFSET.fullmatch(self.zone)
        assert found is not None
        return timezone((-1 if found[1] == "-" else 1) * timedelta(hours=int(found[2]), minutes=int(found[3])))

    @property
    def columns(self) -> list[str]:
        """All columns that are read, each once."""
        sources = [*self.fields.values(), *([self.stage] if self.stage else [])]
        named = [name for source in sources for name in source.columns]
        return list(dict.fromkeys([*named, *([self.time.column] if self.time else [])]))

    @field_validator("zone")
    @classmethod
    def _is_an_offset(cls, value: str) -> str:
        found = _OFFSET.fullmatch(value)
        if found is None or int(found[2]) > 23 or int(found[3]) > 59:
            raise ValueError("a zone is an offset such as -03:00")
        return value

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, value: str | None) -> str | None:
        try:
            codecs.lookup(value or "utf-8")
        except LookupError:
            raise ValueError("this encoding is not known") from None
        return value

    @model_validator(mode="after")
    def _fields_are_the_entitys(self) -> Self:
        known = self.kind.entity.model_fields
        if others := sorted(set(self.fields) - set(known)):
            raise ValueError(f"{self.kind} has no field {', '.join(others)}; its fields are {', '.join(known)}")
        if missing := [name for name in self.kind.ids if name not in self.fields]:
            raise ValueError(f"{self.kind} needs {', '.join(missing)}")
        if self.stage and self.kind is not Kind.APPLICATION:
            raise ValueError("only an application has a stage")
        if self.stage and not set((self.stage.values or {}).values()) <= set(Stage):
            raise ValueError(f"the values of stage are {', '.join(Stage)}")
        if self.stage and not self.stage.values:
            raise ValueError("stage needs values, which say what each of your words stands for")
        return self


def read(file: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    MappingUnfit
    """
    try:
        return Mapping.model_validate(tomllib.loads(file.read_text("utf-8-sig")))
    except OSError as error:
        raise MappingUnfit(f"{file} cannot be read ({error.strerror}); check the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingUnfit(f"{file} is no TOML: {error}") from None
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in found]
        raise MappingUnfit(f"{file}: {'; '.join(wrong)}") from None
