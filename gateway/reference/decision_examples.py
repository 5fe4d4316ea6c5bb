"""Examples of what is sent and answered about decisions, by operation."""

from __future__ import annotations

from typing import Any

_ID = "0198a4f2-6c1e-7b60-9d3f-2f8a0c12ab77"
_OTHER = "0198a4f3-11d0-7c44-8a51-5b7e9c30d1aa"
_TIME = "2026-05-04T10:00:00Z"
_SHOWN = {
    "quality_score": 64.5,
    "hire_probability": 0.12,
    "model_version": "rf-1a2b3c4d5e6f",
    "job_revision": 1795349022000000,
    "applicant_revision": 1795349022000001,
    "explanation": "A favor: SAP FI. A verificar: ABAP.",
    "score_seen": True,
    "explanation_seen": True,
}
_PAIR = {"job_id": "v1", "applicant_id": "c7"}
_ACT = _PAIR | {
    "entry": 41,
    "digest": "5f" * 32,
    "act": "decided",
    "id": _ID,
    "time": _TIME,
    "by": "3f9a0c12ab77",
    "action": None,
    "reason": None,
    "text": None,
    "shown": None,
    "of": None,
    "due": None,
    "outcome": None,
}
_DECIDED = _ACT | {
    "action": "decline",
    "reason": "skills",
    "text": "Falta ABAP para esta vaga; serve para a de FI.",
    "shown": _SHOWN | {"by": "client"},
}
_NOTED = _ACT | {"act": "noted", "text": "Disponível a partir de junho."}
_ASKED = _ACT | {"act": "review_asked", "text": "Peço que revejam.", "due": "2026-05-19T10:00:00Z"}
_SEARCH = {"name": "SAP em Recife", "query": {"skills": ["SAP FI", "ABAP"], "city": "Recife", "open": True}}
_MUST_HAVES = {
    "job_id": "v1",
    "items": [{"kind": "skill", "value": "SAP FI"}, {"kind": "english", "value": "Avançado"}],
}
_VISIT = {"job_id": "v1", "since": "2026-05-03T09:00:00Z", "last": _TIME}

EXAMPLES: dict[str, dict[str, Any]] = {
    "decide": {
        "request": _PAIR
        | {
            "id": _ID,
            "action": "decline",
            "reason": "skills",
            "text": "Falta ABAP para esta vaga; serve para a de FI.",
            "shown": _SHOWN,
        },
        "200": _DECIDED,
    },
    "undo_decision": {"request": {"id": _OTHER}, "200": _ACT | {"act": "undone", "id": _OTHER, "of": _ID}},
    "list_decisions": {"200": {"acts": [_DECIDED], "next_before": None}},
    "list_standing": {
        "request": {"pairs": [_PAIR]},
        "200": {"pairs": [_PAIR | {"decision": _DECIDED, "notes": 1, "review": None}]},
    },
    "write_note": {"request": _PAIR | {"id": _OTHER, "text": "Disponível a partir de junho."}, "200": _NOTED},
    "list_notes": {"200": {"notes": [_NOTED]}},
    "ask_review": {
        "request": _PAIR | {"id": "0198a4f4-52aa-7e10-b7d4-8c2d6f01e3bb", "text": "Peço que revejam."},
        "200": _ASKED,
    },
    "close_review": {
        "request": {"id": _OTHER, "outcome": "upheld", "text": "Revista por outra pessoa; a decisão fica."},
        "200": _ACT | {"act": "review_closed", "id": _OTHER, "of": _ID, "outcome": "upheld"},
    },
    "list_reviews": {
        "200": {"reviews": [{"request": _ASKED, "due": "2026-05-19T10:00:00Z", "late": False, "closed": None}]}
    },
    "read_must_haves": {"200": _MUST_HAVES | {"time": _TIME, "by": "3f9a0c12ab77"}},
    "set_must_haves": {"request": _MUST_HAVES, "200": _MUST_HAVES | {"time": _TIME, "by": "3f9a0c12ab77"}},
    "list_searches": {"200": {"searches": [_SEARCH | {"id": _ID, "time": _TIME}]}},
    "save_search": {"request": _SEARCH, "200": _SEARCH | {"id": _ID, "time": _TIME}},
    "read_preferences": {"200": {"values": {"language": "pt", "blind": True, "rows": 50}}},
    "set_preferences": {
        "request": {"values": {"language": "pt", "rows": 50}},
        "200": {"values": {"language": "pt", "blind": True, "rows": 50}},
    },
    "list_visits": {"200": {"visits": [_VISIT]}},
    "note_visit": {"request": {"job_id": "v1"}, "200": _VISIT},
}
