"""SmartRecruiters' webhooks: they carry ids alone, and what became of them is fetched.

Source: developers.smartrecruiters.com, "Receiving webhook notifications", "Activating webhook subscriptions",
`subscriptionsgeneratesecretkey`, "Rate limiting" (10 requests per second), the Candidates and Jobs interfaces. Only 202
counts, within 5 s. Activation is a request with `X-Hook-Secret`, to be answered 200 with the same header.
"""

from __future__ import annotations

from data.contract.events import EventType
from producers.connectors.connector import Connector, Told
from producers.connectors.delivery import Delivery
from producers.connectors.rules import Exists, If, Lookup, Make, Rule, html, identity, text, texts
from producers.connectors.signatures import Signature

_SIGNED = ("event-id", "event-name", "event-version", "link")

CANDIDATE, APPLICATION, JOB = "candidate", "application", "job"
"""What can be fetched."""

_ID = {
    CANDIDATE: identity("candidate_id", "id"),
    JOB: identity("job_id", "id"),
}
_APPLICATION = Rule(lookup=Lookup(APPLICATION, (identity("candidate_id"), identity("job_id"))))
_CANDIDATE = Rule(lookup=Lookup(CANDIDATE, (_ID[CANDIDATE],)))
_JOB = Rule(lookup=Lookup(JOB, (_ID[JOB],)))
_NO_ENTITY = "no entity of ours"


_STATUS = ("application.status",)
_PAIR = {
    "id_vaga": identity("ids.job_id"),
    "id_candidato": identity("ids.candidate_id"),
    "situacao": text("application.subStatus", "application.status"),
}
_ENDS = {
    EventType.APPLICATION_APPLIED: "new",
    EventType.APPLICATION_HIRED: "hired",
    EventType.APPLICATION_REJECTED: "rejected",
    EventType.APPLICATION_WITHDREW: "withdrawn",
}
_DESCRIBED = {
    "id": identity("ids.job_id"),
    "titulo_vaga": text("job.title"),
    "competencias_tecnicas_requeridas": html("job.jobAd.sections.qualifications.text"),
    "principais_atividades": html("job.jobAd.sections.jobDescription.text"),
    "nivel_profissional": text("job.experienceLevel.label"),
    "tipo_contratacao": text("job.typeOfEmployment.label"),
    "areas_atuacao": text("job.function.label"),
    "cidade": text("job.location.city"),
    "estado": text("job.location.region"),
}
FETCHED = {
    CANDIDATE: Rule(
        (
            Make(
                EventType.APPLICANT_UPSERTED,
                {
                    "id": identity("ids.candidate_id"),
                    "titulo_profissional": text("candidate.experience[].title"),
                    "conhecimentos_tecnicos": texts("candidate.tags[]"),
                    "nivel_academico": texts("candidate.education[].degree"),
                    "cidade": text("candidate.location.city"),
                    "estado": text("candidate.location.region"),
                },
            ),
        )
    ),
    APPLICATION: Rule(
        (
            *(Make(kind, _PAIR, (), (If(_STATUS, (status,)),)) for kind, status in _ENDS.items()),
            Make(
                EventType.APPLICATION_STAGE_CHANGED,
                _PAIR,
                (),
                (Exists(_STATUS), If(_STATUS, (*_ENDS.values(), "lead"), negated=True)),
            ),
        ),
        note="a `LEAD` has not applied",
    ),
    JOB: Rule(
        (
            Make(EventType.JOB_UPSERTED, _DESCRIBED, (), (If(("job.status",), option="open"),)),
            Make(
                EventType.JOB_CLOSED,
                _DESCRIBED,
                (),
                (Exists(("job.status",)), If(("job.status",), option="open", negated=True)),
            ),
        ),
        note="open is what the option `open` lists",
    ),
}
"""What is made of the documents that its interface tells, `ids` being those of the event."""


def _message(delivery: Delivery) -> bytes:
    """Time, body, id, name, version and link, with dots between; what is absent is empty."""
    told = [
        delivery.headers.get(name, "").encode("latin-1", "replace") for name in ("smartrecruiters-timestamp", *_SIGNED)
    ]
    return b".".join((told[0], delivery.body, *told[1:]))


SMARTRECRUITERS = Connector(
    name="smartrecruiters",
    title="SmartRecruiters",
    source="developers.smartrecruiters.com, read in 2026-11",
    scheme=Signature(
        header="smartrecruiters-signature",
        prefix="v1=",
        between=";",
        message=_message,
        says="`smartrecruiters-signature`: `v1=` and the HMAC-SHA256 in hexadecimal of time, body, `event-id`, "
        "`event-name`, `event-version` and `Link`, with dots between; several with `;`",
    ),
    success=202,
    bad_signature=401,
    action=Told(header="event-name"),
    key=Told(header="event-id"),
    clock="smartrecruiters-timestamp",
    handshake="x-hook-secret",
    rules={
        "application.created": _APPLICATION,
        "application.status.updated": _APPLICATION,
        "application.fields.updated": _APPLICATION,
        "candidate.created": _CANDIDATE,
        "candidate.updated": _CANDIDATE,
        "candidate.deleted": Rule((Make(EventType.APPLICANT_REMOVED, {"id": _ID[CANDIDATE]}),)),
        "job.created": _JOB,
        "job.updated": _JOB,
        "job.status.updated": _JOB,
        "job.ad.*": Rule(lookup=Lookup(JOB, (identity("job_id"),))),
    },
    dropped={"position.*": _NO_ENTITY, "offer.*": "an offer is no outcome", "interview.*": _NO_ENTITY},
    personal="nothing comes; of what is fetched: names, mail, telephones, sites, street addresses, files, answers",
    options={"open": ("sourcing", "interview", "offer")},
    polled=FETCHED,
    api="https://api.smartrecruiters.com",
    rate=8.0,
)
