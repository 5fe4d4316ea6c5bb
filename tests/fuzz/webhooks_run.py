"""Fuzzes `/connect/{connection}` of a whole stack, and searches every topic and every log for what is personal."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import httpx

from data.contract.topics import APPLICANTS
from data.kafka.reading import described, headers_of, read
from deploy.local.stack import Stack
from producers.connectors.vendors import VENDORS
from tests.ats import bodies
from tests.ats.files import SECRETS
from tests.ats.odd_bodies import odd
from tests.ats.senders import signed
from tests.fuzz.stacks import settings_of

CLIENTS = 6
BADLY_SIGNED = 0.1


def deliver(stack: Stack, number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Send so many odd bodies; returns statuses by system, and what should not have been answered so."""
    statuses: Counter[str] = Counter()
    faults: list[str] = []
    with ThreadPoolExecutor(CLIENTS) as pool:
        for told, wrong in pool.map(lambda client: _client(stack, number // CLIENTS, seed + client), range(CLIENTS)):
            statuses += told
            faults += wrong
    return statuses, faults


def _client(stack: Stack, number: int, seed: int) -> tuple[Counter[str], list[str]]:
    chance = Random(seed)
    statuses: Counter[str] = Counter()
    faults = []
    with httpx.Client(base_url=stack.address, timeout=60.0) as http:
        for _ in range(number):
            vendor = chance.choice(sorted(VENDORS))
            name, body = odd(vendor, chance)
            is_signed = chance.random() >= BADLY_SIGNED
            other = "whsec_" + "QUFB" * 10 if vendor == "standard_webhooks" else "another-secret-of-somebody"
            headers = signed(vendor, SECRETS[vendor] if is_signed else other, body, name)
            status = http.post(f"/connect/{vendor}", content=body, headers=headers).status_code
            statuses[f"{vendor} {status}"] += 1
            if status != (VENDORS[vendor].success if is_signed else VENDORS[vendor].bad_signature):
                faults.append(f"{vendor} {status}: {body[:500]!r}")
    return statuses, faults


def personal(stack: Stack) -> dict[str, list[str]]:
    """The marks of what is personal that are found, by topic or log."""
    settings = settings_of(stack)
    places: dict[str, str] = {}
    for topic, known in described(settings)[1].topics.items():
        if topic.startswith("recruiting."):
            records = read(settings, {(topic, number): 0 for number in known.partitions})
            places[topic] = "\n".join(
                repr((message.key(), message.value(), list(headers_of(message) or ()))) for message in records
            )
    for log in sorted((stack.directory / "logs").iterdir()):
        places[log.name] = log.read_text(encoding="utf-8", errors="replace")
    # That nothing is found means something only where what was published is.
    assert "Spring" in places[APPLICANTS.name]
    return {
        place: found
        for place, text in places.items()
        if (found := [mark for mark in bodies.PERSONAL if mark in _plain(text)])
    }


def _plain(text: str) -> str:
    """A text and the same with its JSON escapes undone."""
    return text + text.encode("latin-1", "ignore").decode("unicode_escape", "ignore")


def told(statuses: Counter[str], faults: list[str], found: dict[str, Any]) -> dict[str, Any]:
    """In short."""
    return {
        "deliveries": statuses.total(),
        "statuses": dict(sorted(statuses.items())),
        "faults": len(faults),
        "personal": json.loads(json.dumps(found)),
    }
