"""The parameters of a search, and the query that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

from pydantic import BaseModel, Field

from data.contract.entities import MAX_ID, nfc
from data.contract.job_status import JobState
from gateway.deps import DEFAULT_LIMIT, MAX_LIMIT
from gateway.search.searching import Query, Sort
from gateway.search.wanted import wanted
from gateway.texts.search_texts import not_understood
from gateway.web.problems import Problem
from model.levels import levels

MAX_VALUES = 20
_Value = Annotated[str, Field(max_length=200)]
_Values = Annotated[list[_Value], Field(max_length=MAX_VALUES)]


class _Search(BaseModel):
    """What both searches share."""

    q: str = Field(
        "",
        max_length=200,
        description="Palavras do título e competências, todas; uma palavra acha as que começam com ela. Um id acha o "
        "que tem este id.",
    )
    skill: _Values = Field(
        [], description="Competências, todas, como as pessoas as escrevem; `Java ou Kotlin`: uma delas basta."
    )
    area: _Values = Field([], description="Áreas de atuação, das quais uma basta.")
    seniority: _Values = Field([], description="Senioridades, das quais uma basta.")
    sort: Sort = Field("newest", description="As mais novas primeiro, ou por título.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Quantos, no máximo.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Quantos pular.")

    def query(self) -> Query:
        """The query.

        Raises
        ------
        Problem
            400 where a value is not understood.
        """
        texts = [text for text in (self.q, *self.skill) if text.strip()]
        name = nfc(self.q.strip())
        return Query(
            id=name if 0 < len(name) <= MAX_ID else None,
            wanted=tuple(map(wanted, texts)),
            filters={name: values for name, values in self._filters().items() if values},
            sort=self.sort,
            offset=self.offset,
            limit=self.limit,
        )

    def _filters(self) -> dict[str, tuple[str, ...]]:
        areas = (levels.area_names(_read("area", text, levels.areas)) for text in self.area if text.strip())
        return {
            "area": tuple(dict.fromkeys(name for names in areas for name in names)),
            "seniority": _levels("seniority", self.seniority, levels.seniority, levels.SENIORITY),
        }


class JobSearch(_Search):
    """The parameters of a search of jobs."""

    state: _Values = Field([], description="Estados, dos quais um basta; maiúsculas e acentos não contam.")
    city: _Values = Field([], description="Cidades, das quais uma basta; maiúsculas e acentos não contam.")
    status: Annotated[list[JobState], Field(max_length=len(JobState))] = Field(
        [], description="`open`, `closed`, ou `unknown`: uma situação de palavras desconhecidas conta como fechada."
    )

    def _filters(self) -> dict[str, tuple[str, ...]]:
        return super()._filters() | {
            "state": tuple(filter(str.strip, self.state)),
            "city": tuple(filter(str.strip, self.city)),
            "status": tuple(state.value for state in self.status),
        }


class ApplicantSearch(_Search):
    """The parameters of a search of candidates."""

    english: _Value = Field("", description="Inglês, deste nível para cima.")
    spanish: _Value = Field("", description="Espanhol, deste nível para cima.")
    academic: _Value = Field("", description="Formação, deste nível para cima.")

    def _filters(self) -> dict[str, tuple[str, ...]]:
        return super()._filters() | {
            "english": _levels("english", [self.english], levels.english, levels.LANGUAGE),
            "spanish": _levels("spanish", [self.spanish], levels.spanish, levels.LANGUAGE),
            "academic": _levels("academic", [self.academic], levels.academic, levels.ACADEMIC),
        }


def _levels(field: str, texts: Iterable[str], read: Callable[[str], int], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[_read(field, text, read)] for text in texts if text.strip()))


def _read(field: str, text: str, read: Callable[[str], int]) -> int:
    found = read(text)
    if not found:
        raise Problem(400, not_understood(field), slug="unknown-filter")
    return found
