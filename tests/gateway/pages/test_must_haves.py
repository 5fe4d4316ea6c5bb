"""Must-haves: met, missing, or to be asked; never guessed."""

from __future__ import annotations

import pytest

from gateway.decisions.requests import MustHave
from gateway.pages.job.must_haves import check, of_form
from gateway.search.searching import Hit
from model.features import layout as at
from model.levels import levels
from model.skills.taxonomy import default
from model.text.words import words


def somebody(skills="Java, SQL", english="avançado", academic="superior", area="TI - Desenvolvimento/Programação"):
    told = [0, 0, 0, 0]
    told[at.ENGLISH] = levels.english(english)
    told[at.ACADEMIC] = levels.academic(academic)
    bits = default().find(words(skills)).skills if skills else 0
    return Hit("c1", 1, b"{}", bits, levels.areas(area), tuple(told))


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("skill", "Java", "met"),
        ("skill", "java e sql", "met"),
        ("skill", "Kotlin ou Java", "met"),
        ("skill", "Kotlin", "missing"),
        ("skill", "simpatia", "unknown"),
        ("english", "intermediário", "met"),
        ("english", "fluente", "missing"),
        ("spanish", "básico", "unknown"),
        ("academic", "superior", "met"),
        ("academic", "mestrado", "missing"),
        ("seniority", "sênior", "unknown"),
        ("area", "TI - Desenvolvimento/Programação", "met"),
        ("area", "Recursos Humanos", "missing"),
        ("city", "Recife", "unknown"),
        ("other", "viajar", "unknown"),
    ],
)
def test_answers(kind, value, answer):
    (found,) = check([MustHave(kind=kind, value=value)], somebody())
    assert found.answer == answer


def test_of_whom_nothing_is_known_everything_is_asked():
    items = [MustHave(kind="skill", value="Java"), MustHave(kind="english", value="fluente")]
    assert [one.answer for one in check(items, None)] == ["unknown", "unknown"]
    nothing = somebody(skills="", english=None, academic=None, area=None)
    assert [one.answer for one in check(items, nothing)] == ["unknown", "unknown"]


def test_a_form_names_each_once_and_levels_that_there_are():
    items = of_form(
        {
            "skill": [" Java, java;SQL\nDocker ,, "],
            "other": ["viajar"],
            "english": ["fluente"],
            "spanish": ["ótimo"],
            "academic": [""],
        }
    )
    assert [(item.kind, item.value) for item in items] == [
        ("skill", "Java"),
        ("skill", "SQL"),
        ("skill", "Docker"),
        ("other", "viajar"),
        ("english", "fluente"),
    ]
