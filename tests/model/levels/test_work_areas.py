"""Which areas of work titles and fields tell, in Portuguese and English."""

# ruff: noqa: E501 - a table of texts reads by line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.levels.levels import AREAS, area_names, areas
from model.text.short_text import ANY
from tests.model.readings import readings

TABLE = """
    Desenvolvedor Java; Programmer; Programadora; Software Engineer; Engenheiro de Software; Engenheira de Software Sênior = desenvolvimento
    Engenheiro Sênior de Software; Engenheiro(a) de Software; Front-end; Fullstack; Back-end Developer; Dev Java; Coder = desenvolvimento
    Engenharia de Software; Engenheiro de Computação; Mobile Developer; Web Developer; TI - Desenvolvimento/Programação = desenvolvimento
    Consultor SAP MM; TI - SAP; ABAP = sap
    Analista de Redes; Network Engineer; DevOps; SRE; Administrador de Sistemas; System Administrator; Data Center; TI - Telecom = infraestrutura
    Analista de Suporte; Help Desk; Service Desk; Técnico de Informática; Field Service; Support Engineer = suporte
    QA; Tester; Analista de Testes; Quality Assurance; Engenheira de Qualidade de Software; TI - Qualidade/Testes = qualidade
    DBA; Administradora de Banco de Dados; Database Administrator; Bancos de Dados = banco de dados
    Cientista de Dados; Engenheira de Dados; Data Scientist; Data Analyst; Analista de BI; Machine Learning Engineer; Big Data = dados
    Gerente de Projetos; Scrum Master; Product Owner; Agile Coach; Facilitadora Ágil; PMO = projetos
    Analista de Negócios; Business Analyst; Analista de Requisitos; TI - Processos e Negócios; Analista de Processos = processos e negócios
    Analista de Sistemas; ERP; Consultor Protheus; Systems Analyst; TI - Sistemas e Ferramentas = sistemas
    Segurança da Informação; Information Security Analyst; Cibersegurança; Pentester = segurança
    Arquiteto de Software; Arquiteta de Soluções; Solutions Architect; TI - Arquitetura; Enterprise Architect = arquitetura
    Designer; UX/UI; Web Designer; Diretora de Arte; Programador Visual; Designer Gráfica = design
    Auxiliar Administrativo; Secretária; Recepcionista; Office Assistant; Digitador; Administração de Empresas = administrativa
    Contador; Contadora; Analista Fiscal; Tesoureira; Auditor; Controller; Contas a Pagar; Analista Financeira; Accountant = financeira
    Analista de RH; Recrutadora; Tech Recruiter; Departamento Pessoal; Business Partner; Headhunter; Treinamento e Desenvolvimento = recursos humanos
    Vendedor; Saleswoman; Sales Manager; Executiva de Contas; Executivo de Negócios; Key Account; Account Manager; SDR = comercial
    Desenvolvimento de Negócios; Business Development; Engenheiro de Vendas; Novos Negócios e Parcerias; Suporte a Vendas = comercial
    Analista de Marketing; Social Media; Redes Sociais; Jornalista; Assessora de Imprensa; Redatora; Gestora de Tráfego = marketing
    Comprador; Compradora; Analista de Logística; Almoxarife; Comércio Exterior; Supply Chain; Estoquista; Buyer = logística
    Advogada; Analista Jurídico; Lawyer; Paralegal; Legal Counsel = jurídica
    Engenheiro Civil; Engenheira Civil; Engenheiro(a) Civil; Mechanical Engineer; Engenheiro de Produção; Programador CNC = engenharia
    Eletricista; Projetista Mecânico; Engenheiro de Segurança do Trabalho; Programação da Produção; Mestre de Obras = engenharia
    Enfermeira; Médico; Médica; Professora; Psicóloga; Nurse; Teacher; Técnica de Enfermagem; Fisioterapeuta = educação e saúde
    Técnico de Segurança do Trabalho; Segurança Patrimonial; Fiscal de Loja; Servidor Público; Salesforce; Horário comercial =
    Arquiteto e Urbanista; ??; fazer parte do time; Engenheiro; Analista; Coordenador; Trainee; Qualquer área; prestígio; médio =
    Engenheiro DevSecOps; DevSecOps Engineer = infraestrutura, segurança
    Arquiteta de Dados; Data Architect = dados, arquitetura
    Desenvolvedor SAP ABAP; TI - Desenvolvimento/Programação, TI - SAP = desenvolvimento, sap
    Administrativa, Financeira/Controladoria; Assistente Administrativo e Financeiro = administrativa, financeira
"""


@pytest.mark.parametrize(("text", "expected"), readings(TABLE))
def test_a_text_tells_areas(text, expected):
    assert area_names(areas(text)) == [name.strip() for name in expected.split(",") if name.strip()]


def test_every_name_of_an_area_tells_it():
    for bit, (area, _, names) in enumerate(AREAS):
        for name in names.split(";"):
            text = name.strip()
            if ANY not in name:
                assert areas(text) >> bit & 1, (area, text)


@given(st.text(max_size=60))
def test_any_text_has_areas(text):
    assert 0 <= areas(text) < 1 << len(AREAS)
