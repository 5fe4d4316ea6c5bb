"""Any sender of Standard Webhooks whose events are of our contract.

Source: standard-webhooks/standard-webhooks, `spec/standard-webhooks.md` 1.0.0. Signatures of versions other than `v1`
are passed over, as the specification asks.
"""

from __future__ import annotations

from producers.connectors.connector import Connector, Told, object_of
from producers.connectors.contract_events import take
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import Outcome, Owner
from producers.connectors.signatures import Signature, base64_key, base64_text


def _message(delivery: Delivery) -> bytes:
    told = [delivery.headers.get(name, "").encode("latin-1", "replace") for name in ("webhook-id", "webhook-timestamp")]
    return b".".join((*told, delivery.body))


def _read(delivery: Delivery, owner: Owner, outcome: Outcome) -> None:
    document = object_of(delivery)
    attributes = {
        "type": document.get("type"),
        "time": document.get("timestamp"),
        "id": delivery.headers.get("webhook-id"),
    }
    take(outcome, attributes, document.get("data"), delivery, owner)


STANDARD_WEBHOOKS = Connector(
    name="standard_webhooks",
    title="Standard Webhooks",
    source="github.com/standard-webhooks/standard-webhooks, specification 1.0.0",
    scheme=Signature(
        header="webhook-signature",
        prefix="v1,",
        between=" ",
        message=_message,
        encode=base64_text,
        key=base64_key,
        clock="webhook-timestamp",
        says="`webhook-signature`: `v1,` and the HMAC-SHA256 in Base64 of `webhook-id`, `webhook-timestamp` and the "
        "body, with dots between; several with a blank; sent within 5 minutes",
    ),
    success=202,
    bad_signature=401,
    action=Told(("type",)),
    key=Told(header="webhook-id"),
    read_all=_read,
    personal="every field that the contract does not list",
)
