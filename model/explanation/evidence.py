"""Finds the words from which each fact was read, so that a recruiter can see a misreading.

This module does not know how texts are read. It reads each field by itself, phrase by phrase, and shortens a phrase as
long as the same fact is read from it; so it works for any reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TypeVar

from data.contract.entities import ApplicantDescription, JobDescription
from model.explanation.coalitions import joined
from model.explanation.reasons import LEVEL_FIELDS
from model.features import layout as at
from model.features.encoding import Encoded
from model.levels.cbo import occupation_of
from model.levels.levels import CONTRACTS, area_names
from model.levels.spans import SPANS
from model.scoring.scorer import Scorer
from model.skills.esco import concepts
from model.skills.experience import experience, tells
from model.skills.taxonomy import default

_Side = TypeVar("_Side", JobDescription, ApplicantDescription)
_Fact = tuple[str, str]
_PHRASE = re.compile(r"\s*([^\n]{1,200}?(?:[.;!?](?=\s)|(?=\n)|\Z)|[^\n]{1,200}(?=\s)|[^\n]{1,200})")
"""A phrase: up to the end of a line or a sentence, at most 200 characters."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that was read, and where.

    Attributes
    ----------
    kind : str
        ``skill``, ``academic``, ``english``, ``spanish``, ``seniority``, ``area``, ``contract`` or ``occupation``.
    what : str
        Title of the skill or occupation, name of the level, area or contract.
    field : str or None
        Name of the field; None where only several fields together give the fact.
    words : str or None
        The fewest words of the field, as written, from which the fact is read.
    years : int or None
        Of a skill: for how many years, where the sentence says it. No part of the score.
    learning : bool
        Of a skill: whether the sentence says that it is still being learned. No part of the score.
    code : str or None
        Of a skill: the URI of its concept in ESCO, if there is one. Of an occupation: its code in the CBO. No part of
        the score.
    """

    kind: str
    what: str
    field: str | None
    words: str | None
    years: int | None = None
    learning: bool = False
    code: str | None = None


def of_job(scorer: Scorer, job: JobDescription) -> list[Evidence]:
    """The facts read of a job: required skills and those of its activities, levels, areas, contracts, its occupation.

    Parameters
    ----------
    scorer : Scorer
    job : JobDescription
    """

    def read(texts: JobDescription) -> list[_Fact]:
        encoded = scorer.reader.encode_job(texts)
        skills = joined(encoded.bits, at.J_REQUIRED) | joined(encoded.bits, at.J_NICE)
        return _facts(encoded, skills, int(encoded.bits[at.J_AREAS]), int(encoded.bits[at.J_CONTRACTS]))

    return [*_evidence(JobDescription, job, read), *_occupation("titulo_vaga", job.titulo_vaga)]


def of_applicant(scorer: Scorer, applicant: ApplicantDescription) -> list[Evidence]:
    """The facts read of an applicant.

    Parameters
    ----------
    scorer : Scorer
    applicant : ApplicantDescription
    """

    def read(texts: ApplicantDescription) -> list[_Fact]:
        encoded = scorer.reader.encode_applicant(texts)
        skills = joined(encoded.bits, at.A_SKILLS)
        return _facts(encoded, skills, int(encoded.bits[at.A_AREAS]), int(encoded.bits[at.A_CONTRACTS]))

    title = _occupation("titulo_profissional", applicant.titulo_profissional)
    return [*_evidence(ApplicantDescription, applicant, read), *title]


def _facts(encoded: Encoded, skills: int, areas: int, contracts: int) -> list[_Fact]:
    return [
        *(("skill", title) for title in default().titles_of(skills)),
        *((name, level) for name, _, place, names in LEVEL_FIELDS for level in _stated(names, place, encoded)),
        *(("area", name) for name in area_names(areas)),
        *(("contract", name) for bit, name in enumerate(CONTRACTS) if contracts >> bit & 1),
    ]


def _stated(names: tuple[str, ...], place: int, encoded: Encoded) -> list[str]:
    """The levels that are stated in a place; of seniority there may be two."""
    number = int(encoded.small[place])
    levels = SPANS[number] if place == at.SENIORITY else (number,)
    return [names[level] for level in dict.fromkeys(levels) if level]


def _occupation(field: str, title: str | None) -> list[Evidence]:
    """The occupation that a title names; other titles have none."""
    found = occupation_of(title or "")
    return [] if found is None else [Evidence("occupation", found.title, field, (title or "").strip(), code=found.code)]


def _evidence(side: type[_Side], entity: _Side, read: Callable[[_Side], list[_Fact]]) -> list[Evidence]:
    nothing = dict.fromkeys(side.model_fields)
    texts = {name: getattr(entity, name) for name in nothing}
    wanted = read(side.model_construct(**texts))

    # Of a phrase with many things in it, each asks for the same first words.
    @cache
    def said(field: str, words: str) -> list[_Fact]:
        return read(side.model_construct(**nothing | {field: words}))

    phrases = [(field, phrase) for field, text in texts.items() for phrase in _phrases(text or "")]
    phrases.sort(key=lambda one: not tells(one[1]))
    found: dict[_Fact, Evidence] = {}
    for field, phrase in phrases:
        if len(found) == len(wanted):
            break
        for fact in said(field, phrase):
            if fact in wanted and fact not in found:
                start, end = _narrowed(phrase, fact, partial(said, field))
                words = phrase[start:end].strip(".,;:")
                if fact[0] == "skill":
                    told = experience(phrase[:start], phrase[end:])
                    found[fact] = Evidence(*fact, field, words, told.years, told.learning)
                else:
                    found[fact] = Evidence(*fact, field, words)
    return [_coded(found.get(fact, Evidence(*fact, None, None))) for fact in wanted]


def _coded(one: Evidence) -> Evidence:
    concept = concepts().get(one.what) if one.kind == "skill" else None
    return one if concept is None else replace(one, code=concept.uri)


def _phrases(text: str) -> Iterator[str]:
    return (phrase[1] for phrase in _PHRASE.finditer(text))


def _narrowed(phrase: str, fact: _Fact, said: Callable[[str], list[_Fact]]) -> tuple[int, int]:
    """Where the fewest words stand from which the fact is read: words at the end are dropped first."""
    places = [word.span() for word in _WORD.finditer(phrase)]
    end = next(end for _, end in places if end == places[-1][1] or fact in said(phrase[:end]))
    return next((start, end) for start, _ in reversed(places) if start < end and fact in said(phrase[start:end]))
