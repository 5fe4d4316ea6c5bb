"""The AsyncAPI document: the topics, what the gateway pushes, and the webhooks that are sent."""

from __future__ import annotations

from typing import Any

from data.contract.events import EventType
from data.contract.matches import PREVIOUS_SCORE
from data.contract.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, JOBS, MATCHES, MODELS, Topic
from data.contract.webhook_bodies import BODIES, MessageKind

_ENTITIES = {"applicant": APPLICANTS, "job": JOBS, "application": APPLICATIONS}
_TOPICS = _ENTITIES | {"match": MATCHES, "deadLetter": DEAD_LETTERS, "champion": MODELS}
_PUSHES = ("ready", "pushedMatch", "waiting")


def document() -> dict[str, Any]:
    """The document; what is received and sent in it is so from the side of Matchstream."""
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Matchstream",
            "version": "1.0.0",
            "description": "Within a version the schemas only grow; readers ignore what they do not know.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {"host": "localhost:9092", "protocol": "kafka", "description": "The broker."},
            "gateway": {"host": "localhost:8000", "protocol": "http", "description": "The gateway."},
            "receiver": _RECEIVER,
        },
        "channels": {name: _channel(name, topic) for name, topic in _TOPICS.items()}
        | {"pushes": _pushes(), "webhooks": _webhooks()},
        "operations": {
            _named("receive" if name in _ENTITIES else "send", name): _operation(name, name in _ENTITIES)
            for name in _TOPICS
        }
        | {"sendPushes": _operation("pushes", is_received=False) | {"bindings": {"http": _HTTP}}}
        | {_named("send", _camel(kind)): _webhook_operation(kind) for kind in MessageKind},
        "components": {"messages": _messages()},
    }


def _messages() -> dict[str, Any]:
    return {
        **{name: _entity(name, topic) for name, topic in _ENTITIES.items()},
        "match": _match(),
        "deadLetter": {
            "name": "deadLetter",
            "summary": "The original record, with headers __matchstream.errors.* that say where it was, and why it is "
            "here.",
        },
        "champion": {"name": "champion", "payload": _CHAMPION, "bindings": _key(MODELS)},
        **_server_sent(),
        **{_camel(kind): _webhook(kind) for kind in MessageKind},
    }


_HTTP = {
    "method": "GET",
    "query": {
        "type": "object",
        "properties": {
            "last_event_id": {
                "type": "string",
                "description": "Begin after this push; the header Last-Event-ID comes before it. Default is now.",
            }
        },
    },
    "bindingVersion": "0.3.0",
}
_RECEIVER = {
    "host": "{receiver}",
    "protocol": "https",
    "description": "A system that subscribed.",
    "variables": {
        "receiver": {"description": "The host of the subscription's `url`.", "examples": ["ats.example.org"]},
    },
}
_CHAMPION = {
    "type": "object",
    "required": ["version", "replaces", "rollback"],
    "properties": {
        "version": {"type": "string"},
        "replaces": {"type": ["string", "null"], "description": "The version that it replaces."},
        "rollback": {"type": "boolean"},
    },
}


def _named(verb: str, name: str) -> str:
    return f"{verb}{name[0].upper()}{name[1:]}"


def _operation(channel: str, is_received: bool) -> dict[str, Any]:
    return {"action": "receive" if is_received else "send", "channel": {"$ref": f"#/channels/{channel}"}}


def _channel(name: str, topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "servers": [{"$ref": "#/servers/kafka"}],
        "description": f"{topic.purpose}; key: {topic.key}; cleanup: {topic.config['cleanup.policy']}",
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _pushes() -> dict[str, Any]:
    return {
        "address": "/api/pushes",
        "servers": [{"$ref": "#/servers/gateway"}],
        "description": "Server-sent events (text/event-stream). The name of a message is that of its event; its "
        "payload is the event's data. An event with an id is a place to begin after.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _PUSHES},
    }


def _camel(kind: MessageKind) -> str:
    first, second = kind.value.split(".")
    return first + second.capitalize()


def _webhooks() -> dict[str, Any]:
    return {
        "address": None,
        "servers": [{"$ref": "#/servers/receiver"}],
        "description": "Webhooks, to the `url` of each subscription that asks for them (POST /api/webhooks of the "
        "gateway). At least once; in order for each pair. 2xx is success, 410 gives the subscription up.",
        "messages": {_camel(kind): {"$ref": f"#/components/messages/{_camel(kind)}"} for kind in MessageKind},
    }


def _webhook_operation(kind: MessageKind) -> dict[str, Any]:
    return _operation("webhooks", is_received=False) | {
        "messages": [{"$ref": f"#/channels/webhooks/messages/{_camel(kind)}"}],
        "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
    }


def _webhook(kind: MessageKind) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "name": kind.value,
        "summary": (BODIES[kind].__doc__ or "").strip(),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "description": "Standard Webhooks 1.0.0.",
            "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
            "properties": {
                "webhook-id": text | {"description": "The message's; the same at every attempt."},
                "webhook-timestamp": text | {"description": "Of this attempt, in seconds since 1970."},
                "webhook-signature": text | {"description": "`v1,` or `v1a,` and Base64; several with blanks between."},
            },
        },
        "payload": {"$ref": f"./webhook.schema.json#/$defs/{BODIES[kind].__name__}"},
    }


def _key(topic: Topic) -> dict[str, Any]:
    return {"kafka": {"key": {"type": "string", "description": topic.key}}}


def _cloud_event_headers(name: str) -> dict[str, Any]:
    types = [kind.value for kind in EventType if kind.value.split(".")[1] == name]
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "description": "CloudEvents 1.0, Kafka protocol binding, binary content mode; structured mode is read too.",
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


def _entity(name: str, topic: Topic) -> dict[str, Any]:
    return {
        "name": name,
        "contentType": "application/json",
        "headers": _cloud_event_headers(name),
        "payload": {"$ref": f"./{name}.schema.json"},
        "bindings": _key(topic),
    }


def _match() -> dict[str, Any]:
    score = {"type": "string", "description": "The score that the pair was last published with, if another."}
    return {
        "name": "match",
        "contentType": "application/json",
        "headers": {"type": "object", "properties": {PREVIOUS_SCORE: score}},
        "payload": {"$ref": "./match.schema.json"},
        "bindings": _key(MATCHES),
    }


def _server_sent() -> dict[str, Any]:
    problem = {
        "type": "object",
        "description": "RFC 9457, as a lookup answers meanwhile.",
        "required": ["type", "title", "status", "detail"],
        "properties": {name: {"type": "string"} for name in ("error", "type", "title", "detail")}
        | {"status": {"type": "integer"}},
    }
    return {
        "ready": {
            "name": "ready",
            "summary": "Where the client stands: with an id, at first and after each outage.",
            "payload": {"type": "object"},
        },
        "pushedMatch": {
            "name": "match",
            "summary": "A match that crossed the line of pushes; with an id.",
            "payload": {"$ref": "./push.schema.json"},
        },
        "waiting": {
            "name": "waiting",
            "summary": "Nothing can come now: without an id; `ready` follows when it can again.",
            "payload": problem,
        },
    }
