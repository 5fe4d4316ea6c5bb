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
CONSIDERED = 50
"""How many people are looked at for a place in a job."""
LEARNT = ("nivel_ingles", "nivel_espanhol", "certificacoes", "cidade", "estado")
"""What changes of a person; what they do stays."""

WEIGHTS = {
    "applicant": 50,
    "application": 22,
    "change": 10,
    "stage": 8,
    "job": 6,
    "closing": 3,
    "removal": 1,
}
STAGES = {EventType.APPLICATION_STAGE_CHANGED: 4, EventType.APPLICATION_WITHDREW: 1, None: 8}
"""What comes of an application, by weight; None is a decision."""


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
        self._applications: list[tuple[Application, float]] = []

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
            return self._event(EventType.APPLICATION_APPLIED, self._applied())
        if kind == "change":
            place = self._chance.randrange(len(self._applicants))
            other = self._generator.applicant()
            grown = self._applicants[place].model_copy(update={name: getattr(other, name) for name in LEARNT})
            self._applicants[place] = grown
            return self._event(EventType.APPLICANT_UPSERTED, grown)
        if kind == "stage" and self._applications:
            return self._event(*self._next_stage())
        if kind == "closing" and len(self._jobs) > 5:
            job = self._jobs.pop(self._chance.randrange(len(self._jobs)))
            return self._event(EventType.JOB_CLOSED, job.model_copy(update={"status": "fechada"}))
        if kind == "removal" and len(self._applicants) > 5:
            return self._event(EventType.APPLICANT_REMOVED, self._applicants.pop(0).id)
        return None

    def _applied(self) -> Application:
        """Whom a job suits is considered for it, as in what a model is trained on."""
        job = self._chance.choice(self._jobs)
        people = self._chance.sample(self._applicants, min(CONSIDERED, len(self._applicants)))
        odds = [math.exp(self._generator.suitability(job, person)) for person in people]
        (person,) = self._chance.choices(people, odds)
        application = Application(id_vaga=job.id, id_candidato=person.id, situacao=None)
        self._applications.append((application, self._generator.hire_probability(job, person)))
        del self._applications[:-KEPT]
        return application

    def _next_stage(self) -> tuple[EventType, Application]:
        """What comes of an application; a decision falls as often as it does in what a model is trained on."""
        place = self._chance.randrange(len(self._applications))
        application, chance = self._applications[place]
        (kind,) = self._chance.choices(list(STAGES), list(STAGES.values()))
        if kind is not EventType.APPLICATION_STAGE_CHANGED:
            del self._applications[place]
        if kind is None:
            hired = self._chance.random() < chance
            kind = EventType.APPLICATION_HIRED if hired else EventType.APPLICATION_REJECTED
        return kind, application

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
