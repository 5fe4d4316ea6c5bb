"""What the client side of the producers refuses before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.contract.entities import Applicant
from data.contract.unreadable import Unreadable
from data.kafka.connection import KafkaConnection
from producers.client import EventType, Publisher

LARGE = {"id": "7", "cv": 200_000 * "日", "certificacoes": 200_000 * "日"}
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
        (EventType.JOB_REMOVED, "7", "2026-05-04T00:00:00Z", "time zone"),
        (EventType.JOB_REMOVED, "7", datetime.now(UTC) + timedelta(hours=1), "5 minutes after"),
        (EventType.APPLICANT_REMOVED, "a b", NOW, "id"),
        (EventType.JOB_UPSERTED, Applicant(id="7"), NOW, "takes a Job, not a Applicant"),
        ("recruiting.job.upsert", {"id": "7"}, NOW, "there are recruiting.applicant.upserted, "),
        (
            EventType.APPLICANT_UPSERTED,
            LARGE,
            NOW,
            "bytes",
        ),
    ],
)
def test_what_is_refused(publisher: Publisher, kind: EventType, fields: Any, time: datetime, why: str) -> None:
    with pytest.raises((ValueError, Unreadable), match=why) as caught:
        publisher.event(kind, fields, time=time, id="1")
    assert "Maria" not in str(caught.value)


@pytest.mark.parametrize("name", ["", 5])
def test_an_event_without_an_id_is_refused(publisher: Publisher, name: Any) -> None:
    with pytest.raises(ValueError, match="id of an event"):
        publisher.event(EventType.JOB_REMOVED, "7", time=NOW, id=name)


def test_nobody_sends_without_a_source() -> None:
    with pytest.raises(ValueError, match="source"):
        Publisher("", KafkaConnection(kafka_bootstrap="127.0.0.1:9"))


def test_what_is_spelt_in_two_ways_is_one_id(publisher: Publisher) -> None:
    name = "e\u0301"
    removal = publisher.event(EventType.APPLICANT_REMOVED, name, time=NOW, id="1")
    assert removal.key == publisher.event(EventType.APPLICANT_UPSERTED, {"id": name}, time=NOW, id="2").key == "\u00e9"
