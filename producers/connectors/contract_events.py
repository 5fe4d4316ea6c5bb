"""Events that are of our own contract already, as senders of Standard Webhooks and of CloudEvents write them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from data.contract.events import EventType
from producers.connectors.connector import add
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import OTHER, Outcome, Owner, Result
from producers.connectors.rules import Made


def take(outcome: Outcome, attributes: Mapping[str, Any], data: Any, delivery: Delivery, owner: Owner) -> None:
    """Add an event to an outcome.

    Parameters
    ----------
    outcome : Outcome
    attributes : mapping
        CloudEvents' `id`, `type`, `time` and `subject`, as they came; absent or None where they are unset.
    data : object
    delivery : Delivery
    owner : Owner
    """
    try:
        kind = EventType(str(attributes.get("type")))
    except ValueError:
        outcome.counts[OTHER, Result.UNKNOWN] += 1
        return
    fields = dict(data) if isinstance(data, dict) else {}
    if fields.get("id") is None and attributes.get("subject") is not None:
        fields["id"] = attributes["subject"]
    time, key = attributes.get("time"), attributes.get("id")
    told = key if isinstance(key, str) and 0 < len(key) <= 200 else sha256(delivery.body).hexdigest()
    outcome.counts[kind.value, add(outcome, Made(kind, time, fields), told, delivery.received, owner)] += 1
