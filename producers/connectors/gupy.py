"""Gupy's webhooks, and what only its interface tells: who was rejected and who withdrew.

Source: developers.gupy.io, "Webhooks" and the page of each event, "Listing applications", "Atualização de vagas"; help
article 11165477347483. Only 200 counts, within 30 s; repeated for 2 h; an address that fails for 7 days is removed.
"""

from __future__ import annotations

from data.contract.events import EventType
from producers.connectors.connector import Connector, Told
from producers.connectors.rules import Exists, If, Make, Rule, Take, html, identity, text, texts
from producers.connectors.signatures import SharedText

_APPLICATION, _PERSON = "data.application", "data.candidate"
_APPLICANT = identity(f"{_PERSON}.id", f"{_APPLICATION}.id")
"""The candidate's id is in Gupy's samples and not in its tables of properties; never the CPF."""
_PAIR = {"id_vaga": identity("data.job.id"), "id_candidato": _APPLICANT}
_AT_STEP = _PAIR | {"situacao": text(f"{_APPLICATION}.currentStep.name")}
_TIME = ("date",)
_UPSERTED = Make(
    EventType.APPLICANT_UPSERTED,
    {
        "id": _APPLICANT,
        "conhecimentos_tecnicos": texts(f"{_APPLICATION}.tags[]"),
        "nivel_academico": text(f"{_PERSON}.schooling"),
        "cidade": text(f"{_PERSON}.addressCity"),
        "estado": text(f"{_PERSON}.addressStateShortName"),
    },
    _TIME,
)
_ENDS = {
    EventType.APPLICATION_HIRED: "hired",
    EventType.APPLICATION_REJECTED: "reproved",
    EventType.APPLICATION_WITHDREW: "give_up",
}


def _application(kind: EventType, fields: dict[str, Take], *where: If) -> Make:
    return Make(kind, fields, _TIME, where)


_TEXTS = ("data.description", "data.responsibilities", "data.prerequisites")
_DESCRIBED = {
    "id": identity("data.id"),
    "titulo_vaga": text("data.name"),
    "competencias_tecnicas_requeridas": html("data.prerequisites"),
    "principais_atividades": html("data.responsibilities", "data.description"),
    "tipo_contratacao": text("data.type"),
    "cidade": text("data.addressCity"),
    "estado": text("data.addressStateShortName", "data.addressState"),
}
_OPEN = If(("data.status",), option="open")
_NOT_OPEN = If(("data.status",), option="open", negated=True)
_JOB = Rule(
    (
        Make(EventType.JOB_UPSERTED, _DESCRIBED, _TIME, (_OPEN, Exists(_TEXTS))),
        Make(EventType.JOB_CLOSED, _DESCRIBED, _TIME, (Exists(("data.status",)), _NOT_OPEN, Exists(_TEXTS))),
        Make(
            EventType.JOB_CLOSED,
            {"id": identity("data.id")},
            _TIME,
            (Exists(("data.status",)), _NOT_OPEN, Exists(_TEXTS, negated=True)),
        ),
    ),
    note="open is what the option `open` lists; one that is open and tells no text says nothing",
)

_POLLED = {
    "id_vaga": identity("job.id"),
    "id_candidato": identity("application.candidate.id", "application.candidateId", "application.id"),
    "situacao": text("application.currentStep.name"),
}
POLLED = Rule(
    tuple(
        Make(kind, _POLLED, ("application.updatedAt",), (If(("application.status",), (_ENDS[kind],)),))
        for kind in (EventType.APPLICATION_REJECTED, EventType.APPLICATION_WITHDREW)
    ),
    note="asked of every job that is open or was a month ago",
)
"""An application as Gupy lists it."""

GUPY = Connector(
    name="gupy",
    title="Gupy",
    source="developers.gupy.io, read in 2026-11",
    scheme=SharedText(
        says="nothing is signed; `Authorization: Bearer ` and the secret, set as `clientHeaders` of the webhook, "
        "together with `Content-Type: application/json;charset=utf-8`, without which bodies come empty"
    ),
    success=200,
    bad_signature=401,
    action=Told(("event",)),
    key=Told(("id",)),
    options={"open": ("published",)},
    rules={
        "application.created": Rule((_UPSERTED, _application(EventType.APPLICATION_APPLIED, _AT_STEP))),
        "application.completed": Rule(
            (_UPSERTED, _application(EventType.APPLICATION_APPLIED, _AT_STEP)),
            note="the form is complete: no outcome",
        ),
        "application.moved": Rule(
            (
                _UPSERTED,
                _application(
                    EventType.APPLICATION_STAGE_CHANGED,
                    _AT_STEP,
                    If((f"{_APPLICATION}.status",), tuple(_ENDS.values()), negated=True),
                ),
                *(
                    _application(kind, _AT_STEP, If((f"{_APPLICATION}.status",), (status,)))
                    for kind, status in _ENDS.items()
                ),
            )
        ),
        "application.assigned": Rule(
            (_UPSERTED, _application(EventType.APPLICATION_APPLIED, _AT_STEP)),
            note="moved to the job of `data.job`; the job before is not told",
        ),
        "candidate.hired": Rule(
            (_UPSERTED, _application(EventType.APPLICATION_HIRED, _PAIR)),
            note="`hiringDate` is a day, not the time of the change",
        ),
        "job.published": Rule((Make(EventType.JOB_UPSERTED, _DESCRIBED, _TIME),)),
        "job.status-changed": _JOB,
        "job.changed": _JOB,
    },
    personal=(
        "`application.score` (Gupy's own), names, mail, telephones, CPF, birth date, gender, disabilities, street "
        "addresses, `partnerName`, the job's internal `notes`"
    ),
    polled={"application": POLLED},
    api="https://api.gupy.io",
    rate=2.0,
)
