"""What can happen to an entity, and an event as the programs have it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from data.contract.entities import Applicant, Application, Entity, Job, Stage
from data.contract.job_status import CLOSED
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, Topic

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class EventType(StrEnum):
    """What happened to an entity: `ce_type`."""

    APPLICANT_UPSERTED = "recruiting.applicant.upserted"
    APPLICANT_REMOVED = "recruiting.applicant.removed"
    JOB_UPSERTED = "recruiting.job.upserted"
    JOB_CLOSED = "recruiting.job.closed"
    JOB_REMOVED = "recruiting.job.removed"
    APPLICATION_APPLIED = "recruiting.application.applied"
    APPLICATION_STAGE_CHANGED = "recruiting.application.stage_changed"
    APPLICATION_HIRED = "recruiting.application.hired"
    APPLICATION_REJECTED = "recruiting.application.rejected"
    APPLICATION_WITHDREW = "recruiting.application.withdrew"


REMOVALS = frozenset({EventType.APPLICANT_REMOVED, EventType.JOB_REMOVED})
"""The types of which the entity is gone: their record has no value."""


class Kind(NamedTuple):
    """Events of one kind of entity: where they flow, and what they carry."""

    topic: Topic
    entity: type[Entity]
    key: str
    """The field that is the record's key."""
    removal: EventType | None = None
    """What a record without a value means; none where the topic knows no removal."""


_APPLICANT = Kind(APPLICANTS, Applicant, "id", EventType.APPLICANT_REMOVED)
_JOB = Kind(JOBS, Job, "id", EventType.JOB_REMOVED)
_APPLICATION = Kind(APPLICATIONS, Application, "id_candidato")
_OF_NAME = {"applicant": _APPLICANT, "job": _JOB, "application": _APPLICATION}

KINDS: dict[EventType, Kind] = {kind: _OF_NAME[kind.split(".")[1]] for kind in EventType}
"""The kind that each type is of."""
BY_TOPIC: dict[str, Kind] = {kind.topic.name: kind for kind in _OF_NAME.values()}
"""The kind that flows through each input topic."""

STAGES: dict[EventType, Stage] = {
    EventType.APPLICATION_APPLIED: Stage.APPLIED,
    EventType.APPLICATION_STAGE_CHANGED: Stage.IN_PROCESS,
    EventType.APPLICATION_HIRED: Stage.HIRED,
    EventType.APPLICATION_REJECTED: Stage.REJECTED,
    EventType.APPLICATION_WITHDREW: Stage.WITHDREW,
}
"""The stage that an application event puts its application into."""


def to_revision(time: datetime) -> int:
    """Microseconds since 1970, without rounding."""
    return (time - _EPOCH) // _MICROSECOND


FIRST_REVISION = to_revision(datetime.min.replace(tzinfo=UTC))
LAST_REVISION = to_revision(datetime.max.replace(tzinfo=UTC))
"""The revisions that can be written as a time in UTC."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one entity.

    Attributes
    ----------
    type : EventType
    id, source : str
        Together they identify the event.
    revision : int
        `ce_time` in microseconds since 1970: the newer revision of an entity wins; of two with the same
        time the one that arrived later.
    key : str
        The entity's id (of an application: the applicant's).
    entity : Job, Applicant, Application or None
        None where the entity was removed.
    """

    type: EventType
    id: str
    source: str
    revision: int
    key: str
    entity: Entity | None

    @property
    def time(self) -> datetime:
        """`ce_time` as a datetime in UTC."""
        return _EPOCH + timedelta(microseconds=self.revision)

    @property
    def topic(self) -> Topic:
        """Where events of this type flow."""
        return KINDS[self.type].topic

    @property
    def closes_by_id(self) -> bool:
        """Whether it closes a job of which it says nothing else."""
        if self.type is not EventType.JOB_CLOSED or self.entity is None:
            return False
        return not self.entity.model_dump(exclude={"id", "status"}, exclude_none=True)


def completed(closing: Event, earlier: Event) -> Event | None:
    """A job's closing by its id, with what an earlier event said of the job; None where that adds nothing."""
    if not closing.closes_by_id or closing.entity is None or earlier.entity is None:
        return None
    whole = earlier.entity.model_copy(update={"status": CLOSED})
    return None if whole == closing.entity else replace(closing, entity=whole)


def event(kind: EventType, entity: Entity | str, *, time: datetime, source: str, id: str) -> Event:  # noqa: A002
    """Make an event of an entity, or of the id of one that is removed."""
    key = entity if isinstance(entity, str) else str(getattr(entity, KINDS[kind].key))
    body = None if isinstance(entity, str) else entity
    if (body is None) != (kind in REMOVALS):
        raise ValueError(f"{kind} takes {'an id' if kind in REMOVALS else 'an entity'}")
    return Event(type=kind, id=id, source=source, revision=to_revision(time), key=key, entity=body)
