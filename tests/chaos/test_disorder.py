"""Histories of entities, sent late, twice and in any order, with removals and returns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest

from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, event
from data.synthetic import Generator
from tests.chaos.scene import Scene

pytestmark = pytest.mark.chaos

FIRST_ID = 7_000_000_000
LONGEST = 8
STAGES = (
    EventType.APPLICATION_APPLIED,
    EventType.APPLICATION_STAGE_CHANGED,
    EventType.APPLICATION_WITHDREW,
    EventType.APPLICATION_HIRED,
)


def test_histories_come_in_any_order(scene: Scene) -> None:
    chance = Random(11)
    histories = Histories(chance)
    events = histories.of(scene.form.histories)
    again = events + chance.sample(events, len(events) // 5)
    chance.shuffle(again)
    with scene.load(rate=0.0) as load:
        # In a few sendings, so that what is late comes when its successor is published already.
        for start in range(0, len(again), len(again) // 4 + 1):
            load.send(again[start : start + len(again) // 4 + 1])
            scene.wait_still(120.0)
    kinds = {kind: sum(e.type is kind for e in events) for kind in EventType}
    removed = kinds[EventType.APPLICANT_REMOVED] + kinds[EventType.JOB_REMOVED]
    scene.end(
        "late, duplicate, out of order, removed and added again",
        load,
        besides=f"{scene.form.histories} histories of each kind, {removed} removals, a fifth sent twice",
    )
    assert removed > 10


class Histories:
    """Draws what happened to entities, with times of its own."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._generator = Generator(chance.randrange(1 << 30), FIRST_ID)
        self._serial = count(1)

    def of(self, number: int) -> list[Event]:
        """Histories of so many jobs, applicants and applications."""
        jobs = [self._generator.job() for _ in range(number)]
        applicants = [self._generator.applicant() for _ in range(number)]
        events = []
        for job in jobs:
            events += self._of_job(job)
        for applicant in applicants:
            events += self._of_applicant(applicant)
        for _ in range(number):
            pair = Application(
                id_vaga=self._chance.choice(jobs).id, id_candidato=self._chance.choice(applicants).id, situacao=None
            )
            events += [self._event(self._chance.choice(STAGES), pair) for _ in range(self._length())]
        return events

    def _of_job(self, job: Job) -> list[Event]:
        drawn = []
        for _ in range(self._length()):
            version = self._generator.job().model_copy(update={"id": job.id})
            kind = self._chance.choices(
                (EventType.JOB_UPSERTED, EventType.JOB_CLOSED, EventType.JOB_REMOVED), (6, 2, 2)
            )[0]
            drawn.append(self._event(kind, job.id if kind is EventType.JOB_REMOVED else version))
        return drawn

    def _of_applicant(self, applicant: Applicant) -> list[Event]:
        drawn = []
        for _ in range(self._length()):
            if self._chance.random() < 0.25:
                drawn.append(self._event(EventType.APPLICANT_REMOVED, applicant.id))
            else:
                version = self._generator.applicant().model_copy(update={"id": applicant.id})
                drawn.append(self._event(EventType.APPLICANT_UPSERTED, version))
        return drawn

    def _length(self) -> int:
        return self._chance.randint(1, LONGEST)

    def _event(self, kind: EventType, what: Job | Applicant | Application | str) -> Event:
        # Few different times, so that some revisions are equal: then the place in the topic decides.
        time = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=self._chance.randint(1, 500))
        return event(kind, what, time=time, source="chaos/histories", id=str(next(self._serial)))
