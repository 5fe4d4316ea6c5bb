"""Ashby's webhooks.

Source: developers.ashbyhq.com, "Webhooks" (2026-05-26), and Ashby's OpenAPI document. Repeated at most 10 times; an
answer of 401, 403, 404, 405 or 410 ends that at once, so a wrong signature is answered 503: the secret may be changing.
"""

from __future__ import annotations

from data.contract.events import EventType
from producers.connectors.connector import Connector, Told
from producers.connectors.rules import If, Make, Merge, Rule, identity, text
from producers.connectors.signatures import Signature

_APPLICATION = "data.application"
_STATUS, _REASON = (f"{_APPLICATION}.status",), (f"{_APPLICATION}.archiveReason.reasonType",)
_TIME = (f"{_APPLICATION}.updatedAt",)
_PAIR = {"id_vaga": identity(f"{_APPLICATION}.job.id"), "id_candidato": identity(f"{_APPLICATION}.candidate.id")}
_AT_STAGE = _PAIR | {"situacao": text(f"{_APPLICATION}.currentInterviewStage.title")}
_ARCHIVED = _PAIR | {"situacao": text(f"{_APPLICATION}.archiveReason.text")}
_BY_STATUS = Rule(
    (
        Make(EventType.APPLICATION_STAGE_CHANGED, _AT_STAGE, _TIME, (If(_STATUS, ("active",)),)),
        Make(EventType.APPLICATION_HIRED, _PAIR, _TIME, (If(_STATUS, ("hired",)),)),
        Make(
            EventType.APPLICATION_WITHDREW,
            _ARCHIVED,
            _TIME,
            (If(_STATUS, ("archived",)), If(_REASON, ("rejectedbycandidate",))),
        ),
        Make(
            EventType.APPLICATION_REJECTED,
            _ARCHIVED,
            _TIME,
            (If(_STATUS, ("archived",)), If(_REASON, ("rejectedbycandidate",), negated=True)),
        ),
    ),
    note="by the status; a `Lead` has not applied",
)
_JOB = Rule(
    (
        Make(
            EventType.JOB_UPSERTED,
            {"id": identity("data.job.id"), "titulo_vaga": text("data.job.title"), "status": text("data.job.status")},
            ("data.job.updatedAt",),
        ),
    ),
    note="the text of a job is in no event",
)
_NO_TEXT = "a posting's event holds no text; whether the job is open is told by `jobUpdate`"
_NO_ENTITY = "no entity of ours"

ASHBY = Connector(
    name="ashby",
    title="Ashby",
    source="developers.ashbyhq.com, webhooks as of 2026-05-26, and its OpenAPI document",
    scheme=Signature(
        header="ashby-signature",
        prefix="sha256=",
        says="`Ashby-Signature`: `sha256=` and the body's HMAC-SHA256 in hexadecimal",
    ),
    success=200,
    bad_signature=503,
    action=Told(("action",)),
    key=Told(("webhookActionId", "action")),  # one id for all events of a cascade
    rules={
        "applicationSubmit": Rule(
            (
                Make(
                    EventType.APPLICATION_APPLIED,
                    _AT_STAGE,
                    _TIME,
                    (If(_STATUS, ("lead",), negated=True),),
                ),
            ),
            note="not sent for bulk imports and other integrations",
        ),
        "applicationUpdate": _BY_STATUS,
        "candidateStageChange": _BY_STATUS,
        "candidateHire": _BY_STATUS,
        "candidateDelete": Rule((Make(EventType.APPLICANT_REMOVED, {"id": identity("data.candidate.id")}),)),
        "candidateMerge": Rule(
            (Make(EventType.APPLICANT_REMOVED, {"id": identity("data.deletedCandidate.id")}),),
            merge=Merge(identity("data.deletedCandidate.id"), identity("data.mergedCandidate.id")),
        ),
        "jobCreate": _JOB,
        "jobUpdate": _JOB,
    },
    dropped={
        "ping": "a test of the connection",
        "jobPostingUpdate": _NO_TEXT,
        "jobPostingPublish": _NO_TEXT,
        "jobPostingUnpublish": _NO_TEXT,
        "interviewPlanTransition": "also sends `jobUpdate`",
        "interviewScheduleCreate": _NO_ENTITY,
        "interviewScheduleUpdate": _NO_ENTITY,
        "offerCreate": "an offer is no outcome",
        "offerUpdate": "an offer is no outcome",
        "offerDelete": "an offer is no outcome",
        "openingCreate": _NO_ENTITY,
        "pushToHRIS": "a hire is told by `candidateHire`",
        "surveySubmit": _NO_ENTITY,
        "signatureRequestUpdate": _NO_ENTITY,
    },
    personal="names, and whatever else stands in candidate, offer, interview, survey or signature",
)
