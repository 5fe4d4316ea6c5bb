"""Bodies of applicant tracking systems' webhooks as their documentation shapes them, with invented people in them."""

from __future__ import annotations

import json
import uuid
from typing import Any

FIRST, LAST, MAIL, PHONE = "Zuleicaqx", "Vasconcelosqx", "zuleicaqx@exemplo-qx.com.br", "+55 11 98765-4321"
CPF, STREET, COMPANY, SCHOOL = "529.982.247-25", "Rua das Palmeirasqx 120", "Empresaqx Ltda", "Colegioqx"
RECRUITER, SITE, GENDER, BIRTH, DISABILITY = (
    "Recrutadoraqx",
    "https://sitioqx.dev/zu",
    "genderqx",
    "1990-02-31",
    "deficienciaqx",
)
PERSONAL = (
    FIRST, LAST, MAIL, "98765-4321", "987654321", CPF, "52998224725", STREET, COMPANY, SCHOOL, RECRUITER, "sitioqx",
    GENDER, BIRTH, DISABILITY, "notaqx", "respostaqx", "arquivoqx",
)  # fmt: skip
"""What must be found nowhere."""

TIME = "2026-11-03T12:00:00Z"


def encoded(document: Any) -> bytes:
    """As Greenhouse writes JSON: ASCII, with `<`, `>` and `&` escaped."""
    text = json.dumps(document, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode()


# -- Greenhouse


def greenhouse_candidate(name: int = 60304594, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "first_name": FIRST,
        "last_name": LAST,
        "title": "Desenvolvedora Java Sênior",
        "company": COMPANY,
        "created_at": "2017-10-27T14:44:42Z",
        "external_id": None,
        "photo_url": f"{SITE}/arquivoqx.jpg",
        "url": "http://app.greenhouse.io/people/60304594",
        "is_private": False,
        "can_email": True,
        "phone_numbers": [{"value": PHONE, "type": "mobile"}],
        "email_addresses": [{"value": MAIL, "type": "work"}],
        "addresses": [{"value": STREET, "type": "home"}],
        "website_addresses": [{"value": SITE, "type": "personal"}],
        "social_media_addresses": [{"value": SITE}],
        "educations": [{"school_name": SCHOOL, "degree": "Bachelor's Degree", "discipline": "Computer Science"}],
        "employments": [{"company_name": COMPANY, "title": "Engineer"}],
        "recruiter": {"id": 92121, "email": MAIL, "name": RECRUITER},
        "coordinator": None,
        "attachments": [{"filename": "arquivoqx.pdf", "url": f"{SITE}/arquivoqx.pdf", "type": "resume"}],
        "tags": ["Java", "Spring", "SQL", "AWS"],
        "custom_fields": {"gender": {"name": "Gender", "type": "short_text", "value": GENDER}},
    } | changes


def greenhouse_application(**changes: Any) -> dict[str, Any]:
    return {
        "id": 71980812,
        "rejected_at": None,
        "prospect": False,
        "status": "active",
        "applied_at": "2026-11-01T14:44:43Z",
        "last_activity_at": TIME,
        "credited_to": {"id": 92120, "email": MAIL, "name": RECRUITER},
        "rejection_reason": None,
        "current_stage": {"id": 2944102, "name": "Preliminary Phone Screen", "interviews": [{"name": "respostaqx"}]},
        "answers": [{"question": "?", "answer": "respostaqx"}],
        "candidate": greenhouse_candidate(),
        "jobs": [{"id": 274075, "name": "Data Scientist", "status": "open", "notes": "notaqx"}],
    } | changes


def greenhouse_job(**changes: Any) -> dict[str, Any]:
    return {
        "id": 274075,
        "name": "Desenvolvedor Java Sênior",
        "requisition_id": None,
        "notes": "notaqx",
        "job_post_id": None,
        "status": "open",
        "opened_at": "2026-10-20T18:16:32Z",
        "closed_at": None,
        "offices": [{"id": 13, "name": "São Paulo", "location": "São Paulo, SP"}, {"id": 14, "location": None}],
        "hiring_team": {"recruiters": [{"user_id": 2345, "name": RECRUITER}]},
    } | changes


def greenhouse_post(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1815002,
        "title": "Desenvolvedor Java Sênior",
        "location": "São Paulo, SP",
        "content": f"<p>Java, Spring &amp; SQL</p><ul><li>AWS</li><li>fale com {MAIL}</li></ul>",
        "internal_content": "notaqx",
        "updated_at": "2026-11-02T15:06:32.691Z",
        "job_id": 274075,
        "external": True,
        "internal": False,
        "live": True,
        "questions": [{"label": "respostaqx"}],
    } | changes


_REASON = {"id": 14, "name": "Too Junior", "type": {"id": 3, "name": "Wrong skill set"}}


_JOBS = ("job_created", "job_updated", "job_approved")
_POSTS = ("job_post_created", "job_post_updated")
_OTHERS = (
    "ping", "offer_created", "offer_approved", "offer_updated", "offer_deleted", "interview_deleted",
    "scorecard_deleted", "department_deleted", "office_deleted", "job_interview_stage_deleted",
)  # fmt: skip


def greenhouse(action: str, **changes: Any) -> dict[str, Any]:
    """The body of an action, as documented."""
    return {
        "action": action,
        "payload": _greenhouse_payload(action, changes),
        "organization_id": 1,
        "organization_name": COMPANY,
    }


def _greenhouse_payload(action: str, changes: dict[str, Any]) -> dict[str, Any]:
    person = {"id": 60304594, "first_name": FIRST, "last_name": LAST, "company": COMPANY, "title": "Captain"}
    pair = {"id": 71980812, "candidate_id": 60304594, "job_id": 274075, "prospect": False}
    ended = {"rejected_at": TIME, "status": "rejected", "rejection_reason": _REASON}
    hired = greenhouse_application(**changes) | {"offer": {"resolved_at": TIME, "custom_fields": "notaqx"}}
    for absent in ("status", "prospect", "last_activity_at"):
        del hired[absent]
    payloads: dict[str, dict[str, Any]] = {
        "reject_candidate": {"application": greenhouse_application(**(ended | changes))},
        "hire_candidate": {"application": hired},
        "new_prospect_application": {
            "application": greenhouse_application(**({"prospect": True, "jobs": []} | changes))
        },
        "delete_application": {"application": pair | changes},
        "delete_candidate": {"person": person | {"deleted_application_ids": [1]} | changes},
        "merge_candidate": {"person": person | {"new_candidate_id": 457456} | changes},
        "update_candidate": {"candidate": greenhouse_candidate(**changes)},
        "candidate_anonymized": {"candidate_id": 60304594, "anonymized_fields": ["full_name"]} | changes,
        "job_deleted": {"job": {"id": 274075, "name": "Data Scientist"} | changes},
        "job_post_deleted": {"job_post": greenhouse_post(**({"live": False} | changes))},
    }
    payloads |= {name: {"job": greenhouse_job(**changes), "approval_flow": {}} for name in _JOBS}
    payloads |= {name: greenhouse_post(**changes) for name in _POSTS}
    payloads |= {name: {"id": 1, "name": "notaqx", "updated_at": TIME} | changes for name in _OTHERS}
    return payloads.get(action) or {"application": greenhouse_application(**changes)}


# -- Gupy


def gupy_application(**changes: Any) -> dict[str, Any]:
    return {
        "id": 9001,
        "score": 87.5,
        "status": "in_process",
        "tags": ["Java", "Spring", "SQL"],
        "partnerName": "notaqx",
        "vacancyCode": "V1",
        "currentStep": {"id": 2, "name": "Entrevista", "type": "online"},
        "previousStep": {"id": 1, "name": "Cadastro", "type": "register"},
    } | changes


def gupy_candidate(**changes: Any) -> dict[str, Any]:
    return {
        "id": 5001,
        "name": FIRST,
        "lastName": LAST,
        "email": MAIL,
        "mobileNumber": PHONE,
        "identificationDocument": CPF,
        "birthdate": BIRTH,
        "gender": GENDER,
        "disabilities": [DISABILITY],
        "addressStreet": STREET,
        "addressCity": "Campinas",
        "addressStateShortName": "SP",
        "addressCountryShortName": "BR",
        "schooling": "Ensino Superior",
        "schoolingStatus": "complete",
    } | changes


def gupy_job(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7001,
        "code": "V1",
        "name": "Desenvolvedor Java Sênior",
        "status": "published",
        "type": "vacancy_type_effective",
        "description": "<p>Nosso time</p>",
        "responsibilities": "<ul><li>Manter serviços em Java</li></ul>",
        "prerequisites": f"<ul><li>Java</li><li>Spring</li><li>SQL</li></ul> dúvidas: {MAIL}",
        "additionalInformation": "<p>notaqx</p>",
        "addressCity": "",
        "addressState": "São Paulo",
        "addressStateShortName": "",
        "notes": "notaqx",
        "recruiterName": RECRUITER,
    } | changes


def gupy(event: str, *, date: str = "2026-11-03T12:00:00.000Z", **changes: Any) -> dict[str, Any]:
    """The body of an event, as documented."""
    if event.startswith("job."):
        data: dict[str, Any] = gupy_job(**changes)
    else:
        application = gupy_application(**changes)
        if event == "candidate.hired":
            application |= {"hiringDate": "2026-11-10T03:00:00.000Z", "hiringType": "new", "status": "hired"}
        data = {
            "application": application,
            "candidate": gupy_candidate(),
            "job": {"id": 7001, "name": "Desenvolvedor", "department": {"similarity": 0.5}},
            "user": {"name": RECRUITER, "email": MAIL},
        }
    return {"companyName": COMPANY, "id": str(uuid.uuid4()), "event": event, "date": date, "data": data}


# -- Ashby

CANDIDATE, OTHER = "c0ffee00-0000-4000-8000-000000000001", "c0ffee00-0000-4000-8000-000000000002"
ASHBY_JOB = "c0ffee00-0000-4000-8000-000000000003"


def ashby(action: str, *, status: str = "Active", reason: str | None = None, **changes: Any) -> dict[str, Any]:
    """The body of an action, as documented."""
    person = {"id": CANDIDATE, "name": f"{FIRST} {LAST}", "primaryEmailAddress": {"value": MAIL}}
    if action in {"applicationSubmit", "applicationUpdate", "candidateStageChange", "candidateHire"}:
        archived = None if reason is None else {"id": "r", "text": "Motivo", "reasonType": reason}
        data: dict[str, Any] = {
            "application": {
                "id": "a",
                "status": status,
                "createdAt": "2026-11-01T10:00:00.000Z",
                "updatedAt": "2026-11-03T12:00:00.000Z",
                "archivedAt": None,
                "archiveReason": archived,
                "candidate": person,
                "job": {"id": ASHBY_JOB, "title": "Desenvolvedor Java"},
                "currentInterviewStage": {"id": "s", "title": "Entrevista", "type": "Active"},
                "hiringTeam": [{"firstName": RECRUITER, "email": MAIL}],
            }
            | changes
        }
    elif action == "candidateDelete":
        data = {"candidate": person}
    elif action == "candidateMerge":
        data = {"deletedCandidate": {"id": CANDIDATE}, "mergedCandidate": person | {"id": OTHER}}
    elif action in {"jobCreate", "jobUpdate"}:
        data = {
            "job": {
                "id": ASHBY_JOB,
                "title": "Desenvolvedor Java",
                "status": "Open",
                "updatedAt": "2026-11-03T12:00:00.000Z",
                "hiringTeam": [{"firstName": RECRUITER}],
            }
            | changes
        }
    else:
        data = {"jobPosting": {"id": "p", "title": "notaqx", "jobId": ASHBY_JOB, "isListed": True}}
    return {"action": action, "data": data, "webhookActionId": "d7a0b1c2-0000-4000-8000-000000000000"}


# -- SmartRecruiters

SMART_CANDIDATE, SMART_JOB = "8b8c0b6f-6d2f-4c53-9f0a-000000000001", "5e0b7c1d-6d2f-4c53-9f0a-000000000002"


def smartrecruiters(event: str) -> dict[str, Any]:
    """The body of an event, as documented: ids alone."""
    if event.startswith("application."):
        return {"job_id": SMART_JOB, "candidate_id": SMART_CANDIDATE}
    if event.startswith("candidate."):
        return {"id": SMART_CANDIDATE}
    return {"job_id": SMART_JOB} if event.startswith("job.ad") else {"id": SMART_JOB}
