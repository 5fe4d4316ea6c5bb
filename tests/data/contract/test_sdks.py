"""Records of Kafka as the SDKs write them are read alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.contract.codec import decode, told_revision
from data.contract.events import EventType, to_revision
from data.contract.topics import APPLICANTS
from tests.data.contract.sdks import APPLICANT, EACH, SDKS

TIME = datetime(2026, 5, 4, 13, 0, 0, 123_456, tzinfo=UTC)


@pytest.mark.parametrize(("name", "mode"), EACH)
def test_a_record_is_read(name: str, mode: str) -> None:
    record = SDKS[name]["kafka"][mode]
    headers = [(header, None if value is None else value.encode()) for header, value in record["headers"]]
    stamp = to_revision(TIME) // 1000

    event = decode(APPLICANTS.name, record["key"].encode(), record["value"].encode(), headers, stamp)

    assert (event.type, event.id, event.source, event.key) == (
        EventType.APPLICANT_UPSERTED,
        "e-1",
        "/ats/sp",
        "31001",
    )
    # JavaScript's has no microseconds in structured mode.
    assert event.revision in {to_revision(TIME), to_revision(TIME.replace(microsecond=123_000))}
    assert told_revision(headers, stamp) in (None, event.revision)
    assert event.entity is not None
    assert event.entity.model_dump(exclude_none=True) == APPLICANT


def test_a_whole_event_needs_no_header() -> None:
    """So Python's SDK before 2.0 writes one that has no content type."""
    record = SDKS["python-1"]["kafka"]["structured"]
    stamp = to_revision(TIME) // 1000 + 60_000

    event = decode(APPLICANTS.name, record["key"].encode(), record["value"].encode(), [], stamp)

    assert event.revision == to_revision(TIME)
    assert told_revision([], stamp) is None


def test_the_five_languages_are_there() -> None:
    assert {name.partition("-")[0] for name in SDKS} == {"go", "java", "javascript", "python", "rust"}
    assert all(held["version"] and set(held["kafka"]) == set(held["http"]) for held in SDKS.values())
