"""Loads what is compiled before a shard waits for it."""

from __future__ import annotations

from data.contract.entities import Applicant, ApplicantDescription, Job
from data.contract.events import Event, EventType
from model.scoring.scorer import Scorer
from stream_processor.join.shard import Shard

KNOWN = ApplicantDescription.model_validate(
    {
        "titulo_profissional": "Desenvolvedora Java Sênior",
        "conhecimentos_tecnicos": "Java, SQL",
        "nivel_academico": "Ensino Superior Completo",
        "nivel_ingles": "Avançado",
        "nivel_espanhol": "Básico",
        "nivel_profissional": "Sênior",
        "area_de_atuacao": "TI - Desenvolvimento/Programação",
        "cv": "Desenvolvedora Java",
    }
)
"""Who says all there is to say: in lists under every model."""


def warm_up(scorer: Scorer) -> None:
    """Do everything once, so that what is compiled is loaded before a shard waits for it."""
    shard = Shard(scorer, 1, 1)
    # Lists of one: the second pushes the first out, and leaves when it changes.
    for revision, text in enumerate(("first", "second", "second")):
        job = Job.model_validate({"id": text, "titulo_vaga": text})
        applicant = Applicant.model_validate(KNOWN.model_dump() | {"id": text})
        shard.apply(
            [
                Event(EventType.JOB_UPSERTED, text, "warm-up", revision, text, job),
                Event(EventType.APPLICANT_UPSERTED, text, "warm-up", revision, text, applicant),
            ]
        )
        shard.publish()
