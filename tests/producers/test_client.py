"""What the client side of the producers refuses before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from data.contract.unreadable import Unreadable
from data.kafka.connection import KafkaConnection
from producers.client import EventType, Publisher

NOW = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher("my-ats", KafkaConnection(kafka_bootstrap="127.0.0.1:9")) as publisher:
        yield publisher


def test_an_event_of_fields(publisher: Publisher) -> None:
    event = publisher.event(EventType.JOB_UPSERTED, {"id": 7, "titulo_vaga": "Dev"}, time=NOW, id="1")

    assert (event.key, event.source, event.time) == ("7", "my-ats", NOW)


@pytest.mark.parametrize(
    ("kind", "fields", "time", "why"),
    [
        (EventType.JOB_UPSERTED, {"id": "7", "skills": "Java"}, NOW, "no such fields: skills"),
        (EventType.JOB_UPSERTED, {"titulo_vaga": "Maria"}, NOW, "id"),
        (EventType.JOB_UPSERTED, {"id": "7", "titulo_vaga": 5}, NOW, "titulo_vaga"),
        (EventType.JOB_UPSERTED, "7", NOW, "takes an entity"),
        (EventType.JOB_REMOVED, {"id": "7"}, NOW, "takes an id"),
        (EventType.JOB_REMOVED, "7", NOW.replace(tzinfo=None), "time zone"),
    ],
)
def test_what_is_refused(publisher: Publisher, kind: EventType, fields: Any, time: datetime, why: str) -> None:
    with pytest.raises((ValueError, Unreadable), match=why) as caught:
        publisher.event(kind, fields, time=time, id="1")
    assert "Maria" not in str(caught.value)
