"""Random jobs and people: usual ones, and such as hold unusual levels and skills."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription, JobDescription
from data.synthetic import Generator
from model.skills.taxonomy import default

SEEDS = st.integers(0, 10**6)
LANGUAGES = ("Nenhum", "Básico", "Intermediário", "Avançado", "Fluente")
ACADEMIC = (
    "Ensino Fundamental Completo",
    "Ensino Médio Completo",
    "Ensino Técnico Completo",
    "Ensino Superior Cursando",
    "Ensino Superior Completo",
    "Pós Graduação Completo",
    "Mestrado Completo",
    "Doutorado Completo",
)
SENIORITY = ("Estagiário", "Auxiliar", "Júnior", "Pleno", "Sênior", "Especialista", "Coordenador", "Gerente")
LADDERS = {
    "nivel_ingles": LANGUAGES,
    "nivel_espanhol": LANGUAGES,
    "nivel_academico": ACADEMIC,
    "nivel_profissional": SENIORITY,
}
AREAS = (
    "TI - Desenvolvimento/Programação", "TI - Infraestrutura", "TI - Suporte", "TI - Projetos", "TI - SAP", "Comercial",
    "Financeira/Controladoria", "Recursos Humanos", "Design", "Administrativa", "Logística", "Jurídica",
)  # fmt: skip
TITLES = (
    "Desenvolvedora Java", "Analista de Suporte PJ", "Gerente de Projetos", "Estagiário", "Vendedor",
    "Consultora SAP CLT", "DBA Oracle Sênior", "Enfermeira", "Engenheiro de Dados",
)  # fmt: skip
CERTIFICATES = ("PMP", "AWS Solutions Architect", "Não possui", "ITIL, CCNA", "SAP FI")


def changed(entity, **fields):
    """The same entity with other fields."""
    return type(entity)(**entity.model_dump() | fields)


def drawn(seed):
    """A job and a person, with several fields more than usual ones have."""
    source = Generator(seed)
    job, person = source.job(), source.applicant()
    draw = np.random.default_rng(seed)

    def maybe(share, value):
        return value() if draw.random() < share else None

    def skills(count):
        return ", ".join(draw.choice(default().names, count))

    held = {name: maybe(0.5, lambda ladder=ladder: str(draw.choice(ladder))) for name, ladder in LADDERS.items()}
    held["conhecimentos_tecnicos"] = maybe(0.5, lambda: f"{skills(6)}. {source.applicant().cv or ''}"[:400])
    held["titulo_profissional"] = maybe(0.5, lambda: str(draw.choice(TITLES)))
    held["area_de_atuacao"] = maybe(0.5, lambda: ", ".join(draw.choice(AREAS, draw.integers(1, 4))))
    held["certificacoes"] = maybe(0.4, lambda: str(draw.choice(CERTIFICATES)))
    asked = {
        "nivel_espanhol": maybe(0.3, lambda: str(draw.choice(LANGUAGES))),
        "competencias_tecnicas_requeridas": maybe(
            0.4, lambda: f"{skills(4)}. Uma destas: {skills(3)}. {skills(1)} ou {skills(1)}. Desejável: {skills(2)}"
        ),
        "principais_atividades": maybe(0.3, lambda: f"{skills(4)}. {job.principais_atividades or ''}"),
        "titulo_vaga": maybe(0.3, lambda: str(draw.choice(TITLES))),
        "areas_atuacao": maybe(0.3, lambda: ", ".join(draw.choice(AREAS, 2))),
    }
    given = {name: value for name, value in held.items() if value is not None}
    wanted = {name: value for name, value in asked.items() if value is not None}
    required = wanted.get("competencias_tecnicas_requeridas", job.competencias_tecnicas_requeridas)
    if required and draw.random() < 0.2:  # somebody who knows what is asked
        given["conhecimentos_tecnicos"] = f"{required}, {given.get('conhecimentos_tecnicos', '')}"
    return (
        JobDescription(**job.model_dump(exclude={"id", "status"}) | wanted),
        ApplicantDescription(**person.model_dump(exclude={"id"}) | given),
    )
