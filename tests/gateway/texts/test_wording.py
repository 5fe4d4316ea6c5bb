"""What recruiters read of a pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.bands import band
from data.contract.matches import RATIOS
from gateway.texts import wording
from gateway.texts.catalogue import texts_of
from model.scoring.pair import PairScore

PT = texts_of("pt")
RATIO = st.none() | st.floats(0, 1)


def a_pair(score=75.0, job=1.0, person=1.0, **ratios):
    return PairScore(score, 0.1, dict.fromkeys(RATIOS) | ratios, (job + person) / 2, person)


def test_a_pair_is_summed_up():
    found = a_pair(82.34, technical=1.0, english=0.75, area=0.49, academic=0.5)

    assert wording.summary(found, PT) == (
        "Compatibilidade alta: 82,3 de 100; 50 é a pessoa média entre as consideradas para uma vaga. "
        "Corresponde à vaga em: competências técnicas, inglês. A verificar na entrevista: área de atuação. "
        "Sem dados para comparar: espanhol, senioridade, tipo de contratação."
    )


@pytest.mark.parametrize(
    ("job", "person", "says"),
    [
        (1.0, 0.0, "Nada se sabe desta pessoa: a nota não julga este par."),
        (0.0, 0.625, "Nada se sabe desta vaga: a nota não julga este par."),
        (0.0, 0.0, "Nada se sabe desta vaga nem desta pessoa: a nota não julga este par."),
        (1.0, 0.25, "Pouco se sabe desta pessoa: com mais dados a nota pode mudar."),
        (1 / 9, 0.125, "Pouco se sabe desta vaga e desta pessoa: com mais dados a nota pode mudar."),
        (1.0, 0.375, "Sem dados para comparar categoria por categoria."),
    ],
)
def test_too_little_data_is_said_of_the_side_that_lacks_it(job, person, says):
    text = wording.summary(a_pair(job=job, person=person), PT)

    assert says in text
    assert ("Compatibilidade" in text) == ("Nada" not in says)
    assert ("se sabe" in text) == ("se sabe" in says)


@given(st.floats(0, 100), st.integers(0, 9), st.integers(0, 8), st.fixed_dictionaries(dict.fromkeys(RATIOS, RATIO)))
def test_a_summary_judges_only_where_both_sides_are_known_and_tells_no_chance(score, of_job, of_person, ratios):
    text = wording.summary(a_pair(score, of_job / 9, of_person / 8, **ratios), PT)

    knows = of_job > 0 and of_person > 0
    assert (f"Compatibilidade {band(score)}" in text) == knows
    assert (wording.AVERAGE in text) == knows
    assert not [word for word in ("%", "chance", "probabilidade") if word in text.lower()]


def test_every_category_has_a_name():
    assert {f"category.{name}" for name in RATIOS} <= set(PT.texts)
