"""Examples of what is sent and answered, by operation; `request`, or the status of an answer."""

from __future__ import annotations

from typing import Any

from gateway.reference import decision_examples

_ANALYSIS = {
    "tech_compatibility": "66.7%",
    "academic_compatibility": "100.0%",
    "english_compatibility": "100.0%",
    "area_match": "Mesma área",
    "contract_type": "CLT",
}
_PAIR = {
    "vaga": {
        "titulo_vaga": "Desenvolvedor Python Sênior",
        "competencias_tecnicas_requeridas": "Python, Django, PostgreSQL",
        "nivel_academico": "Superior completo",
        "nivel_ingles": "Intermediário",
        "tipo_contratacao": "CLT",
        "areas_atuacao": "TI - Desenvolvimento/Programação",
    },
    "candidato": {
        "titulo_profissional": "Desenvolvedor Python",
        "conhecimentos_tecnicos": "Python, Django",
        "nivel_academico": "Superior completo",
        "nivel_ingles": "Avançado",
        "area_de_atuacao": "TI - Desenvolvimento",
    },
}
_SIMPLE = {
    "prediction": 1,
    "prediction_text": "ALTA QUALIDADE",
    "quality_score": 76.4,
    "percentage": "76.4%",
    "analysis": _ANALYSIS,
}
_JOB = {
    "id": "v1",
    "titulo_vaga": "Analista SAP",
    "areas_atuacao": "TI - SAP",
    "nivel_profissional": "Sênior",
    "tipo_contratacao": "CLT",
    "cidade": "São Paulo",
    "estado": "SP",
}
_FOUND_JOB = _JOB | {
    "revision": 7,
    "status": "Aberta",
    "open": True,
    "areas": ["sap"],
    "skills": ["SAP FI", "ABAP"],
    "seniority": "sênior",
}
_FOUND_APPLICANT = {
    "id": "c7",
    "revision": 9,
    "titulo_profissional": "Consultora SAP FI",
    "areas": ["sap"],
    "skills": ["SAP", "SAP FI"],
    "seniority": None,
    "english": "avançado",
    "spanish": None,
    "academic": "superior",
}
_FOUND = {
    "total": 1,
    "offset": 0,
    "limit": 20,
    "next_offset": None,
    "facets": {"area": [{"value": "sap", "count": 1}]},
}
_FRESH = {"stale": False, "stale_since": None}
_MATCH = {
    "job_id": "v1",
    "applicant_id": "c7",
    "quality_score": 91.5,
    "hire_probability": 0.31,
    "ratios": {
        "technical": 1.0,
        "academic": 1.0,
        "english": 1.0,
        "spanish": None,
        "area": 1.0,
        "seniority": None,
        "contract": None,
    },
    "applied": True,
    "model_version": "rf-1a2b3c4d5e6f",
    "job_revision": 1795349022000000,
    "applicant_revision": 1795349022000001,
    "event_time": 1795349022000001,
    "previous_score": None,
    "band": "alta",
    "titulo_vaga": "Analista SAP",
    "titulo_profissional": "Consultora SAP FI",
}
_TRACED_MATCH = _MATCH | {
    "history": [
        {"quality_score": 91.5, "since": 1795349022345, "causes": ["person"]},
        {"quality_score": 84.0, "since": None, "causes": []},
    ]
}
_EVENT = {
    "specversion": "1.0",
    "id": "42",
    "source": "/ats/acme",
    "type": "recruiting.job.upserted",
    "time": "2026-05-04T10:00:00Z",
    "data": {"id": "v1", "titulo_vaga": "Analista SAP", "competencias_tecnicas_requeridas": "SAP FI, ABAP"},
}
_KEY = {
    "id": "3f9a0c12ab77",
    "name": "ats-acme",
    "scopes": ["ingest"],
    "state": "good",
    "created": "2026-05-04T10:00:00Z",
    "ends": None,
    "rate": None,
}
_NEW_KEY = _KEY | {"key": "msk_3f9a0c12ab77_" + "0" * 64}
_DRIFT = {
    "status": "moved",
    "shards": 8,
    "moved": ["applicant.nivel_ingles"],
    "said": {
        "pt": ["Candidatos: nível de inglês mudou. «não informado» era 16,0%, agora é 71,5% (2000 contados)."],
        "en": ["Applicants: level of English has changed. “absent” was 16.0%, now is 71.5% (2000 counted)."],
    },
}
_SESSION = {"keys": "on", "name": "ana", "scopes": ["read", "review"]}
_FILTERS = {
    "url": "https://ats.example.org/hooks/matchstream",
    "kinds": ["match.entered", "matches.digest"],
    "jobs": ["v1"],
    "band": "moderada",
}
_SUBSCRIPTION = _FILTERS | {
    "id": "wh_0123456789abcdef",
    "created": "2026-05-04T10:00:00Z",
    "enabled": True,
    "former_until": None,
    "signatures": [{"version": "v1", "secret": "whsec_********"}],
    "state": "on",
    "waiting": 0,
}
_NEW_SUBSCRIPTION = _SUBSCRIPTION | {"state": "starting", "secret": "whsec_" + "A" * 32}
_MESSAGE = "msg_0123456789abcdef"
_ATTEMPT = {
    "subscription": "wh_0123456789abcdef",
    "message": _MESSAGE,
    "kind": "match.entered",
    "attempt": 1,
    "time": 1795349022.4,
    "seconds": 0.12,
    "status": 204,
    "result": "delivered",
    "why": "",
}

EXAMPLES: dict[str, dict[str, Any]] = decision_examples.EXAMPLES | {
    "predict": {
        "request": _PAIR,
        "200": _SIMPLE
        | {
            "match_score": 76.4,
            "probability": {"low_quality": 0.236, "high_quality": 0.764},
            "model_type": "random_forest",
            "explanation": {
                "tech_compatibility": "66.7%",
                "academic_compatibility": "100.0%",
                "english_compatibility": "100.0%",
                "text": "A favor: Python e Django. A verificar: PostgreSQL.",
            },
            "band": "moderada",
            "data_coverage": 0.7,
            "applicant_coverage": 0.6,
            "hire_probability": 0.12,
            "model_version": "rf-1a2b3c4d5e6f",
            "explanation_detail": None,
        },
    },
    "predict_simple": {
        "request": {"vaga": "Desenvolvedor Python, inglês fluente.", "candidato": "Python e Django; inglês avançado."},
        "200": _SIMPLE,
    },
    "list_jobs": {
        "200": {"jobs": [_JOB | {"revision": 7}], "total": 1, "offset": 0, "limit": 20, "next_offset": None} | _FRESH
    },
    "search_jobs": {"200": {"jobs": [_FOUND_JOB]} | _FOUND | _FRESH},
    "search_applicants": {"200": {"applicants": [_FOUND_APPLICANT]} | _FOUND | _FRESH},
    "list_job_matches": {
        "200": {"job_id": "v1", "titulo_vaga": "Analista SAP", "open": True, "total": 1, "matches": [_MATCH]} | _FRESH
    },
    "list_applicant_matches": {
        "200": {
            "applicant_id": "c7",
            "titulo_profissional": "Consultora SAP FI",
            "total": 1,
            "matches": [_TRACED_MATCH],
        }
        | _FRESH
    },
    "read_match": {
        "200": _TRACED_MATCH
        | _FRESH
        | {
            "explanation_status": "model_changed",
            "explanation_text": "A nota foi dada por outra versão do modelo; a explicação volta quando o par for "
            "recalculado.",
            "explanation": None,
            "applicant_coverage": None,
        }
    },
    "send_event": {"request": _EVENT, "202": {"accepted": 1}},
    "send_events": {"request": [_EVENT], "202": {"accepted": 1}},
    "send_document": {
        "request": {"documento": "JVBERi0xLjcK", "candidato": {"area_de_atuacao": "TI - SAP", "cidade": "Recife"}},
        "202": {"accepted": 1, "format": "pdf", "pages": 2, "words": 431},
    },
    "receive_delivery": {"200": {"accepted": 1}, "202": {"accepted": 1}},
    "follow_pushes": {"200": "event: ready\nid: 1795349022000-0\ndata: {}\n\n"},
    "list_webhooks": {"200": {"subscriptions": [_SUBSCRIPTION]}},
    "create_webhook": {"request": _FILTERS | {"signature": "v1"}, "201": _NEW_SUBSCRIPTION},
    "show_webhook": {"200": _SUBSCRIPTION | {"state": "failed", "waiting": 3, "why": "410"}},
    "change_webhook": {"request": {"band": "moderada", "enabled": True}, "200": _SUBSCRIPTION},
    "rotate_webhook": {"request": {"overlap_hours": 24}, "200": _NEW_SUBSCRIPTION},
    "test_webhook": {"202": {"message": _MESSAGE}},
    "replay_webhook": {
        "request": {"since": "2026-05-04T10:00:00Z", "until": "2026-05-04T12:00:00Z"},
        "202": {"messages": 12, "more": False, "until": "2026-05-04T11:48:03Z"},
    },
    "list_deliveries": {"200": {"deliveries": [_ATTEMPT]}},
    "list_keys": {"200": {"keys": [_KEY]}},
    "create_key": {"request": {"name": "ats-acme", "scopes": ["ingest"], "days": 365}, "201": _NEW_KEY},
    "rotate_key": {"request": {"grace_hours": 24}, "201": _NEW_KEY},
    "revoke_key": {"200": _KEY | {"state": "revoked"}},
    "read_session": {"200": _SESSION},
    "begin_session": {"request": {"key": "msk_3f9a0c12ab77_" + "0" * 64}, "200": _SESSION},
    "read_health": {
        "200": {
            "status": "healthy",
            "model_loaded": True,
            "model_type": "random_forest",
            "model_version": "rf-1a2b3c4d5e6f",
            "model_announced": "rf-1a2b3c4d5e6f",
            "redis": "up",
            "kafka": "up",
            "cache": "up",
            "stream": "up",
            "keys": "on",
            "store": "up",
            "decisions_waiting": 0,
            "drift": _DRIFT,
            "stale_since": None,
            "reasons": [],
        }
    },
    "read_model": {
        "200": {
            "model_loaded": True,
            "model_type": "random_forest",
            "model_version": "rf-1a2b3c4d5e6f",
            "base_rate": 0.08,
            "threshold": 50.0,
            "bands": [{"band": "alta", "from": 80.0}, {"band": "baixa", "from": 0.0}],
            "score": "0 a 100: o quanto a pessoa serve para a vaga.",
            "hire_probability": "0 a 1: a chance de contratação.",
        }
    },
    "read_metrics": {"200": "# TYPE matchstream_pushes_sent_total counter\nmatchstream_pushes_sent_total 0.0\n"},
}
