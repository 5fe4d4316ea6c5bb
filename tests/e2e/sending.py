"""What whole stacks are sent, and how."""

from __future__ import annotations

from datetime import UTC, datetime

from data.contract.entities import ApplicantDescription
from data.contract.records import Record
from data.kafka.reading import KafkaConnection
from deploy.local.stack import Stack
from producers.sender import Sender

SOMEBODY = ApplicantDescription.model_validate(
    {
        "titulo_profissional": "Desenvolvedor Java Sênior",
        "conhecimentos_tecnicos": "Java, Spring, SQL, AWS",
        "area_de_atuacao": "TI - Desenvolvimento/Programação",
        "nivel_profissional": "Sênior",
        "nivel_academico": "Ensino Superior Completo",
    }
)
"""An applicant of whom enough is known."""
POSTING = {
    "titulo_vaga": "Desenvolvedor Java Sênior",
    "competencias_tecnicas_requeridas": "Java, Spring, SQL, AWS",
    "nivel_profissional": "Sênior",
    "areas_atuacao": "TI - Desenvolvimento/Programação",
    "nivel_academico": "Ensino Superior Completo",
}
CV = (
    "Desenvolvedora de sistemas com dez anos de experiência",
    "Java, Spring, SQL e AWS em projetos de faturamento",
    "Levantamento de requisitos junto às áreas e automação de testes",
)
"""A CV of which the same is known, whatever it is written as."""


def connection(stack: Stack) -> KafkaConnection:
    return KafkaConnection(
        kafka_bootstrap=stack.bootstrap,
        kafka_idempotence=stack.broker.idempotent,
        partitions=int(stack.settings["MATCHSTREAM_PARTITIONS"]),
    )


def send(stack: Stack, records: list[Record]) -> None:
    with Sender(connection(stack)) as sender:
        sender.send(records)


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
