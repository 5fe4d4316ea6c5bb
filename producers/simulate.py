"""An endless, realistic trickle: applicants come, apply, change and leave; jobs open and close."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType, event
from data.synthetic import Generator
from producers.sender import Sender

KEPT = 500
"""How many jobs and applicants the simulator remembers for later events."""

WEIGHTS = {
    "applicant": 50,
    "application": 22,
    "change": 10,
    "stage": 8,
    "job": 6,
    "closing": 3,
    "removal": 1,
}
STAGES = (
    EventType.APPLICATION_STAGE_CHANGED,
    EventType.APPLICATION_REJECTED,
    EventType.APPLICATION_WITHDREW,
    EventType.APPLICATION_HIRED,
)


class Simulator:
    """Draws events; the same seed draws the same entities.

    Parameters
    ----------
    seed : int
    source : str
        `ce_source` of the events.
    first_id : int
        Number of the first job and applicant; must not meet existing ids.
    """

    def __init__(self, seed: int, source: str, first_id: int) -> None:
        self._chance = Random(seed)  # noqa: S311 -- to be drawn again, no secret
        self._generator = Generator(seed, first_id)
        self._source = source
        self._jobs: list[Job] = []
        self._applicants: list[Applicant] = []
        self._applications: list[Application] = []

    def events(self) -> Iterator[Event]:
        """Draw events without end; their time is now."""
        while True:
            kind = self._chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            drawn = self._draw(kind)
            if drawn is not None:
                yield drawn

    def _draw(self, kind: str) -> Event | None:  # noqa: PLR0911 -- one of each kind of event
        if kind == "job" or not self._jobs:
            self._jobs.append(self._generator.job())
            return self._event(EventType.JOB_UPSERTED, self._jobs[-1])
        if kind == "applicant" or not self._applicants:
            self._applicants.append(self._generator.applicant())
            del self._applicants[:-KEPT]
            return self._event(EventType.APPLICANT_UPSERTED, self._applicants[-1])
        if kind == "application":
            applicant = self._chance.choice(self._applicants[-50:])
            # People apply to what suits them, mostly.
            choices = self._chance.sample(self._jobs, min(20, len(self._jobs)))
            odds = [math.exp(self._generator.suitability(job, applicant)) for job in choices]
            (job,) = self._chance.choices(choices, odds)
            self._applications.append(Application(id_vaga=job.id, id_candidato=applicant.id, situacao=None))
            del self._applications[:-KEPT]
            return self._event(EventType.APPLICATION_APPLIED, self._applications[-1])
        if kind == "change":
            place = self._chance.randrange(len(self._applicants))
            grown = self._generator.applicant().model_copy(update={"id": self._applicants[place].id})
            self._applicants[place] = grown
            return self._event(EventType.APPLICANT_UPSERTED, grown)
        if kind == "stage" and self._applications:
            return self._event(self._chance.choice(STAGES), self._chance.choice(self._applications))
        if kind == "closing" and len(self._jobs) > 5:
            job = self._jobs.pop(self._chance.randrange(len(self._jobs)))
            return self._event(EventType.JOB_CLOSED, job.model_copy(update={"status": "fechada"}))
        if kind == "removal" and len(self._applicants) > 5:
            return self._event(EventType.APPLICANT_REMOVED, self._applicants.pop(0).id)
        return None

    def _event(self, kind: EventType, what: Job | Applicant | Application | str) -> Event:
        return event(kind, what, time=datetime.now(UTC), source=self._source, id=str(uuid4()))


def run(
    simulator: Simulator, sender: Sender, rate: float, count: int | None, pause: Callable[[float], None] = time.sleep
) -> int:
    """Send events at a rate, until `count` are sent or for ever; returns how many."""
    sent = 0
    due = time.monotonic()
    for drawn in simulator.events():
        sent += sender.send([encode(drawn)])
        if count is not None and sent >= count:
            break
        due += 1 / rate
        pause(max(0.0, due - time.monotonic()))
    return sent
