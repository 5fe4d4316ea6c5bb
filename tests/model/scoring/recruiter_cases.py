"""Jobs and people of several trades, and how a recruiter would rank them.

`table` scores them with any model: `docs/model.md` shows what it gives for the models that were measured.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from data.contract.entities import ApplicantDescription, JobDescription
from model.scoring.scorer import Scorer

DEVELOPMENT = "TI - Desenvolvimento/Programação"
JAVA = "Java, Spring Boot, Microsserviços, SQL, AWS, Docker"
HIGHER = "Ensino Superior Completo"


class Case(NamedTuple):
    """A pair, and between which scores a recruiter would put it."""

    name: str
    job: JobDescription
    person: ApplicantDescription
    least: float
    most: float


class Trade(NamedTuple):
    """A job of a trade, and people from the one who fits to the one who doesn't."""

    name: str
    job: JobDescription
    fits: ApplicantDescription
    partly: ApplicantDescription


def job(title: str, skills: str, area: str, level: str = "Pleno", **more: Any) -> JobDescription:
    fields = {"nivel_academico": HIGHER, "nivel_ingles": "Intermediário"} | more
    return JobDescription(
        titulo_vaga=title,
        competencias_tecnicas_requeridas=skills,
        areas_atuacao=area,
        nivel_profissional=level,
        **fields,
    )


def person(title: str, skills: str, area: str, level: str = "Pleno", **more: Any) -> ApplicantDescription:
    fields = {"nivel_academico": HIGHER, "nivel_ingles": "Intermediário"} | more
    return ApplicantDescription(
        titulo_profissional=title,
        conhecimentos_tecnicos=skills,
        area_de_atuacao=area,
        nivel_profissional=level,
        **fields,
    )


IDEAL = Case(
    "an ideal senior match",
    job("Desenvolvedor Java Sênior", JAVA, DEVELOPMENT, "Sênior", nivel_ingles="Avançado", tipo_contratacao="CLT Full"),
    person(
        "Desenvolvedora Java Sênior", f"{JAVA}, Kubernetes", DEVELOPMENT, "Sênior",
        nivel_academico="Pós Graduação Completo", nivel_ingles="Fluente",
    ),
    80, 100,
)  # fmt: skip
ARCHITECT = Case(
    "a senior architect for an internship",
    job(
        "Estágio em Desenvolvimento", "Lógica de programação, HTML, CSS, Java", DEVELOPMENT, "Estagiário",
        nivel_academico="Ensino Superior Cursando", nivel_ingles="Básico", tipo_contratacao="Estagiário",
    ),
    person(
        "Arquiteto de Software Sênior", f"{JAVA}, Arquitetura de Software", DEVELOPMENT, "Sênior",
        nivel_academico="Mestrado Completo", nivel_ingles="Fluente",
    ),
    0, 100,
)  # fmt: skip
CASES = (
    IDEAL,
    Case(
        "a frontend specialist for a frontend job",
        job("Desenvolvedor Frontend", "React, JavaScript, TypeScript, HTML, CSS", DEVELOPMENT),
        person("Desenvolvedora Front-end", "React, TypeScript, JavaScript, CSS3, HTML5, Figma", DEVELOPMENT),
        50, 100,
    ),
    Case(
        "a junior for a junior job",
        job("Desenvolvedor Júnior", "Python, SQL, Git", DEVELOPMENT, "Júnior", nivel_ingles="Básico"),
        person("Desenvolvedor Júnior", "Python, SQL, Git", DEVELOPMENT, "Júnior", nivel_ingles="Básico"),
        50, 100,
    ),
    Case(
        "a designer for a Java job",
        job("Desenvolvedor Java", "Java, Spring, Hibernate, SQL", DEVELOPMENT),
        person("Designer Gráfico", "Photoshop, Illustrator, Figma, UX", "Design"),
        0, 30,
    ),
    Case(
        "a salesman for a full-stack job",
        job(
            "Desenvolvedor Full Stack", "Node.js, React, MongoDB, Docker", DEVELOPMENT, "Sênior",
            nivel_ingles="Avançado",
        ),
        person(
            "Vendedor", "Vendas, negociação, atendimento ao cliente", "Comercial",
            nivel_academico="Ensino Médio Completo", nivel_ingles="Básico",
        ),
        0, 30,
    ),
    ARCHITECT,
)  # fmt: skip

TRADES = (
    Trade(
        "finance",
        job(
            "Analista Contábil", "Contabilidade, fiscal, SPED, conciliação bancária, Excel", "Financeira/Controladoria"
        ),
        person("Analista Contábil", "Contabilidade, fiscal, SPED, Excel, contas a pagar", "Financeira/Controladoria"),
        person("Assistente Financeiro", "Contas a pagar, Excel", "Financeira/Controladoria", "Assistente"),
    ),
    Trade(
        "people",
        job(
            "Analista de Recursos Humanos",
            "Recrutamento e seleção, folha de pagamento, treinamento",
            "Recursos Humanos",
        ),
        person("Analista de RH", "Recrutamento e seleção, treinamento, folha de pagamento", "Recursos Humanos"),
        person("Assistente de Departamento Pessoal", "Folha de pagamento, Excel", "Recursos Humanos", "Assistente"),
    ),
    Trade(
        "SAP",
        job("Consultor SAP MM Sênior", "SAP MM, SAP, compras, levantamento de requisitos", "TI - SAP", "Sênior"),
        person("Consultora SAP MM", "SAP MM, SAP SD, compras, levantamento de requisitos", "TI - SAP", "Sênior"),
        person("Analista SAP ABAP", "SAP ABAP, SAP", "TI - SAP", "Júnior"),
    ),
    Trade(
        "infrastructure",
        job("Analista de Infraestrutura", "Linux, Windows Server, VMware, redes, AWS", "TI - Infraestrutura"),
        person(
            "Administrador de Servidores", "Linux, Windows Server, VMware, redes, AWS, Zabbix", "TI - Infraestrutura"
        ),
        person("Técnico de Suporte", "Suporte técnico, Windows Server, hardware", "TI - Suporte", "Júnior"),
    ),
    Trade(
        "sales",
        job("Executivo de Contas", "Vendas, negociação, prospecção, Salesforce", "Comercial"),
        person("Executiva de Contas", "Vendas, negociação, prospecção, Salesforce, CRM", "Comercial"),
        person("Vendedor", "Vendas, atendimento ao cliente", "Comercial", "Júnior"),
    ),
    Trade(
        "design",
        job("Designer de Produto", "Figma, UX, UI, prototipagem", "TI - UX"),
        person("Designer UX", "Figma, UX, UI, design thinking, HTML", "TI - UX"),
        person("Designer Gráfico", "Photoshop, identidade visual", "Design"),
    ),
)


def score(scorer: Scorer, job: JobDescription, person: ApplicantDescription) -> float:
    """Quality score of a pair."""
    return scorer.match(job, person).quality_score


def table(scorer: Scorer) -> str:
    """Every case and every trade with its scores, as lines of Markdown."""
    lines = [f"| {case.name} | {score(scorer, case.job, case.person):.0f} |" for case in CASES]
    for trade in TRADES:
        others = [score(scorer, trade.job, other.fits) for other in TRADES if other is not trade]
        jobs = [score(scorer, other.job, trade.fits) for other in TRADES if other is not trade]
        lines.append(
            f"| {trade.name}: who fits, who partly fits, best of other trades; best of other jobs | "
            f"{score(scorer, trade.job, trade.fits):.0f}, {score(scorer, trade.job, trade.partly):.0f}, "
            f"{max(others):.0f}; {max(jobs):.0f} |"
        )
    return "\n".join(lines)
