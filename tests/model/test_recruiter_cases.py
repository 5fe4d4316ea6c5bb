"""Six cases that a recruiter would agree on."""

from __future__ import annotations

import pytest

DEVELOPMENT = "TI - Desenvolvimento/Programação"
JAVA = "Java, Spring Boot, Microsserviços, SQL, AWS, Docker"


@pytest.fixture
def ideal(scorer, job, applicant):
    posting = job(
        titulo_vaga="Desenvolvedor Java Sênior",
        competencias_tecnicas_requeridas=JAVA,
        nivel_academico="Ensino Superior Completo",
        nivel_ingles="Avançado",
        nivel_profissional="Sênior",
        areas_atuacao=DEVELOPMENT,
        tipo_contratacao="CLT Full",
    )
    person = applicant(
        titulo_profissional="Desenvolvedora Java Sênior",
        conhecimentos_tecnicos=f"{JAVA}, Kubernetes",
        nivel_academico="Pós Graduação Completo",
        nivel_ingles="Fluente",
        nivel_profissional="Sênior",
        area_de_atuacao=DEVELOPMENT,
    )
    return scorer.match(posting, person).quality_score


def test_an_ideal_senior_match_is_high(ideal):
    assert ideal >= 80


def test_a_frontend_specialist_fits_a_frontend_job(scorer, job, applicant):
    posting = job(
        titulo_vaga="Desenvolvedor Frontend",
        competencias_tecnicas_requeridas="React, JavaScript, TypeScript, HTML, CSS",
        nivel_academico="Ensino Superior Completo",
        nivel_ingles="Intermediário",
        nivel_profissional="Pleno",
        areas_atuacao=DEVELOPMENT,
    )
    person = applicant(
        titulo_profissional="Desenvolvedora Front-end",
        conhecimentos_tecnicos="React, TypeScript, JavaScript, CSS3, HTML5, Figma",
        nivel_academico="Ensino Superior Completo",
        nivel_ingles="Intermediário",
        nivel_profissional="Pleno",
        area_de_atuacao=DEVELOPMENT,
    )
    assert scorer.match(posting, person).quality_score > 50


def test_a_junior_fits_a_junior_job(scorer, job, applicant):
    posting = job(
        titulo_vaga="Desenvolvedor Júnior",
        competencias_tecnicas_requeridas="Python, SQL, Git",
        nivel_academico="Ensino Superior Cursando",
        nivel_ingles="Básico",
        nivel_profissional="Júnior",
        areas_atuacao=DEVELOPMENT,
    )
    person = applicant(
        titulo_profissional="Desenvolvedor Júnior",
        conhecimentos_tecnicos="Python, SQL, Git",
        nivel_academico="Ensino Superior Cursando",
        nivel_ingles="Básico",
        nivel_profissional="Júnior",
        area_de_atuacao=DEVELOPMENT,
    )
    assert scorer.match(posting, person).quality_score > 50


def test_a_designer_does_not_fit_a_java_job(scorer, job, applicant):
    posting = job(
        titulo_vaga="Desenvolvedor Java",
        competencias_tecnicas_requeridas="Java, Spring, Hibernate, SQL",
        nivel_academico="Ensino Superior Completo",
        nivel_ingles="Intermediário",
        nivel_profissional="Pleno",
        areas_atuacao=DEVELOPMENT,
    )
    person = applicant(
        titulo_profissional="Designer Gráfico",
        conhecimentos_tecnicos="Photoshop, Illustrator, Figma, UX",
        nivel_academico="Ensino Superior Completo",
        nivel_ingles="Intermediário",
        nivel_profissional="Pleno",
        area_de_atuacao="Design",
    )
    assert scorer.match(posting, person).quality_score < 40


def test_a_salesman_does_not_fit_a_full_stack_job(scorer, job, applicant):
    posting = job(
        titulo_vaga="Desenvolvedor Full Stack",
        competencias_tecnicas_requeridas="Node.js, React, MongoDB, Docker",
        nivel_academico="Ensino Superior Completo",
        nivel_ingles="Avançado",
        nivel_profissional="Sênior",
        areas_atuacao=DEVELOPMENT,
    )
    person = applicant(
        titulo_profissional="Vendedor",
        conhecimentos_tecnicos="Vendas, negociação, atendimento ao cliente",
        nivel_academico="Ensino Médio Completo",
        nivel_ingles="Básico",
        nivel_profissional="Pleno",
        area_de_atuacao="Comercial",
    )
    assert scorer.match(posting, person).quality_score < 40


def test_a_senior_architect_for_an_internship_is_below_the_ideal(scorer, job, applicant, ideal):
    posting = job(
        titulo_vaga="Estágio em Desenvolvimento",
        competencias_tecnicas_requeridas="Lógica de programação, HTML, CSS, Java",
        nivel_academico="Ensino Superior Cursando",
        nivel_ingles="Básico",
        nivel_profissional="Estagiário",
        areas_atuacao=DEVELOPMENT,
        tipo_contratacao="Estagiário",
    )
    person = applicant(
        titulo_profissional="Arquiteto de Software Sênior",
        conhecimentos_tecnicos=f"{JAVA}, Arquitetura de Software",
        nivel_academico="Mestrado Completo",
        nivel_ingles="Fluente",
        nivel_profissional="Sênior",
        area_de_atuacao=DEVELOPMENT,
    )
    assert scorer.match(posting, person).quality_score < ideal
