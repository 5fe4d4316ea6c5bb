"""Bodies of webhooks with something wrong in them: values of other kinds, missing parts, bytes that are no JSON.

What is personal keeps its place: a name that is moved into a job's title would be a title.
"""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

import orjson

from producers.connectors.vendors import VENDORS
from tests.ats import bodies

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1 << 62, 1.5, 9282348.0, "", " ", "\x00", "a b", "|", "x" * 200, "2026-99-99",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-11-03T12:00:00", [], {}, [[]], [None], {"a": {}}, "<p>" * 50,
    "&#x110000;", "\u202e", "é" * 1001, "ॐ", "../..", "'; drop table", "{{7*7}}",
)  # fmt: skip


def documents(vendor: str, chance: Random) -> tuple[str, Any]:
    """A documented event of a system, and its name."""
    connector = VENDORS[vendor]
    if vendor in {"standard_webhooks", "cloudevents"}:
        kind = chance.choice(("applicant.upserted", "applicant.removed", "job.closed", "application.hired", "x"))
        data = bodies.gupy_candidate(id="c1", id_vaga="v1", id_candidato="c1", titulo_profissional="Dev")
        event = {"type": f"recruiting.{kind}", "timestamp": bodies.TIME, "data": data}
        return kind, event | {"specversion": "1.0", "id": "1", "source": "/hr"}
    name = chance.choice([*connector.rules, *connector.dropped]).replace("*", "created")
    return name, getattr(bodies, vendor)(name)


def odd(vendor: str, chance: Random) -> tuple[str, bytes]:
    """A body with up to four things wrong, and the name of its event."""
    name, document = documents(vendor, chance)
    for _ in range(chance.randint(0, 4)):
        _spoil(document, chance)
    body = bodies.encoded(document) if chance.random() < 0.5 else orjson.dumps(document)
    kind = chance.random()
    if kind < 0.03:
        body = body[: chance.randint(0, len(body))]
    elif kind < 0.06 and body:
        place = chance.randrange(len(body))
        body = body[:place] + chance.randbytes(1) + body[place + 1 :]
    elif kind < 0.08:
        body = b"[" * chance.randint(1, 3000) + body
    elif kind < 0.10:
        body = chance.randbytes(chance.randint(0, 200))
    return name, body


def _spoil(document: Any, chance: Random) -> None:
    """Change one value somewhere below, or take it away."""
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(place[key], dict | list) and chance.random() < 0.8:
            place = place[key]
        elif chance.random() < 0.3:
            del place[key]
            return
        else:
            place[key] = deepcopy(chance.choice(_ODD))
            return
