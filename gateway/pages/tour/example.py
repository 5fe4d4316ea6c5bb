"""The made-up job of the guided example, and its made-up candidates."""

from __future__ import annotations

from data.contract.entities import ApplicantDescription, JobDescription

JOB = JobDescription.model_validate(
    {
        "titulo_vaga": "Desenvolvedora ou desenvolvedor Java sênior",
        "competencias_tecnicas_requeridas": "Java, Spring Boot, SQL, Docker e Kafka",
        "principais_atividades": "Desenvolver e manter serviços de pagamento; revisar código; orientar colegas.",
        "nivel_academico": "Superior completo",
        "nivel_ingles": "Avançado",
        "nivel_profissional": "Sênior",
        "tipo_contratacao": "CLT",
        "areas_atuacao": "TI - Desenvolvimento/Programação",
        "cidade": "Recife",
        "estado": "PE",
    }
)
CANDIDATES = (
    ApplicantDescription.model_validate(
        {
            "titulo_profissional": "Desenvolvedora Java sênior",
            "conhecimentos_tecnicos": "Java, Spring Boot, SQL, Docker, Kafka, JUnit",
            "nivel_academico": "Superior completo",
            "nivel_ingles": "Avançado",
            "nivel_profissional": "Sênior",
            "area_de_atuacao": "TI - Desenvolvimento/Programação",
        }
    ),
    ApplicantDescription.model_validate(
        {
            "titulo_profissional": "Programador Java pleno",
            "conhecimentos_tecnicos": "Java, SQL, Git",
            "nivel_academico": "Superior completo",
            "nivel_ingles": "Intermediário",
            "nivel_profissional": "Pleno",
            "area_de_atuacao": "TI - Desenvolvimento/Programação",
        }
    ),
    ApplicantDescription.model_validate(
        {
            "titulo_profissional": "Desenvolvedor Python",
            "conhecimentos_tecnicos": "Python, Django, PostgreSQL, Docker",
            "nivel_academico": "Superior cursando",
            "nivel_profissional": "Júnior",
            "area_de_atuacao": "TI - Desenvolvimento/Programação",
        }
    ),
    ApplicantDescription.model_validate(
        {
            "titulo_profissional": "Analista contábil",
            "conhecimentos_tecnicos": "Excel, contabilidade, SAP FI",
            "nivel_academico": "Superior completo",
            "nivel_ingles": "Básico",
            "nivel_profissional": "Pleno",
            "area_de_atuacao": "Financeira/Controladoria",
        }
    ),
)
