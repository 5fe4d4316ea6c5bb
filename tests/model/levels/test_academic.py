"""What people write about their studies, in Portuguese and English, and what it is read as."""

# ruff: noqa: E501 - a table of texts reads by line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.levels.levels import ACADEMIC, academic
from tests.model.readings import readings

TABLE = """
    Ensino Fundamental; fundamental completo; 1º grau; Primeiro grau; Ensino Médio Incompleto; Nenhuma; primário; middle school = 1
    Ensino Fundamental Incompleto; Ensino médio trancado; sem escolaridade = 1
    Ensino Médio; 2º grau completo; 2o. grau; Segundo Grau; High School; High school diploma; Colegial; Secundário; Magistério = 2
    Técnico cursando; Ensino Técnico Incompleto; Curso técnico em andamento; Médio completo; Certificado de conclusão do ensino médio = 2
    Ensino médio ou superior; Ensino Médio/Técnico; ensino médio na escola da Universidade Federal = 2
    Técnico em Informática; Técnica em Enfermagem; Técnico em Tecnologia da Informação; Curso técnico na Universidade Federal = 3
    Técnico em Segurança e Medicina do Trabalho; Ensino técnico de nível médio; Médio técnico; Ensino médio integrado ao técnico = 3
    Curso técnico em Administração pela Faculdade Senac; Universidade Federal - curso técnico; Técnico ou superior; Associate's degree = 3
    Técnico em Educação Superior; Formado em técnico de enfermagem; Vocational training; Técnico (nível médio) = 3
    Superior cursando; Ensino Superior Incompleto; Superior - incompleto; Graduação trancada; Faculdade (trancada) = 4
    Graduando em Direito; Graduanda; Bacharelando; Bacharelanda em Letras; Licencianda; Formanda em Administração = 4
    Estudante universitário; Universitária; University student; Undergraduate student; some college; Acadêmica de Medicina = 4
    Bachelor's degree (in progress); Sistemas de Informação, 5º semestre; Graduação em TI - 3º período = 4
    Superior completo ou cursando; Graduação não concluída; Superior, previsão de término em 2027; Tecnólogo em Redes (cursando) = 4
    Cursando superior em Economia; Estudante de graduação; Ensino médio completo, faculdade trancada; 3º grau incompleto = 4
    Graduado em Física; Graduada; Formada em Direito; Bacharel; Bacharela em Direito; Licenciado em Letras; Licenciada = 5
    Tecnólogo; Tecnóloga em Redes; Tecnologia em Análise de Sistemas; Curso superior de tecnologia; 3º grau; 3° grau completo = 5
    BSc; B.Sc. in Physics; B. Sc.; B.A. in History; BEng; Bachelor of Arts; Bachelor's degree; University degree; Graduate = 5
    Faculdade; Universidade de São Paulo; Nível superior; Superior completo, pós-graduação desejável; Graduação em curso superior de TI = 5
    Pós-graduação; Pós-graduada em Marketing; Pós; MBA; M.B.A.; MBA em Gestão de Tecnologia; Especialização; Especialista em Redes = 6
    Pós-graduação em Docência do Ensino Superior; Especialização em Ensino Médio; Postgraduate; Lato sensu; Graduação e MBA = 6
    Mestrando; Mestranda em IA; Mestrado incompleto; Mestrado em andamento; Estudante de mestrado; Master's student = 6
    Mestrado; Mestre; Mestra em Computação; M.Sc.; MSc; Master's degree in Finance; MEng; LL.M.; Bacharel em Direito e mestre em Economia = 7
    Doutorando; Doutoranda; PhD candidate; Ph.D. student; Doutorado cursando; Doutorado trancado; Mestrado Profissional = 7
    Doutor; Doutora em Física; Doutorado; Ph.D.; PhD; Ph. D. in Physics; Pós-doutorado; Pós-doutoranda; Doctorate = 8
    ??; Administração; Tecnologia da Informação; Sim; Inglês fluente; 8ª série; Belo Horizonte/MS; Salvador, BA = 0
    Scrum; Engenharia Civil; A combinar; informática básica = 0
"""


@pytest.mark.parametrize(("text", "level"), readings(TABLE))
def test_a_text_is_read(text, level):
    assert academic(text) == int(level)


@pytest.mark.parametrize(
    "held", ["Superior", "Técnico", "Mestrado", "Doutorado", "Pós-graduação", "Ensino médio", "Graduação"]
)
def test_what_is_not_finished_counts_less(held):
    finished = academic(held)
    assert academic(f"{held} completo") == academic(f"{held} em Administração, concluído") == finished
    for status in ("incompleto", "cursando", "trancado", "em andamento", "em curso", "não concluído", "interrompido"):
        assert academic(f"{held} {status}") == academic(f"{held} em Administração ({status})") == finished - 1
    assert academic(f"{held} completo ou cursando") == finished - 1


@pytest.mark.parametrize(
    "course", ["Tecnologia da Informação", "Educação Superior", "Ensino Médio", "Gestão Universitária"]
)
def test_a_course_is_not_its_name(course):
    assert academic(f"Técnico em {course}") == academic("Técnico em Redes") == 3
    assert academic(f"Mestrado em {course}") == 7


@given(st.text(max_size=60))
def test_any_text_has_a_level(text):
    assert 0 <= academic(text) < len(ACADEMIC)
