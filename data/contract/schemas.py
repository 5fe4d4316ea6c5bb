"""The contract as documents: a JSON Schema of each payload, and an AsyncAPI 3 document of topics, pushes and webhooks.

`python -m data.contract.schemas` writes them to `data/contract/`; a test holds them equal to the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from data.contract import asyncapi
from data.contract.entities import Applicant, Application, Job
from data.contract.matches import MatchDocument, PushDocument
from data.contract.webhook_bodies import Body

FOLDER = Path(__file__).parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PAYLOADS: dict[str, Any] = {
    "applicant": Applicant,
    "job": Job,
    "application": Application,
    "match": MatchDocument,
    "push": PushDocument,
    "webhook": Body,
}


def documents() -> dict[str, dict[str, Any]]:
    """Every document by its file's name."""
    schemas = {f"{name}.schema.json": _schema(name, kind) for name, kind in _PAYLOADS.items()}
    return schemas | {"asyncapi.json": asyncapi.document()}


def render(document: dict[str, Any]) -> str:
    """A document as the text of its file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _schema(name: str, kind: Any) -> dict[str, Any]:
    held = TypeAdapter(kind).json_schema()
    return {"$schema": DIALECT, "$id": f"{name}.schema.json"} | held


def main() -> None:
    """Write every document."""
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(render(document), encoding="utf-8")


if __name__ == "__main__":
    main()
