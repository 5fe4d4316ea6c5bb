"""What people write about languages, in Portuguese, English and Spanish, and what it is read as."""

# ruff: noqa: E501 - a table of texts reads by line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.levels.languages import TESTS
from model.levels.levels import LANGUAGE, english, spanish
from tests.model.readings import readings

TABLE = """
    Básico; Iniciante; Elementar; Noções básicas; Nível inicial; Basic; Beginner; Elementary; Pré-intermediário = 2
    Elementary proficiency; Basic user; Pre-intermediate; Inglês instrumental; Básico (leitura); A1; A2; nível A2 = 2
    Intermediário; Intermediária; Intermediate; Intermedio; Upper intermediate; Limited working proficiency; B1; B2 = 3
    Inglês técnico; Technical; Conversação; Conversational; bom; Boa; Good; Médio; Inglês: regular; B2+ = 3
    Avançado; Avançada; Advanced; Avanzado; C1; nível C1; Muito bom; very good; Professional working proficiency = 4
    Fluente; Fluência; Fluency; fluent; Fluido; Nativo; Nativa; Native speaker; Bilíngue; C2; Proficient; Proficiência = 5
    fluência na fala e na escrita; Full professional proficiency; Native or bilingual proficiency; Língua materna = 5
    Nenhum; Nenhuma; None; Não; No; Não falo; não possuo; Sem inglês; sem conhecimento; Sem conhecimento do idioma = 1
    No English; I don't speak English; Não tenho conhecimento em inglês; nada; Zero; Inexistente; nem básico = 1
    Não exigido; Não é necessário; Not required; não obrigatório = 1
    ??; xyz; Sim; A combinar; inglês; TOEFL; IELTS em 2019; 12345; Duolingo 120; Não informado; Não se aplica; N/D = 0
    não fluente; Não sou fluente; not fluent; não tenho inglês avançado; sem fluência = 0
    uso no trabalho diário; sem dificuldade; sem certificado; escola de idiomas = 0
    Intermediário, não fluente; Não sou fluente mas tenho inglês intermediário; Intermediário/Avançado = 3
    Básico a intermediário; básico/intermediário; leitura avançada, conversação básica; proficiência básica = 2
    Avançado - sem certificado; C1/C2; entre avançado e fluente; Avançado (C1); Avançado técnico = 4
    TOEFL iBT 42; TOEFL 94; TOEFL ITP 500; IELTS 5.5; IELTS: 6,5; TOEIC 600; PTE 50; EF SET 55; TOEFL ITP 626; PTE 75; Cambridge 179; EF SET 60 = 3
    FCE; Cambridge First; PET; Cambridge 165; TOEFL iBT (2026): 4.5 = 3
    TOEFL iBT 95; 110 no TOEFL; TOEFL 2019 - 101; IELTS 7; IELTS 8.0; IELTS overall band score 7.5; TOEIC 950 = 4
    TOEIC: 960/990; CAE; C1 Advanced; Cambridge CAE, grade B; PTE Academic 76; TOEFL ITP 627; TOEFL ITP 677; Cambridge 180; EF SET 61; TOEFL 5.5 = 4
    TOEFL iBT 118; IELTS 8.5; IELTS 9,0; CPE; C2 Proficiency; Cambridge English Scale 200; PTE 85; EF SET 71; TOEFL 6 = 5
    TOEFL 30; IELTS 3.5; TOEIC 300; KET; EF SET 40; TOEFL ITP 459; PTE 42; Cambridge 139 = 2
    Básico (TOEFL iBT 100); Intermediário, TOEIC 950 = 4
"""


@pytest.mark.parametrize(("text", "level"), readings(TABLE))
def test_english(text, level):
    assert english(text) == int(level)


@pytest.mark.parametrize(
    ("text", "of_english", "of_spanish"),
    [
        ("Inglês avançado, espanhol básico", 4, 2),
        ("Avançado em inglês e básico em espanhol", 4, 2),
        ("Espanhol intermediário / inglês fluente", 5, 3),
        ("Inglês e espanhol fluentes", 5, 5),
        ("Inglês/Espanhol: intermediário", 3, 3),
        ("Fluente em inglês, espanhol e francês", 5, 5),
        ("Fluente em inglês, espanhol básico", 5, 2),
        ("English (C1), Spanish (A2), Portuguese (native)", 4, 2),
        ("Português nativo, inglês B2", 3, 0),
        ("Inglés avanzado, español nativo", 4, 5),
        ("Castelhano fluente", 0, 5),
        ("Alemão fluente", 0, 0),
        ("Sem inglês, espanhol avançado", 1, 4),
        ("Não falo espanhol, inglês intermediário", 3, 1),
        ("No English; Spanish: fluent", 1, 5),
        ("Inglês: leitura avançada, escrita intermediária; Espanhol: nenhum", 3, 1),
        ("Inglês - avançado - Espanhol - básico", 4, 2),
        ("Inglês \u2022 avançado", 4, 0),
        ("DELE B2", 3, 3),
        ("IELTS 8, espanhol básico", 4, 2),
        ("Básico", 2, 2),
        (None, 0, 0),
        ("", 0, 0),
    ],
)
def test_a_text_about_several_languages_is_read_for_each(text, of_english, of_spanish):
    assert (english(text), spanish(text)) == (of_english, of_spanish)


@pytest.mark.parametrize("name", TESTS)
def test_a_better_result_is_never_a_lower_level(name):
    _, scales = TESTS[name]
    spoken = {"itp": "TOEFL ITP", "efset": "EF SET"}.get(name, name)
    for lowest, *_, highest in scales:
        steps = [lowest + (highest - lowest) * step / 200 for step in range(201)]
        found = [english(f"{spoken} {int(step) if highest > 10 else round(step * 2) / 2}") for step in steps]
        assert found == sorted(found)
        assert found[0] == 2
        assert found[-1] >= 4
    assert english(f"{spoken} 99999") == 0


@given(st.text(max_size=60))
def test_any_text_has_a_level(text):
    assert 0 <= english(text) < len(LANGUAGE)
    assert 0 <= spanish(text) < len(LANGUAGE)
