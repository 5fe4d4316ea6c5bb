"""Keys that are no good, and how refusals are counted."""

from __future__ import annotations

from data.contract.keys import ended, id_of
from tests.gateway.stand_ins import MemoryKeys

OWN = {"Origin": "http://localhost"}


def refusals(client):
    metrics = client.app.state.metrics
    return {
        sample.labels["reason"]: sample.value
        for family in metrics.access_refused.collect()
        for sample in family.samples
        if sample.name.endswith("_total") and sample.value
    }


def bad_keys(ring):
    good = ring.mint("read")
    revoked = ring.mint("read")
    ring.note(ended(id_of(revoked), "revoked", 0))
    replaced = ring.mint("read")
    ring.note(ended(id_of(replaced), "replaced", 0))
    return {
        "malformed": good.upper(),
        "unknown": MemoryKeys().mint("read"),
        "wrong": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "revoked": revoked,
        "expired": ring.mint("read", days=1, now=0),
    } | {"expired ": replaced}
