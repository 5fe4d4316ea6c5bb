"""Which kinds of contract texts name, and which they deny; and whether a certificate is claimed."""

# ruff: noqa: E501 - a table of texts reads by line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.levels.levels import CONTRACTS, certified, contracts
from tests.model.readings import readings

TABLE = """
    CLT; CLT Full; CLT por prazo indeterminado; Prazo indeterminado; Contrato por tempo indeterminado; Carteira assinada; Efetiva; Permanent = clt
    Não PJ, CLT; CLT (não temporário); sem PJ, somente CLT; Regime CLT = clt
    PJ; Pessoa Jurídica; Autônoma; Freelancer; Contractor; PJ (não CLT); MEI; Prestadora de serviços = pj
    Cooperado; Cooperada; Cooperados = cooperado
    Hunting = hunting
    Estágio; Estagiária; Jovem Aprendiz; Internship = estagio
    Temporário; Temporária; Prazo determinado; Contrato por tempo determinado; Fixed-term; Terceirizada; determinado = temporario
    CLT ou PJ; PJ/Autônomo, CLT Full; CLT e PJ = clt, pj
    CLT temporário; CLT por prazo determinado = clt, temporario
    ??; a combinar; não CLT; Não é PJ; Não trabalhamos com PJ; prestígio; predeterminado; international; auditoria interna; indeterminado; sem contrato =
"""
CLAIMED = """
    OCP Java; sim; Sim; AWS Certified Solutions Architect; Certificação ITIL v3; PMP, CSM; CPA-20; Scrum Master (PSM I) = yes
    AWS, Azure em andamento; ITIL - sem validade; Possuo certificação; tenho ITIL e COBIT; Microsoft AZ-900 - 2021 = yes
    Sem certificações; Não possuo certificações; Não possuo; Nenhuma; nenhum; Não; N; None; N/A; No certifications; not certified = no
    Em andamento; OCP (em andamento); estudando para AWS; PMP previsto para 2027; Não tenho, mas estou estudando para ITIL = no
    Ainda não; Até o momento nenhuma; Nenhuma no momento; Certificações: nenhuma; Não se aplica; Não informado; none yet; 0 = no
"""


@pytest.mark.parametrize(("text", "kinds"), readings(TABLE))
def test_contracts(text, kinds):
    expected = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    assert [kind for bit, kind in enumerate(CONTRACTS) if contracts(text) >> bit & 1] == expected


@pytest.mark.parametrize(("text", "claimed"), readings(CLAIMED))
def test_a_certificate_is_claimed_or_denied(text, claimed):
    assert certified(text) is (claimed == "yes")


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text):
    assert 0 <= contracts(text) < 1 << len(CONTRACTS)
    assert certified(text) in (True, False)
    assert not certified(None)
