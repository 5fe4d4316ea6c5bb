"""Must-haves: met, missing, or to be asked; never guessed."""

from __future__ import annotations

import pytest

from gateway.decisions.requests import MustHave
from gateway.pages.job.must_haves import check, of_form
from gateway.pages.job.places import lives
from gateway.search.searching import Hit
from model.features import layout as at
from model.levels import levels
from model.levels.certificates import named
from model.skills.taxonomy import default
from model.text.words import words

HELD = "AWS Certified Solutions Architect - Associate; PMP; Scrum Master em andamento"


def somebody(
    skills="Java, SQL",
    english="avançado",
    academic="superior",
    area="TI - Desenvolvimento/Programação",
    place=("São Paulo", "São Paulo"),
    certificates=HELD,
):
    told = [0, 0, 0, 0]
    told[at.ENGLISH] = levels.english(english)
    told[at.ACADEMIC] = levels.academic(academic)
    bits = default().find(words(skills)).skills if skills else 0
    held = named(certificates) if certificates else None
    return Hit("c1", 1, "{}", bits, levels.areas(area), tuple(told), *place, held if held is None else tuple(held))


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
        ("city", "Recife", "missing"),
        ("city", "sao paulo/SP", "met"),
        ("city", "Recife ou São Paulo", "met"),
        ("certificate", "PMP", "met"),
        ("certificate", "certificação AWS", "met"),
        ("certificate", "AWS Solutions Architect", "met"),
        ("certificate", "AWS Solutions Architect Associate", "unknown"),
        ("certificate", "Scrum Master", "missing"),
        ("certificate", "certificado", "unknown"),
        ("other", "viajar", "unknown"),
    ],
)
def test_answers(kind, value, answer):
    (found,) = check([MustHave(kind=kind, value=value)], somebody())
    assert found.answer == answer


def test_of_whom_nothing_is_known_everything_is_asked():
    asked = {"skill": "Java", "english": "fluente", "city": "Recife", "certificate": "PMP"}
    items = [MustHave(kind=kind, value=value) for kind, value in asked.items()]
    nothing = somebody(skills="", english=None, academic=None, area=None, place=(None, None), certificates=None)
    for known in (None, nothing):
        assert {one.answer for one in check(items, known)} == {"unknown"}


@pytest.mark.parametrize(
    ("wanted", "city", "state", "answer"),
    [
        ("Recife", "Recife", None, True),
        ("Recife, PE", "RECIFE", "Pernambuco", True),
        ("Recife - Pernambuco", "Recife/PE", None, True),
        ("Santa Maria, RS", "Santa Maria", "DF", False),
        ("Santa Maria, RS", "Santa Maria", None, True),
        ("Recife", "Olinda", "PE", False),
        ("Recife ou Olinda, PE", "Olinda", "PE", True),
        ("Recife", None, "PE", None),
        ("Recife, PE", None, "SP", False),
        ("Pernambuco", "Recife", "PE", True),
        ("PE", "Recife", None, None),
        ("São Paulo", "Campinas", "SP", False),
        ("Recife", None, None, None),
        (" , ", "Recife", "PE", None),
    ],
)
def test_a_place_is_compared_as_people_write_it(wanted, city, state, answer):
    assert lives(wanted, city, state) is answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [(None, "unknown"), ("-", "unknown"), ("não possuo", "missing"), ("PMP em andamento", "missing"), ("pmp", "met")],
)
def test_certificates_that_are_denied_or_under_way_are_none(said, answer):
    (found,) = check([MustHave(kind="certificate", value="PMP")], somebody(certificates=said))
    assert found.answer == answer


def test_a_form_names_each_once_and_levels_that_there_are():
    items = of_form(
        {
            "skill": [" Java, java;SQL\nDocker ,, "],
            "other": ["viajar"],
            "city": [" Recife, PE "],
            "certificate": ["PMP, AWS"],
            "english": ["fluente"],
            "spanish": ["ótimo"],
            "academic": [""],
        }
    )
    assert [(item.kind, item.value) for item in items] == [
        ("skill", "Java"),
        ("skill", "SQL"),
        ("skill", "Docker"),
        ("certificate", "PMP"),
        ("certificate", "AWS"),
        ("other", "viajar"),
        ("city", "Recife, PE"),
        ("english", "fluente"),
    ]
