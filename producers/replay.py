"""Replays a folder in the Decision schema as events, in the order of their time.

Identity and time of an event are functions of the data, so replaying a folder twice sends the same
events, and the second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from random import Random
from typing import TypeVar

from tqdm import tqdm

from data.contract.codec import encode
from data.contract.entities import Application, Entity, Stage
from data.contract.events import STAGES, Event, EventType, event
from data.files.decision_folder import Dataset, Prospect
from data.files.statuses import stage
from producers.sender import Sender

BATCH = 2000
EPOCH = date(2018, 1, 1)
"""The day that replaces a missing date."""

_E = TypeVar("_E")

TYPES = {held: kind for kind, held in STAGES.items()}


def limit(dataset: Dataset, count: int | None) -> Dataset:
    """The first `count` jobs and applicants, those with applications to each other first; all if None."""
    if count is None:
        return dataset
    jobs = dict(islice(_first(dataset.jobs, (p.job_id for p in dataset.applications)), count))
    of_jobs = (p.applicant_id for p in dataset.applications if p.job_id in jobs)
    applicants = dict(islice(_first(dataset.applicants, of_jobs), count))
    return Dataset(
        jobs=jobs,
        applicants=applicants,
        applications=[p for p in dataset.applications if p.job_id in jobs and p.applicant_id in applicants],
        job_dates={name: dataset.job_dates.get(name) for name in jobs},
    )


def _first(entities: dict[str, _E], names: Iterable[str]) -> Iterator[tuple[str, _E]]:
    preferred = [name for name in dict.fromkeys(names) if name in entities]
    for name in dict.fromkeys([*preferred, *entities]):
        yield name, entities[name]


def events(dataset: Dataset, source: str) -> list[Event]:
    """The events of a folder, in the order of their time.

    A day begins with new jobs and applicants, continues with applications, and ends with their outcomes. A job or an
    applicant without a date gets that of its first application.
    """
    first_of_job: dict[str, date] = {}
    first_of_applicant: dict[str, date] = {}
    for prospect in dataset.applications:
        day = prospect.applied_on or EPOCH
        first_of_job[prospect.job_id] = min(day, first_of_job.get(prospect.job_id, day))
        first_of_applicant[prospect.applicant_id] = min(day, first_of_applicant.get(prospect.applicant_id, day))
    found = []
    for name, job in dataset.jobs.items():
        day = dataset.job_dates.get(name) or first_of_job.get(name, EPOCH)
        found.append(_event(EventType.JOB_UPSERTED, job, _at(day, 0), source, name))
    for name, applicant in dataset.applicants.items():
        day = first_of_applicant.get(name, EPOCH)
        found.append(_event(EventType.APPLICANT_UPSERTED, applicant, _at(day, 6), source, name))
    for prospect in dataset.applications:
        found += _application_events(prospect, source)
    return sorted(found, key=lambda e: (e.revision, e.type, e.key))


def _application_events(prospect: Prospect, source: str) -> Iterator[Event]:
    pair = {"id_vaga": prospect.job_id, "id_candidato": prospect.applicant_id}
    name = f"{prospect.job_id}/{prospect.applicant_id}"
    applied = _at(prospect.applied_on or EPOCH, 12)
    yield _event(EventType.APPLICATION_APPLIED, Application.model_validate(pair), applied, source, name)
    reached = stage(prospect.status)
    if reached is not Stage.APPLIED:
        later = _at(prospect.updated_on or prospect.applied_on or EPOCH, 18)
        body = Application.model_validate(pair | {"situacao": prospect.status})
        yield _event(TYPES[reached], body, max(later, applied + timedelta(hours=1)), source, name)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _event(kind: EventType, entity: Entity, time: datetime, source: str, name: str) -> Event:
    # The content is part of the event's id, so that a corrected folder can be replayed.
    digest = sha256(entity.model_dump_json(exclude_none=True).encode()).hexdigest()[:12]
    return event(kind, entity, time=time, source=source, id=f"{kind.rpartition('.')[2]}/{name}/{digest}")


def disturb(sent: list[Event], seed: int, repeat: float) -> list[Event]:
    """The same events in random order, a share of them twice; the stream's result must not change."""
    chance = Random(seed)  # noqa: S311 -- to be drawn again, no secret
    again = sent + chance.sample(sent, int(repeat * len(sent)))
    chance.shuffle(again)
    return again


def send(sender: Sender, sent: list[Event]) -> None:
    """Send events and wait for their acknowledgements, with a progress bar."""
    with tqdm(total=len(sent), unit=" events", desc="replay") as bar:
        for start in range(0, len(sent), BATCH):
            batch = sent[start : start + BATCH]
            bar.update(sender.send(encode(e) for e in batch))
