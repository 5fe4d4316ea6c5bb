"""Compiles or loads all kernels before the first shard needs them."""

from __future__ import annotations

from data.contract.entities import Applicant, ApplicantDescription, Job
from data.contract.events import Event, EventType
from model.scoring.scorer import Scorer
from stream_processor.join.ranking import MANY
from stream_processor.join.rescoring import BUILT_FROM, REACHED_FROM
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
"""An applicant who fills every field, and is therefore in lists under every model."""
_CROWD = tuple(map(str, range(2 * MANY)))


def warm_up(scorer: Scorer) -> None:
    """Run every kernel once on tiny shards."""
    for built_from, reached_from in ((0, REACHED_FROM), (BUILT_FROM, REACHED_FROM), (BUILT_FROM, 0)):
        _run(Shard(scorer, 1, 1, built_from=built_from, reached_from=reached_from))


def _run(shard: Shard) -> None:
    # With lists of length one the second entity displaces the first, and is removed when it changes. Then many come and
    # change at once, and one of them alone.
    batches = [("first",), ("second",), ("second",), _CROWD, _CROWD, _CROWD[:1]]
    for revision, names in enumerate(batches):
        shard.apply([one for name in names for one in _upserts(name, revision)])
        shard.publish()


def _upserts(name: str, revision: int) -> list[Event]:
    job = Job.model_validate({"id": name, "titulo_vaga": name})
    applicant = Applicant.model_validate(KNOWN.model_dump() | {"id": name})
    return [
        Event(EventType.JOB_UPSERTED, name, "warm-up", revision, name, job),
        Event(EventType.APPLICANT_UPSERTED, name, "warm-up", revision, name, applicant),
    ]
