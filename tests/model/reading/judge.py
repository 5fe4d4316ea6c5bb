"""Judges the reader by the corpus: precision and recall of what is read, as `explain_pair` says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from data.contract.entities import ApplicantDescription, JobDescription, fold
from model.explanation.coalitions import found_skills, joined
from model.explanation.explain import Explanation, explain_pair
from model.features import layout as at
from model.levels.levels import CONTRACTS
from model.scoring.scorer import Scorer
from model.skills.taxonomy import default
from tests.model.reading.corpus import Row

NO_JOB = dict.fromkeys(JobDescription.model_fields)
NO_APPLICANT = dict.fromkeys(ApplicantDescription.model_fields)
ALL = frozenset(skill.title for skill in default().skills)
"""Titles of all skills."""
_NAMES = {skill.title: {*map(fold, (skill.title, *skill.aliases))} for skill in default().skills}


@dataclass(slots=True)
class Tally:
    """How often something was read rightly, missed, or read wrongly; and how many rows were read without a fault."""

    rightly: int = 0
    missed: int = 0
    wrongly: int = 0
    rows: int = 0
    faultless: int = 0

    def add(self, other: Tally) -> None:
        """Count what another counted too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def precision(self) -> float:
        """Of what was read and judged, the share that is right; NaN where nothing was."""
        return _share(self.rightly, self.wrongly)

    @property
    def recall(self) -> float:
        """Of what must be read, the share that was; NaN where nothing must."""
        return _share(self.rightly, self.missed)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing missed or read wrongly."""

    row: Row
    missed: bool
    what: str


def _share(rightly: int, others: int) -> float:
    return rightly / (rightly + others) if rightly + others else float("nan")


class Judge:
    """Reads rows with a model and compares.

    Parameters
    ----------
    scorer : Scorer
        Any: what is read does not depend on what was learned.
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._implied: dict[str, frozenset[str]] = {}

    def judge(self, rows: Iterable[Row]) -> tuple[dict[str, Tally], list[Fault]]:
        """Count by kind, in the order of the rows, and name every fault."""
        tallies: dict[str, Tally] = {}
        faults: list[Fault] = []
        for row in rows:
            found = list(self._verdicts(row))
            wrong = [Fault(row, missed, what) for verdict, missed, what in found if not verdict]
            tallies.setdefault(row.kind, Tally()).add(
                Tally(
                    sum(verdict for verdict, _, _ in found),
                    sum(fault.missed for fault in wrong),
                    sum(not fault.missed for fault in wrong),
                    1,
                    not wrong,
                )
            )
            faults += wrong
        return tallies, faults

    def _verdicts(self, row: Row) -> Iterator[tuple[bool, bool, str]]:
        """What was read rightly (True), missed (False, True) and read wrongly (False, False), each with its name."""
        if row.read or row.not_read or row.nothing_else:
            yield from self._skills(row)
        if row.level:
            yield from self._level(row, row.level)
        if row.area or row.not_areas:
            yield from self._areas(row)
        if row.contracts or row.not_contracts:
            yield from self._contracts(row)
        if row.enough or row.too_little:
            yield from self._alternatives(row)
        if row.same_as is not None:
            same = self._same(row.field, row.text, row.same_as)
            yield same, True, "same"
            if not same:
                yield False, False, "same"

    def _skills(self, row: Row) -> Iterator[tuple[bool, bool, str]]:
        named = frozenset().union(*map(titles, (*row.read, *row.not_read)))
        found = self.skills(row.field, row.text, ALL if row.nothing_else else named)
        for name in row.read:
            yield bool(titles(name) & found), True, name
        for name in row.not_read:
            if titles(name) & found:
                yield False, False, name
        if row.nothing_else:
            right = frozenset().union(*(self._implies(name) for name in (*row.read, *row.allowed)))
            for title in sorted(found - right):
                yield False, False, title

    def _level(self, row: Row, level: str) -> Iterator[tuple[bool, bool, str]]:
        explained = self._explain(row.field, row.text)
        found = explained.levels[level]
        read = found.asked if _is_job(row.field) else found.held
        if row.within and not (read is None and "none" in row.within):
            right = read in row.within
            yield right, True, " or ".join(row.within)
            if read is not None and not right:
                yield False, False, read
        if read in row.not_within:
            yield False, False, str(read)

    def _areas(self, row: Row) -> Iterator[tuple[bool, bool, str]]:
        explained = self._explain(row.field, row.text)
        found = set(explained.areas_asked if _is_job(row.field) else explained.areas_held)
        if row.area:
            yield bool(found & set(row.area)), True, " or ".join(row.area)
        for area in sorted(found & set(row.not_areas)):
            yield False, False, area

    def _contracts(self, row: Row) -> Iterator[tuple[bool, bool, str]]:
        job, applicant = _pair(row.field, row.text)
        place, encoded = (
            (at.J_CONTRACTS, self._scorer.encode_job(job))
            if _is_job(row.field)
            else (at.A_CONTRACTS, self._scorer.encode_applicant(applicant))
        )
        bits = int(encoded.bits[place])
        found = {name for bit, name in enumerate(CONTRACTS) if bits >> bit & 1}
        for name in row.contracts:
            yield name in found, True, name
        for name in sorted(found - set(row.contracts) if row.contracts else found & set(row.not_contracts)):
            yield False, False, name

    def _alternatives(self, row: Row) -> Iterator[tuple[bool, bool, str]]:
        for skills in row.enough:
            yield not self._missing(row.text, skills), True, " + ".join(skills)
        for skills in row.too_little:
            if not self._missing(row.text, skills):
                yield False, False, " + ".join(skills)

    def _missing(self, text: str, skills: tuple[str, ...]) -> list[str]:
        job = JobDescription(**NO_JOB | {"competencias_tecnicas_requeridas": text})
        held = ApplicantDescription(**NO_APPLICANT | {"conhecimentos_tecnicos": ", ".join(skills)})
        return explain_pair(self._scorer, job, held).skills_missing

    def _same(self, field: str, text: str, other: str) -> bool:
        one, two = (
            self._scorer.encode_job(job) if _is_job(field) else self._scorer.encode_applicant(applicant)
            for job, applicant in (_pair(field, text), _pair(field, other))
        )
        return all(np.array_equal(a, b) for a, b in zip(one.arrays, two.arrays, strict=True))

    def skills(self, field: str, text: str, among: frozenset[str] = ALL) -> frozenset[str]:
        """Titles of the skills that are read in a text: what a pair with who has, or asks for, those has in common."""
        job, applicant = _pair(field, text)
        listed = ", ".join(sorted(among))
        if _is_job(field):
            applicant = ApplicantDescription(**NO_APPLICANT | {"conhecimentos_tecnicos": listed})
        else:
            job = JobDescription(**NO_JOB | {"competencias_tecnicas_requeridas": listed})
        asked, held = self._scorer.encode_job(job), self._scorer.encode_applicant(applicant)
        nice = joined(asked.bits, at.J_NICE) & joined(held.bits, at.A_SKILLS)
        return frozenset(default().titles_of(found_skills(asked, held) | nice))

    def _implies(self, name: str) -> frozenset[str]:
        if name not in self._implied:
            self._implied[name] = self.skills("candidato.conhecimentos_tecnicos", name) | titles(name)
        return self._implied[name]

    def _explain(self, field: str, text: str) -> Explanation:
        return explain_pair(self._scorer, *_pair(field, text))


def titles(name: str) -> frozenset[str]:
    """Titles of the skills that are known by a name."""
    folded = fold(name)
    return frozenset(skill.title for skill in default().skills if folded in _NAMES[skill.title])


def _is_job(field: str) -> bool:
    return field.startswith("vaga.")


def _pair(field: str, text: str) -> tuple[JobDescription, ApplicantDescription]:
    """A job and an applicant of which nothing else is known."""
    said = {field.partition(".")[2]: text}
    if _is_job(field):
        return JobDescription(**NO_JOB | said), ApplicantDescription(**NO_APPLICANT)
    return JobDescription(**NO_JOB), ApplicantDescription(**NO_APPLICANT | said)
