"""Any sender of Standard Webhooks whose events are of our contract.

Source: standard-webhooks/standard-webhooks, `spec/standard-webhooks.md` 1.0.0. How it signs stands in
`data.webhooks.signatures`, by which our own webhooks are signed too.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.webhooks import signatures
from producers.connectors.connector import Connector, Told, object_of
from producers.connectors.contract_events import take
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import Outcome, Owner
from producers.connectors.signatures import Verdict, is_in_time


class StandardSignature:
    """The signatures of Standard Webhooks, `v1` by a shared secret and `v1a` by a public key."""

    header = signatures.SIGNATURE
    says = (
        "`webhook-signature`: of `webhook-id`, `webhook-timestamp` and the body, with dots between, `v1,` and the "
        "HMAC-SHA256 in Base64, or `v1a,` and the Ed25519 signature; several with a blank; sent within 5 minutes"
    )

    def check(self, secret: str) -> None:
        """Raise `BadSecret` where a text is neither `whsec_...` nor `whpk_...`."""
        signatures.check(secret)

    def sign(self, secret: str, delivery: Delivery) -> str:
        """What the header holds where this secret signs; used by tests' senders."""
        return signatures.sign(secret, self._signed(delivery))

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> Verdict:
        """Tell whether a delivery is of somebody who knows one of the secrets."""
        given = delivery.headers.get(self.header, "")
        if not given.strip():
            return Verdict.MISSING
        if not signatures.is_signed(given, secrets, self._signed(delivery)):
            return Verdict.WRONG
        in_time = is_in_time(delivery, signatures.TIMESTAMP, signatures.TOLERANCE)
        return Verdict.GOOD if in_time else Verdict.LATE

    def _signed(self, delivery: Delivery) -> bytes:
        identity, timestamp = (delivery.headers.get(name, "") for name in (signatures.ID, signatures.TIMESTAMP))
        return signatures.signed_bytes(identity, timestamp, delivery.body)


def _read(delivery: Delivery, owner: Owner, outcome: Outcome) -> None:
    document = object_of(delivery)
    attributes = {
        "type": document.get("type"),
        "time": document.get("timestamp"),
        "id": delivery.headers.get(signatures.ID),
    }
    take(outcome, attributes, document.get("data"), delivery, owner)


STANDARD_WEBHOOKS = Connector(
    name="standard_webhooks",
    title="Standard Webhooks",
    source="github.com/standard-webhooks/standard-webhooks, specification 1.0.0",
    scheme=StandardSignature(),
    success=202,
    bad_signature=401,
    action=Told(("type",)),
    key=Told(header="webhook-id"),
    read_all=_read,
    personal="every field that the contract does not list",
)
