"""Years and learning are told of the names that they are said of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.skills.experience import Experience, experience, tells


def said_of(name, phrase):
    before, _, after = phrase.partition(name)
    return experience(before, after)


@pytest.mark.parametrize(
    ("phrase", "years"),
    [
        ("5 anos de Java", {"Java": 5}),
        ("5 anos de experiência com Java, Spring e Docker", {"Java": 5, "Spring": 5, "Docker": 5}),
        ("2+ years of Python", {"Python": 2}),
        ("more than 10 years of experience in SQL", {"SQL": 10}),
        ("Dez anos de desenvolvimento em Java", {"Java": 10}),
        ("Java (5 anos), Python (2 anos), Ruby", {"Java": 5, "Python": 2, "Ruby": None}),
        ("Java - 5 anos de experiência", {"Java": 5}),
        ("Java há 3 anos", {"Java": 3}),
        ("Java for over 3 years and Python", {"Java": 3, "Python": None}),
        ("5 anos de Java e 2 de Python", {"Java": 5, "Python": 2}),
        ("Java, 5 anos de Python", {"Java": None, "Python": 5}),
        ("5 (cinco) anos de SAP", {"SAP": 5}),
        ("cinco (5) anos de SAP", {"SAP": 5}),
        ("5 anos de Java; Ruby", {"Java": 5, "Ruby": None}),
        ("5 anos de Java, mas sem Kotlin", {"Java": 5, "Kotlin": None}),
        ("Tenho 35 anos. Programo em Java", {"Java": None}),
        ("35 anos de idade, Java", {"Java": None}),
        ("70 anos de história com Java", {"Java": None}),
        ("Java 8, Python 3.11", {"Java": None, "Python": None}),
        ("Java desde 2015", {"Java": None}),
        ("há 12 meses com Java", {"Java": None}),
    ],
)
def test_years_are_told_of_what_they_were_spent_on(phrase, years):
    assert {name: said_of(name, phrase).years for name in years} == years


@pytest.mark.parametrize(
    ("phrase", "learning"),
    [
        ("Estudando Java e Spring", {"Java": True, "Spring": True}),
        ("Noções de Java, domino Python", {"Java": True, "Python": False}),
        ("Java (estudando), Python", {"Java": True, "Python": False}),
        ("Java: noções", {"Java": True}),
        ("Currently learning Rust; Java", {"Rust": True, "Java": False}),
        ("Cursando ADS. Java", {"Java": False}),
        ("Java avançado, aprendendo Kotlin", {"Java": False, "Kotlin": True}),
        ("5 anos de Java", {"Java": False}),
    ],
)
def test_who_is_learning_is_told_so(phrase, learning):
    assert {name: said_of(name, phrase).learning for name in learning} == learning


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_phrase_that_tells_nothing_says_nothing(before, after):
    assert tells(before) or tells(after) or experience(before, after) == Experience()
