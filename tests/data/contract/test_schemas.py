"""The committed contract equals the code, and what was ever sent decodes for ever."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from data.contract.codec import decode, encode
from data.contract.matches import Match
from data.contract.schemas import FOLDER, documents, render
from data.kafka.champion import Promotion
from tests.node import command

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


@pytest.mark.parametrize("name", documents())
def test_the_committed_document_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == render(documents()[name]), "run `make schemas`"


def test_nothing_else_is_committed_as_contract() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(documents())


@pytest.mark.parametrize("name", [name for name in documents() if name.endswith(".schema.json")])
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(documents()[name])


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = documents()["asyncapi.json"]

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [v for k, v in node.items() if k == "$ref"] + [r for v in node.values() for r in references(v)]
        return [r for v in node for r in references(v)] if isinstance(node, list) else []

    for reference in references(document):
        file, _, place = reference.partition("#")
        node = documents()[file.removeprefix("./")] if file else document
        for part in filter(None, place.split("/")):
            node = node[part]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_event_decodes_and_fits_its_schema(path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    value = None if golden["value"] is None else base64.b64decode(golden["value"])
    headers = [(name, held.encode()) for name, held in golden["headers"]]
    event = decode(golden["topic"], golden["key"].encode(), value, headers, golden["timestamp_ms"])
    assert (event.type, event.revision) == (golden["type"], golden["revision"])
    if event.entity is not None:
        schema = documents()[f"{type(event.entity).__name__.lower()}.schema.json"]
        body = json.loads(encode(event).value or b"")
        Draft202012Validator(schema).validate(body)
        assert body == golden["entity"]


def test_there_are_golden_events() -> None:
    assert len(GOLDEN) >= 8


@pytest.mark.parametrize("replaces", [None, "rf-0"])
def test_a_promotion_fits_the_document(replaces: str | None) -> None:
    payload = documents()["asyncapi.json"]["components"]["messages"]["champion"]["payload"]
    value = Promotion("rf-1", replaces).to_record().value
    Draft202012Validator(payload).validate(json.loads(value or b""))


@pytest.mark.packages
@pytest.mark.enable_socket
def test_the_parser_of_asyncapi_has_nothing_to_say() -> None:
    arguments, environment = command(Path(__file__).parent / "asyncapi.mjs", str(FOLDER / "asyncapi.json"))
    found = json.loads(subprocess.check_output(arguments, env=environment, timeout=120))
    assert found == {"channels": list(documents()["asyncapi.json"]["channels"]), "diagnostics": []}


def test_a_match_fits_its_schema() -> None:
    match = Match("1", "2", 50.0, 0.05, (0.5, None, 1.0, 0.0, None, None, 1.0), True, "rf-0", 1, 2, 2)
    Draft202012Validator(documents()["match.schema.json"]).validate(json.loads(match.encode()))
