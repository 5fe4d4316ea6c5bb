"""Any sender of CloudEvents over HTTP whose events are of our contract.

Source: CloudEvents 1.0.2, HTTP protocol binding; "HTTP 1.1 Web Hooks for Event Delivery" 1.0.2 (a bearer token, and
200, 201, 202 or 204 for what was delivered; a handshake by `OPTIONS`).
"""

from __future__ import annotations

from typing import Any

from data.contract.cloud_events import CONTENT_TYPE, HTTP, is_json, of_document, of_http, parse
from data.contract.unreadable import Fault, Reason, Unreadable, refusing
from producers.connectors.connector import Connector, Told
from producers.connectors.contract_events import take
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import OTHER, Outcome, Owner
from producers.connectors.signatures import SharedText

_WHOLE, _BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
MOST_EVENTS = 1000


def _read(delivery: Delivery, owner: Owner, outcome: Outcome) -> None:
    for document in _documents(delivery):
        try:
            attributes, data = _parts(document)
        except Unreadable as why:
            outcome.refuse(OTHER, why)
        else:
            # Of two senders behind one connection each has ids of its own.
            name = f"{attributes['source']}#{attributes['id']}" if {"source", "id"} <= attributes.keys() else None
            take(outcome, attributes | {"id": name}, data, delivery, owner)


_parts = refusing(of_document)


def _documents(delivery: Delivery) -> list[Any]:
    """The events of a request, in each content mode, as JSON documents."""
    kind = delivery.headers.get(CONTENT_TYPE, "").partition(";")[0].strip().lower()
    if kind == _BATCH:
        found = parse(delivery.body)
        if not isinstance(found, list) or len(found) > MOST_EVENTS:
            raise Unreadable(
                Reason.NO_CLOUD_EVENT, f"a batch is an array of at most {MOST_EVENTS} events", Fault("", "no_array")
            )
        return found
    if kind == _WHOLE:
        return [parse(delivery.body)]
    if any(name.startswith(HTTP) for name in delivery.headers) and (not delivery.body or not kind or is_json(kind)):
        return [of_http(delivery.headers) | {"data": parse(delivery.body) if delivery.body else None}]
    raise Unreadable(Reason.NO_CLOUD_EVENT, "the content type is none of CloudEvents'", Fault("", "model_type"))


CLOUDEVENTS = Connector(
    name="cloudevents",
    title="CloudEvents",
    source="CloudEvents 1.0.2, HTTP protocol binding and HTTP 1.1 Web Hooks for Event Delivery",
    scheme=SharedText(says="nothing is signed; `Authorization: Bearer ` and the secret"),
    success=202,
    bad_signature=401,
    action=Told(("type",)),
    key=Told(("source", "id")),
    read_all=_read,
    personal="every field that the contract does not list",
)
