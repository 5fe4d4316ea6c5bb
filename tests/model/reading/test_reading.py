"""The reader is good enough at texts that nobody tuned it to, and the corpus is an honest exam."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest

from data.contract.entities import fold
from model.levels.levels import ACADEMIC, AREAS, CONTRACTS, LANGUAGE, SENIORITY
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.model.reading.corpus import PARTS, Row, rows
from tests.model.reading.judge import Judge, Tally, titles
from tests.trained import shared

LEAST = {"development": (0.97, 0.97), "held_out": (0.98, 0.97)}
"""Precision and recall."""
LEVELS = {"english": LANGUAGE, "spanish": LANGUAGE, "academic": ACADEMIC, "seniority": SENIORITY}
EVERY = [row for part in PARTS for row in rows(part)]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(Scorer.load(Registry(shared() / "registry").resolve("champion")))


@pytest.mark.parametrize("part", PARTS)
def test_what_is_read_is_right_and_little_is_missed(judge: Judge, part: str) -> None:
    total = Tally()
    for tally in judge.judge(rows(part))[0].values():
        total.add(tally)
    precision, recall = LEAST[part]
    assert total.precision >= precision
    assert total.recall >= recall


def test_each_kind_has_a_third_held_out() -> None:
    development, held_out = (Counter(row.kind for row in rows(part)) for part in PARTS)
    assert len(development) == 15
    for kind, texts in development.items():
        assert 0.25 <= held_out[kind] / (held_out[kind] + texts) <= 0.5, kind
    assert development.total() + held_out.total() >= 640


def test_no_text_of_a_kind_stands_twice() -> None:
    counted = Counter((row.kind, row.field, fold(row.text)) for row in EVERY)
    assert max(counted.values()) == 1


def test_claims_are_in_words_that_the_reader_answers_in() -> None:
    for row in EVERY:
        skills = {*row.read, *row.not_read, *row.allowed, *chain(*row.enough, *row.too_little)}
        assert all(map(titles, skills)), row
        if row.level:
            assert {*row.within, *row.not_within} <= {*LEVELS[row.level], "none"} - {""}, row
        assert {*row.area, *row.not_areas} <= {name for name, _, _ in AREAS}, row
        assert {*row.contracts, *row.not_contracts} <= set(CONTRACTS), row


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        (Row("x", "candidato.cv", "Kotlin, Redis", read=("Kotlin",), not_read=("Scala",)), (1, 0, 0)),
        (Row("x", "candidato.cv", "Kotlin, Perl", read=("Kotlin",), nothing_else=True), (1, 0, 1)),
        (Row("x", "candidato.cv", "Kotlin", read=("Kotlin", "Scala")), (1, 1, 0)),
        (Row("x", "vaga.titulo_vaga", "Kotlin", not_read=("Kotlin",)), (0, 0, 1)),
        (Row("x", "vaga.nivel_ingles", "Fluente", level="english", within=("fluente",)), (1, 0, 0)),
        (Row("x", "candidato.nivel_ingles", "Fluente", level="english", within=("básico",)), (0, 1, 1)),
        (Row("x", "candidato.nivel_ingles", "?", level="english", within=("básico",)), (0, 1, 0)),
        (Row("x", "candidato.nivel_ingles", "?", level="english", within=("básico", "none")), (0, 0, 0)),
        (Row("x", "candidato.nivel_ingles", "Fluente", level="english", not_within=("fluente",)), (0, 0, 1)),
        (Row("x", "vaga.areas_atuacao", "Marketing", area=("marketing",), not_areas=("jurídica",)), (1, 0, 0)),
        (Row("x", "vaga.areas_atuacao", "Marketing", area=("jurídica",), not_areas=("marketing",)), (0, 1, 1)),
        (Row("x", "vaga.tipo_contratacao", "CLT", contracts=("pj",)), (0, 1, 1)),
        (Row("x", "vaga.tipo_contratacao", "CLT", not_contracts=("clt",)), (0, 0, 1)),
        (Row("x", "candidato.cv", "Kotlin", same_as="kotlin"), (1, 0, 0)),
        (Row("x", "candidato.cv", "Kotlin", same_as="Scala"), (0, 1, 1)),
        (Row("x", "vaga.competencias_tecnicas_requeridas", "Kotlin", enough=(("Kotlin",), ("Scala",))), (1, 1, 0)),
        (Row("x", "vaga.competencias_tecnicas_requeridas", "Kotlin", too_little=(("Kotlin",), ("Scala",))), (0, 0, 1)),
    ],
)
def test_the_judge_counts_what_is_right_missed_and_wrong(judge: Judge, row: Row, counted: tuple[int, int, int]) -> None:
    tally = judge.judge([row])[0]["x"]
    assert (tally.rightly, tally.missed, tally.wrongly) == counted
    assert tally.faultless == (counted[1:] == (0, 0))
