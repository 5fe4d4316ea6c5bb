"""The contract as documents: a JSON Schema of each entity, and an AsyncAPI 3 document of the topics.

`python -m data.contract.schemas` writes them to `data/contract/`; a test holds them equal to the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType
from data.contract.matches import PREVIOUS_SCORE, MatchDocument
from data.contract.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, JOBS, MATCHES, Topic

FOLDER = Path(__file__).parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PAYLOADS: dict[str, tuple[Topic, Any]] = {
    "applicant": (APPLICANTS, Applicant),
    "job": (JOBS, Job),
    "application": (APPLICATIONS, Application),
    "match": (MATCHES, MatchDocument),
}


def documents() -> dict[str, dict[str, Any]]:
    """Every document by its file's name."""
    schemas = {f"{name}.schema.json": _schema(name, kind) for name, (_, kind) in _PAYLOADS.items()}
    return schemas | {"asyncapi.json": _asyncapi()}


def render(document: dict[str, Any]) -> str:
    """A document as the text of its file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _schema(name: str, kind: Any) -> dict[str, Any]:
    held = TypeAdapter(kind).json_schema()
    return {"$schema": DIALECT, "$id": f"{name}.schema.json"} | held


def _cloud_event_headers(name: str) -> dict[str, Any]:
    types = [kind.value for kind in EventType if kind.value.split(".")[1] == name]
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "description": "CloudEvents 1.0, Kafka protocol binding, binary content mode.",
        "required": ["ce_specversion", "ce_id", "ce_source", "ce_type"],
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_id": text,
            "ce_source": text,
            "ce_type": {"enum": types},
            "ce_time": {"type": "string", "format": "date-time", "description": "Orders the revisions of an entity."},
            "content-type": {"const": "application/json"},
        },
    }


def _message(name: str, topic: Topic) -> dict[str, Any]:
    message = {
        "name": name,
        "contentType": "application/json",
        "payload": {"$ref": f"./{name}.schema.json"},
        "bindings": {"kafka": {"key": {"type": "string", "description": topic.key}}},
    }
    if topic is MATCHES:
        score = {"type": "string", "description": "The score that the pair was last published with, if another."}
        message["headers"] = {"type": "object", "properties": {PREVIOUS_SCORE: score}}
    else:
        message["headers"] = _cloud_event_headers(name)
    return message


def _asyncapi() -> dict[str, Any]:
    channels = {
        name: {
            "address": topic.name,
            "description": f"{topic.purpose}; key: {topic.key}; cleanup: {topic.config['cleanup.policy']}",
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }
        for name, (topic, _) in _PAYLOADS.items()
    }
    channels["deadLetter"] = {
        "address": DEAD_LETTERS.name,
        "description": f"{DEAD_LETTERS.purpose}; key: {DEAD_LETTERS.key}",
        "messages": {"deadLetter": {"$ref": "#/components/messages/deadLetter"}},
    }
    messages = {name: _message(name, topic) for name, (topic, _) in _PAYLOADS.items()}
    messages["deadLetter"] = {
        "name": "deadLetter",
        "summary": "The original record, with headers __matchstream.errors.* that say where it was and what is wrong.",
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Matchstream",
            "version": "1.0.0",
            "description": "Within a version the schemas only grow; readers ignore what they do not know.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {
            f"{'send' if name in ('match', 'deadLetter') else 'receive'}{name[0].upper()}{name[1:]}": {
                "action": "send" if name in ("match", "deadLetter") else "receive",
                "channel": {"$ref": f"#/channels/{name}"},
            }
            for name in channels
        },
        "components": {"messages": messages},
    }


def main() -> None:
    """Write every document."""
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(render(document), encoding="utf-8")


if __name__ == "__main__":
    main()
