"""What people do, as entries of the decision log; each function is called within a transaction of the store."""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, select

from data.contract.decision_log import Act, Entry, canonical
from data.contract.topics import DAY_MS
from data.store.tables import DECISIONS, ENTRIES, NOTES, REMOVED, REVIEWS
from gateway.decisions.requests import NewDecision, NewNote, NewReview, ReviewOutcome, Shown, Undo
from gateway.decisions.strangers import NONE, Strangers, refuse
from gateway.store import ledger
from gateway.texts import decision_texts
from gateway.web.problems import Problem

_REMOVALS = UUID("6f1c0d2e-6a0a-4f0e-9a53-1d0c5d2b7a11")
"""The namespace of the ids of removals of notes, which bring none."""


def decide(
    connection: Connection,
    wanted: NewDecision,
    by: str,
    shown: Shown | None,
    shown_by: str,
    unknown: Strangers = NONE,
) -> Entry:
    """Write down what a person decided; it stands instead of what stood before."""
    seen = shown or Shown()
    facts = {
        "job_id": wanted.job_id,
        "action": wanted.action,
        "reason": wanted.reason,
        "model_version": seen.model_version,
        "score_seen": seen.score_seen,
        "explanation_seen": seen.explanation_seen,
        "shown_by": shown_by,
    }
    personal = {
        "text": wanted.text,
        "quality_score": seen.quality_score,
        "hire_probability": seen.hire_probability,
        "job_revision": seen.job_revision,
        "applicant_revision": seen.applicant_revision,
        "explanation": seen.explanation,
    }
    asked = wanted.model_dump(mode="json", exclude={"id"})

    def allowed() -> None:
        refuse(connection, unknown, wanted.job_id, wanted.applicant_id)

    return _once(connection, Act.DECIDED, wanted.id, by, asked, facts, personal, wanted.applicant_id, allowed)


def undo(connection: Connection, decision: UUID, wanted: Undo, by: str) -> Entry:
    """Take back the decision that stands of a pair; the one before it stands again."""
    row = connection.execute(select(DECISIONS).where(DECISIONS.c.id == str(decision))).one_or_none()
    if row is None:
        raise Problem(404, decision_texts.NO_SUCH_DECISION)
    asked = {"of": str(decision)}

    def allowed() -> None:
        newest = standing_of(connection, row.job_id, row.applicant_id)
        if newest != row.seq:
            raise Problem(409, decision_texts.NOT_STANDING, slug="not-standing")

    facts = {"job_id": row.job_id, "of": str(decision)}
    return _once(connection, Act.UNDONE, wanted.id, by, asked, facts, {}, row.applicant_id, allowed)


def standing_of(connection: Connection, job_id: str, applicant_id: str) -> int | None:
    """The entry of the decision that stands of a pair."""
    of_pair = (DECISIONS.c.job_id == job_id, DECISIONS.c.applicant_id == applicant_id, DECISIONS.c.undone.is_(None))
    query = select(DECISIONS.c.seq).where(*of_pair).order_by(DECISIONS.c.seq.desc()).limit(1)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


def note(connection: Connection, wanted: NewNote, by: str, unknown: Strangers = NONE) -> Entry:
    """Write a note down."""
    asked = wanted.model_dump(mode="json", exclude={"id"})
    facts = {"job_id": wanted.job_id}
    personal = {"text": wanted.text}

    def allowed() -> None:
        refuse(connection, unknown, wanted.job_id, wanted.applicant_id)

    return _once(connection, Act.NOTED, wanted.id, by, asked, facts, personal, wanted.applicant_id, allowed)


def remove_note(connection: Connection, identity: UUID, by: str) -> None:
    """Remove a note, and erase its text in the log; removing it again changes nothing."""
    removal = uuid5(_REMOVALS, str(identity))
    ledger.hold(connection)
    row = connection.execute(select(NOTES).where(NOTES.c.id == str(identity))).one_or_none()
    if row is None:
        if ledger.found(connection, str(removal)) is None:
            raise Problem(404, decision_texts.NO_SUCH_NOTE)
        return
    facts = {"job_id": row.job_id, "of": str(identity)}
    _once(connection, Act.NOTE_REMOVED, removal, by, {"of": str(identity)}, facts, {}, row.applicant_id)
    ledger.erase(connection, ENTRIES.c.seq == row.seq)


def ask_review(connection: Connection, wanted: NewReview, by: str, days: int, unknown: Strangers = NONE) -> Entry:
    """Write down that an applicant wants a person to look again, and by when that is to be done."""

    def allowed() -> None:
        refuse(connection, unknown, wanted.job_id, wanted.applicant_id)
        of_pair = (REVIEWS.c.job_id == wanted.job_id, REVIEWS.c.applicant_id == wanted.applicant_id)
        if connection.execute(select(REVIEWS.c.seq).where(*of_pair, REVIEWS.c.closed.is_(None))).first():
            raise Problem(409, decision_texts.REVIEW_IS_OPEN, slug="review-open")

    due = time.time_ns() // 1_000_000 + (wanted.days or days) * DAY_MS
    asked = wanted.model_dump(mode="json", exclude={"id"})
    facts = {"job_id": wanted.job_id, "due": due}
    personal = {"text": wanted.text}
    return _once(connection, Act.REVIEW_ASKED, wanted.id, by, asked, facts, personal, wanted.applicant_id, allowed)


def close_review(connection: Connection, review: UUID, wanted: ReviewOutcome, by: str) -> Entry:
    """Write down what came of a review."""
    row = connection.execute(select(REVIEWS).where(REVIEWS.c.id == str(review))).one_or_none()
    if row is None:
        raise Problem(404, decision_texts.NO_SUCH_REVIEW)

    def allowed() -> None:
        if connection.execute(select(REVIEWS.c.closed).where(REVIEWS.c.seq == row.seq)).scalar_one() is not None:
            raise Problem(409, decision_texts.REVIEW_IS_CLOSED, slug="review-closed")

    asked = wanted.model_dump(mode="json", exclude={"id"}) | {"of": str(review)}
    facts = {"job_id": row.job_id, "of": str(review), "outcome": wanted.outcome}
    personal = {"text": wanted.text}
    return _once(connection, Act.REVIEW_CLOSED, wanted.id, by, asked, facts, personal, row.applicant_id, allowed)


def _once(
    connection: Connection,
    act: Act,
    identity: UUID,
    by: str,
    asked: Mapping[str, Any],
    facts: Mapping[str, Any],
    personal: Mapping[str, Any],
    applicant_id: str,
    allowed: Any = lambda: None,
) -> Entry:
    """Append an entry, or find that which this request made before; another request under its id is refused."""
    ledger.hold(connection)
    told = sha256(canonical(asked).encode()).hexdigest()
    before = ledger.found(connection, str(identity))
    if before is not None:
        if before.personal is None:
            raise Problem(409, decision_texts.ERASED, slug="erased")
        if before.act != act or before.told["asked"] != told:
            raise Problem(409, decision_texts.ID_TAKEN, slug="id-taken")
        return before
    name = sha256(applicant_id.encode()).hexdigest()
    if connection.execute(select(REMOVED.c.revision).where(REMOVED.c.applicant == name, REMOVED.c.stands)).first():
        raise Problem(404, decision_texts.REMOVED)
    allowed()
    return ledger.append(
        connection,
        act,
        {"id": str(identity), "by": by, **facts},
        {"applicant_id": applicant_id, "asked": told, **personal},
    )
