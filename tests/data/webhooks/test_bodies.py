"""What is sent is what the AsyncAPI document says: bodies, headers, and nothing that it does not name."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from data.contract.schemas import documents
from data.contract.webhook_bodies import BODIES, MessageKind
from data.webhooks import signatures
from data.webhooks.messages import Message
from data.webhooks.subscription import LEVELS, Filters, Subscription

PAIR = {
    "job_id": "v 1", "applicant_id": "c/1", "quality_score": 90.0, "applied": True, "model_version": "rf", "before": 0,
    "level": 3,
}  # fmt: skip
DIGEST = {"cause": "model", "model_version": "rf", "jobs": {"v1": [[4, 3, 2, 1], 90.5], "v2": [[1, 1, 0, 0], 61.0]}}
TOLD = {
    MessageKind.ENTERED: {"pair": PAIR},
    MessageKind.SCORED: {"pair": PAIR},
    MessageKind.DIGEST: {"digest": DIGEST},
    MessageKind.TEST: {"to": "wh_0000000000000000"},
}
SUBSCRIPTION = Subscription.new(Filters(url="https://ats.example.org/hooks", band="moderada"), asymmetric=False)


def sent(kind):
    message = Message("msg_1", {"kind": kind.value, "time": 1_795_000_000_123} | TOLD[kind])
    body = message.body(SUBSCRIPTION, "https://matches.example.org")
    return signatures.headers(SUBSCRIPTION.secrets, message.identity, 1_795_000_000, body), json.loads(body)


def schema(kind):
    held = documents()["webhook.schema.json"]
    return held | {"anyOf": [{"$ref": f"#/$defs/{BODIES[kind].__name__}"}]}


def fields(held, node):
    """Names that a schema gives, inside each other."""
    if "$ref" in node:
        return fields(held, held["$defs"][node["$ref"].rpartition("/")[2]])
    if node.get("type") == "array":
        return fields(held, node["items"])
    return {name: fields(held, inner) for name, inner in node["properties"].items()} if "properties" in node else None


def names(value):
    if isinstance(value, list):
        return names(value[0])
    return {name: names(inner) for name, inner in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("kind", MessageKind)
def test_a_body_is_that_of_its_kind_and_of_no_other(kind):
    _, body = sent(kind)
    Draft202012Validator(schema(kind), format_checker=FormatChecker()).validate(body)
    Draft202012Validator(documents()["webhook.schema.json"]).validate(body)
    for other in set(MessageKind) - {kind}:
        with pytest.raises(ValidationError):
            Draft202012Validator(schema(other)).validate(body)


@pytest.mark.parametrize("kind", MessageKind)
def test_the_document_names_all_that_is_sent(kind):
    headers, body = sent(kind)
    held = documents()["webhook.schema.json"]
    assert names(body) == fields(held, {"$ref": f"#/$defs/{BODIES[kind].__name__}"})
    document = documents()["asyncapi.json"]
    (name, message), *more = [one for one in document["components"]["messages"].items() if one[1]["name"] == kind.value]
    assert more == []
    assert list(message["headers"]["properties"]) == message["headers"]["required"] == list(headers)
    Draft202012Validator(message["headers"]).validate(headers)
    assert message["payload"]["$ref"] == f"./webhook.schema.json#/$defs/{BODIES[kind].__name__}"
    operations = [one for one in document["operations"].values() if one["channel"]["$ref"] == "#/channels/webhooks"]
    assert [one["action"] for one in operations] == ["send"] * len(MessageKind)
    assert [{"$ref": f"#/channels/webhooks/messages/{name}"}] in [one["messages"] for one in operations]


def test_the_bands_are_those_that_a_subscription_names():
    data = documents()["webhook.schema.json"]["$defs"]["PairData"]
    assert sorted(data["properties"]["band"]["enum"]) == sorted(LEVELS)
