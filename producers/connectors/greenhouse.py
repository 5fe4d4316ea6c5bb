"""Greenhouse Recruiting's webhooks.

Source: the repository grnhse/greenhouse-api-docs at 0c37c31 (2026-01-20), `source/includes/webhooks`; the rules of
delivery as of 2024-10-31: only 200 counts, up to 7 attempts in 15 h, and a webhook whose ping fails is saved disabled.
"""

from __future__ import annotations

from data.contract.events import EventType
from producers.connectors.connector import Connector, Told
from producers.connectors.rules import Exists, If, Make, Merge, Names, Rule, Take, html, identity, text, texts
from producers.connectors.signatures import Signature

_APPLICATION = "payload.application"
_CANDIDATE = f"{_APPLICATION}.candidate"
_REASON = (f"{_APPLICATION}.rejection_reason.type.name", f"{_APPLICATION}.rejection_reason.name")
_TIME = (f"{_APPLICATION}.last_activity_at",)
_PAIR = {
    "id_vaga": identity(f"{_APPLICATION}.jobs[].id", f"{_APPLICATION}.job.id"),
    "id_candidato": identity(f"{_CANDIDATE}.id"),
}
_AT_STAGE = _PAIR | {"situacao": text(f"{_APPLICATION}.current_stage.name")}
_ENDED = _PAIR | {"situacao": text(*_REASON)}


def _person(at: str, time: tuple[str, ...] = ()) -> Make:
    fields = {
        "id": identity(f"{at}.id"),
        "titulo_profissional": text(f"{at}.title", f"{at}.employments[].title"),
        "conhecimentos_tecnicos": texts(f"{at}.tags[]"),
        "nivel_academico": texts(f"{at}.educations[].degree"),
    }
    # A change after the anonymisation would bring the person back.
    where = (If((f"{at}.first_name",), ("anonymized",), negated=True),)
    return Make(EventType.APPLICANT_UPSERTED, fields, time, where, f"{at}.custom_fields")


def _application(kind: EventType, fields: dict[str, Take], *where: If, time: tuple[str, ...] = ()) -> Make:
    is_candidate = If((f"{_APPLICATION}.prospect",), ("true",), negated=True)
    return Make(kind, fields, (*_TIME, *time), (is_candidate, *where))


_PERSON = _person(_CANDIDATE, _TIME)
_STAGE_CHANGED = Rule((_PERSON, _application(EventType.APPLICATION_STAGE_CHANGED, _AT_STAGE)))
_JOB = Rule(
    (
        Make(
            EventType.JOB_UPSERTED,
            {
                "id": identity("payload.job.id"),
                "titulo_vaga": text("payload.job.name"),
                "cidade": text("payload.job.offices[].location"),
                "status": text("payload.job.status"),
            },
            where=(
                If(("payload.job.status",), ("open",)),
                Names("jobs", otherwise=Exists(("payload.job.job_post_id",), negated=True)),
            ),
            custom="payload.job.custom_fields",
        ),
        Make(
            EventType.JOB_CLOSED,
            {"id": identity("payload.job.id")},
            ("payload.job.closed_at",),
            (If(("payload.job.status",), ("closed", "draft")),),
        ),
    ),
    note="an open job that has a post is told by the post, which alone holds the text, unless custom fields hold it",
)
_POST = Rule(
    (
        Make(
            EventType.JOB_UPSERTED,
            {
                "id": identity("payload.job_id"),
                "titulo_vaga": text("payload.title"),
                "principais_atividades": html("payload.content"),
                "cidade": text("payload.location"),
            },
            ("payload.updated_at",),
            (If(("payload.live",), ("true",)), Exists(("payload.job_id",)), Names("jobs", negated=True)),
        ),
    ),
    note="a post that is not live, or that is of no job, says nothing",
)

GREENHOUSE = Connector(
    name="greenhouse",
    title="Greenhouse Recruiting",
    source="github.com/grnhse/greenhouse-api-docs, commit 0c37c31 of 2026-01-20",
    scheme=Signature(
        header="signature", prefix="sha256 ", says="`Signature`: `sha256 ` and the body's HMAC-SHA256 in hexadecimal"
    ),
    success=200,
    bad_signature=401,
    action=Told(("action",)),
    key=Told(),  # `Greenhouse-Event-ID` is outside of what is signed
    options={"withdrawn": ()},
    rules={
        "new_candidate_application": Rule((_PERSON, _application(EventType.APPLICATION_APPLIED, _AT_STAGE))),
        "new_prospect_application": Rule((_PERSON,), note="a prospect has not applied"),
        "candidate_stage_change": _STAGE_CHANGED,
        "application_updated": Rule(
            (
                _PERSON,
                _application(
                    EventType.APPLICATION_STAGE_CHANGED, _AT_STAGE, If((f"{_APPLICATION}.status",), ("active",))
                ),
            ),
            note="what became of one that is not active is told by its own action",
        ),
        "hire_candidate": Rule(
            (
                _PERSON,
                _application(EventType.APPLICATION_HIRED, _PAIR, time=(f"{_APPLICATION}.offer.resolved_at",)),
            )
        ),
        "unhire_candidate": _STAGE_CHANGED,
        "reject_candidate": Rule(
            (
                _PERSON,
                _application(
                    EventType.APPLICATION_REJECTED,
                    _ENDED,
                    If(_REASON, option="withdrawn", negated=True),
                    time=(f"{_APPLICATION}.rejected_at",),
                ),
                _application(
                    EventType.APPLICATION_WITHDREW,
                    _ENDED,
                    If(_REASON, option="withdrawn"),
                    time=(f"{_APPLICATION}.rejected_at",),
                ),
            )
        ),
        "unreject_candidate": _STAGE_CHANGED,
        "delete_application": Rule(
            (
                Make(
                    EventType.APPLICATION_WITHDREW,
                    {
                        "id_vaga": identity(f"{_APPLICATION}.job_id"),
                        "id_candidato": identity(f"{_APPLICATION}.candidate_id"),
                    },
                    where=(If((f"{_APPLICATION}.prospect",), ("true",), negated=True),),
                ),
            ),
            note="an application that is no more counts as withdrawn",
        ),
        "update_candidate": Rule((_person("payload.candidate"),)),
        "delete_candidate": Rule((Make(EventType.APPLICANT_REMOVED, {"id": identity("payload.person.id")}),)),
        "merge_candidate": Rule(
            (Make(EventType.APPLICANT_REMOVED, {"id": identity("payload.person.id")}),),
            merge=Merge(identity("payload.person.id"), identity("payload.person.new_candidate_id")),
        ),
        "candidate_anonymized": Rule(
            (Make(EventType.APPLICANT_REMOVED, {"id": identity("payload.candidate_id")}),),
            note="whichever fields were anonymised",
        ),
        "job_created": _JOB,
        "job_updated": _JOB,
        "job_approved": _JOB,
        "job_deleted": Rule((Make(EventType.JOB_REMOVED, {"id": identity("payload.job.id")}),)),
        "job_post_created": _POST,
        "job_post_updated": _POST,
    },
    dropped={
        "ping": "a test of the connection",
        "job_post_deleted": "only a post that is not live can be deleted",
        "job_interview_stage_deleted": "no entity of ours",
        "offer_created": "an offer is no outcome; what comes of it is told by `hire_candidate`",
        "offer_approved": "as above",
        "offer_updated": "as above",
        "offer_deleted": "as above",
        "interview_deleted": "no entity of ours",
        "scorecard_deleted": "no entity of ours",
        "department_deleted": "no entity of ours",
        "office_deleted": "no entity of ours",
    },
    personal=(
        "names, mail, telephones, addresses, sites, photo, attachments, company, schools, recruiters, scorecards, "
        "answers, offers, custom fields that the connection doesn't name, internal notes and internal content"
    ),
)
