"""People who decide, directly on a store."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from data.store.connection import changing, reading
from data.store.tables import BUILT, ENTRIES
from gateway.decisions import acts, own_settings
from gateway.decisions.requests import MustHaves, NewDecision, NewNote, NewReview, ReviewOutcome, Search, Shown, Undo

ONE, OTHER = "one-applicant", "other-applicant"
"""No digest looks like these."""


def did(engine, act, *arguments):
    with changing(engine) as connection:
        return act(connection, *arguments)


def decided(engine, job="v1", applicant=ONE, action="advance", **more):
    wanted = NewDecision(id=uuid4(), job_id=job, applicant_id=applicant, action=action, **more)
    return did(
        engine, acts.decide, wanted, "key", Shown(quality_score=80.0, explanation=f"words of {applicant}"), "client"
    )


def a_working_day(engine):
    """Some of everything; returns the ids of what can be asked for."""
    first = decided(engine)
    second = decided(engine, action="decline", reason="skills", text="secret words")
    did(engine, acts.undo, second.told["id"], Undo(id=uuid4()), "key")
    decided(engine, applicant=OTHER, action="hold")
    note = NewNote(id=uuid4(), job_id="v1", applicant_id=ONE, text="secret note")
    did(engine, acts.note, note, "key")
    gone = NewNote(id=uuid4(), applicant_id=OTHER, text="secret, soon removed")
    did(engine, acts.note, gone, "key")
    did(engine, acts.remove_note, gone.id, "key")
    review = NewReview(id=uuid4(), job_id="v1", applicant_id=ONE, text="please")
    did(engine, acts.ask_review, review, "key", 15)
    outcome = ReviewOutcome(id=uuid4(), outcome="upheld", text="looked at")
    did(engine, acts.close_review, review.id, outcome, "key")
    did(engine, acts.ask_review, NewReview(id=uuid4(), job_id="v1", applicant_id=OTHER), "key", 15)
    did(engine, own_settings.set_must_haves, MustHaves(job_id="v1", items=[{"kind": "skill", "value": "SAP"}]), "key")
    did(engine, own_settings.set_search, str(uuid4()), Search(name="a", query={"city": "Recife"}), "key")
    did(engine, own_settings.set_preferences, {"language": "en"}, "key")
    did(engine, own_settings.visit, "v1", "key")
    return first


def everything(engine):
    """All rows of the tables that are built from Kafka."""
    with reading(engine) as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in BUILT}


def log(engine):
    """The entries as rows."""
    with reading(engine) as connection:
        return connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).all()
