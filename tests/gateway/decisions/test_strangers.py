"""Ids that name nobody are refused, unless that can't be known or people acted on them before."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import update

from data.redis import layout
from data.store.connection import changing
from data.store.tables import REMOVED
from gateway.store.erasing import digest
from tests.gateway.decisions.asking import BODIES, DECISIONS, NOTES, REVIEWS

ROUTES = (DECISIONS, NOTES, REVIEWS)


@pytest.fixture
def known(world):
    world.job("v1")
    world.applicant("c1")
    return world


def acted(client, route, **more):
    return client.post(route, json=BODIES[route] | {"id": str(uuid4())} | more)


def slug(answer):
    return answer.json()["type"].rpartition(":")[2]


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_written_about_nobody(client, known, route):
    for ids, said in (({"job_id": "v0"}, "no-such-job"), ({"applicant_id": "c0"}, "no-such-applicant")):
        answer = acted(client, route, **ids)
        assert (answer.status_code, slug(answer)) == (404, said)
        assert client.get(DECISIONS, params=ids).json()["acts"] == []
    assert acted(client, route).status_code == 200


def test_a_note_of_no_job_needs_none(client, known):
    assert client.post(NOTES, json={"id": str(uuid4()), "applicant_id": "c1", "text": "boa"}).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_while_it_can_not_be_known_people_decide(client, known, route):
    known.beat(at=1e6)
    assert acted(client, route, job_id="v0").status_code == 200, "the job may not have arrived yet"
    known.go_down()
    assert acted(client, route, job_id="v00", applicant_id="c0").status_code == 200


def test_what_people_acted_on_stays_decidable_when_its_job_is_gone(client, known):
    wanted = BODIES[DECISIONS] | {"id": str(uuid4())}
    first = client.post(DECISIONS, json=wanted)
    known.forget_entity(layout.job("v1"))
    assert client.post(DECISIONS, json=wanted).json() == first.json(), "a repeat has the same answer"
    for route in ROUTES:
        assert acted(client, route).status_code == 200
    assert slug(acted(client, DECISIONS, job_id="v0")) == "no-such-job"


def test_of_who_was_removed_that_is_said(client, known, outside):
    assert acted(client, DECISIONS).status_code == 200
    known.forget_entity(layout.applicant("c1"))
    with changing(outside.store.engine) as connection:
        connection.execute(REMOVED.insert().values(applicant=digest("c1"), revision=1, stands=True))
    answer = acted(client, DECISIONS)
    assert (answer.status_code, "foi removido" in answer.json()["error"]) == (404, True)
    with changing(outside.store.engine) as connection:
        connection.execute(update(REMOVED).values(stands=False))
    assert acted(client, DECISIONS).status_code == 200
