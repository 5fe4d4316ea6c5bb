"""How senior titles and fields say somebody is, in Portuguese and English."""

# ruff: noqa: E501 - a table of texts reads by line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.levels.levels import SENIORITY, seniority
from tests.model.readings import readings

TABLE = """
    Estagiário; Estagiária de Marketing; Estágio em Gerência de Projetos; Jovem Aprendiz; Intern; Internship; Summer Intern = 1
    Auxiliar Administrativo; Assistente Financeira; Assistente de Diretoria; Assistente da Gerente de RH; Office Assistant = 2
    Executive Assistant to the CEO; Assistente Administrativo Pleno; Auxiliar de Coordenação; Analista / Assistente = 2
    Assistente ou Analista; Ajudante geral; Aux. de escritório; Assistant to the Sales Director; Auxiliar do Supervisor = 2
    Júnior; Jr; Analista Jr.; Desenvolvedora Júnior; Junior Developer; Trainee; Analista Júnior de Gerenciamento de Projetos = 3
    Product Manager Júnior; Junior Product Manager; Gerente de Contas Júnior; Júnior/Pleno; Desenvolvedor Júnior a Pleno; Jr/Pl = 3
    Analista de Sistemas I; Analista I/II; Engenheiro de Software I; Entry level; Especialista Júnior; Dev Jr ou Pleno = 3
    Pleno; Plena; Pl; Desenvolvedora Plena; Senioridade: pleno; Nível: Pleno; Mid-level; Mid; Pleno/Sênior; Pl/Sr; Pleno ou Sênior = 4
    Analista; Analista de Sistemas; Business Analyst; Analista de Gerência; Analista de Diretoria; Analista de Leads = 4
    Analista II; Engenheiro de Dados II - Python; Consultor SAP SD PL; Gerente de Projetos Pleno; Analista de T.I.; Semi Senior = 4
    Sênior; Senior; Sr; Sr.; Desenvolvedor Java Sr; Sr. Software Engineer; Engenheira de Software Sênior; Analista III = 5
    Senior Product Manager; Account Manager Sênior; Gerente de Projetos Sênior; Desenvolvedor PL/SQL Sênior; Seniores = 5
    Especialista; Tech Lead; Líder Técnica; Team Leader; Arquiteto de Software; Principal Engineer; Staff Engineer; Specialist = 6
    Especialista Sênior; Lead Developer; Engenheiro de Dados Especialista; Desenvolvedor Sênior e Líder Técnico; Expert em SAP = 6
    Coordenador de TI; Coordenadora de Estágio; Supervisora de Vendas; Encarregado; Chefe de Cozinha; Assistant Manager = 7
    Coordenador/Gerente; Coordenação; Supervisão; Coordenador Sênior; Project Coordinator = 7
    Gerente; Gerenta; Gerente de TI; Diretor; Diretora Executiva; Head of Data; Head de Produto; IT Manager; CTO; Vice-presidente = 8
    Gerente Sênior; Senior Manager; Gerente de Projetos I; Gerente de Projetos; Vaga de Gerente; Cargo: Diretora; Gerência; Diretoria; Gestora de RH = 8
    Director of Engineering; Superintendente; Gerente da área de auditoria; Contratação para Gerente de Loja = 8
    Desenvolvedor; Programadora; Consultor SAP; Headhunter; Head Hunter; Scrum Master; Product Owner; Professora; Enfermeiro = 0
    Secretária do Diretor; Secretária da Diretoria; Motorista do presidente; Assessor da Diretoria; Suporte à Gerência = 0
    Desenvolvedor PL/SQL; Assistente Social; Community Manager; Gestor de Tráfego; Diretor de Arte; Arquiteta e Urbanista = 0
    ??; Gerenciamento; Internacional; Prestígio; Coordenadas; Especial; Senioridade; Internal Auditor; Auditora Interna; Comunicação interna; Fase II da obra = 0
"""


@pytest.mark.parametrize(("text", "level"), readings(TABLE))
def test_a_text_is_read(text, level):
    assert seniority(text) == int(level)


@pytest.mark.parametrize(
    "trade", ["Desenvolvedor Java", "Product Manager", "Analista de Gestão", "Account Manager", "Engenheira"]
)
@pytest.mark.parametrize(
    ("grade", "level"), [("Júnior", 3), ("Pleno", 4), ("Sênior", 5), ("Jr.", 3), ("Pl", 4), ("Sr", 5)]
)
def test_a_grade_that_is_said_counts(trade, grade, level):
    assert seniority(f"{trade} {grade}") == seniority(f"{grade} {trade}") == seniority(f"{trade} - {grade}") == level


@pytest.mark.parametrize("between", ["/", " / ", " ou ", " a ", " até ", ", ", " e ", "-"])
def test_of_a_range_the_lower_end_counts(between):
    assert seniority(f"Desenvolvedor Pleno{between}Sênior") == seniority(f"Desenvolvedor Sênior{between}Pleno") == 4
    assert seniority(f"Analista Júnior{between}Pleno") == 3


@pytest.mark.parametrize("boss", ["Diretor", "Gerente", "Coordenadora", "Presidente", "Supervisor", "Especialista"])
def test_whom_somebody_works_for_is_not_the_own_level(boss):
    for servant in ("Secretária", "Motorista", "Assessora"):
        assert seniority(f"{servant} do {boss}") == seniority(f"{servant} da {boss} de TI") == 0
    assert seniority(f"Assistente do {boss}") == 2
    assert seniority(f"Vaga de {boss}") == seniority(boss) >= 6


@given(st.text(max_size=60))
def test_any_text_has_a_level(text):
    assert 0 <= seniority(text) < len(SENIORITY)
