"""Reads what a sender sends, by its table."""

from __future__ import annotations

from datetime import UTC, datetime

from data.contract.events import EventType
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import Owner
from producers.connectors.vendors import VENDORS
from tests.ats import bodies

NOW = datetime(2026, 11, 3, 12, 0, 30, tzinfo=UTC)


EVERYTHING = frozenset({APPLICANTS.name, JOBS.name, APPLICATIONS.name})


TIME = "2026-11-03T12:00:00+00:00"


BUILDERS = {"greenhouse": bodies.greenhouse, "gupy": bodies.gupy, "ashby": bodies.ashby}


GONE = "60304594"


E = EventType


def read(vendor, document, *, headers=None, now=NOW, publishes=EVERYTHING, prefix="", **words):
    connector = VENDORS[vendor]
    body = document if isinstance(document, bytes) else bodies.encoded(document)
    owner = Owner("urn:ats", prefix, publishes, {**connector.options, **words})
    return connector.read(Delivery(headers or {}, body, now), owner)


def told(vendor, document, **more):
    """Types of what a document makes, and the outcome's one application, job or applicant."""
    return [one.event.type for one in read(vendor, document, **more).events]


def entity(outcome, kind):
    (found,) = [one.event.entity for one in outcome.events if isinstance(one.event.entity, kind)]
    return found


PERSON = [E.APPLICANT_UPSERTED]
