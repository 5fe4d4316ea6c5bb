"""What a benchmark is given: its form, data of the domain, and the model."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

from data.contract.entities import Applicant, Entity, Job
from data.contract.events import Event, EventType, event
from data.files.decision_folder import read
from data.synthetic import Generator
from deploy.local.stack import SYNTHETIC_JOBS
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.bench.figures import CannotRun
from tests.trained import PROJECT, trained

CACHE = PROJECT / "var" / "bench"
REGISTRY = "MATCHSTREAM_MODEL_REGISTRY"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

_N = TypeVar("_N", int, float)
_serials = count(1)


@dataclass(frozen=True)
class Setting:
    """What a benchmark is given.

    Attributes
    ----------
    quick : bool
        Smaller sizes: to see that everything runs, not to learn how fast.
    data : Path or None
        A folder in the Decision schema; None stands for the synthetic world.
    """

    quick: bool
    data: Path | None = None

    def size(self, full: _N, quick: _N) -> _N:
        """The size of this form."""
        return quick if self.quick else full

    @cached_property
    def scorer(self) -> Scorer:
        """The champion."""
        return Scorer.load(Registry(registry()).resolve("champion"))

    def jobs(self, number: int) -> list[Job]:
        """Synthetic jobs."""
        return list(islice(Generator(1).jobs(), number))

    def applicants(self, number: int) -> list[Applicant]:
        """Synthetic applicants."""
        return list(islice(Generator(1).applicants(), number))

    def known_applicants(self, number: int) -> list[Applicant]:
        """Synthetic applicants whom lists may hold; of the others nothing is scored."""
        return list(islice(known(self.scorer, Generator(1).applicants()), number))

    def decision(self, jobs: int, applicants: int) -> tuple[list[Job], list[Applicant], str]:
        """The Decision data where its folder was given, else as much of the synthetic world; and which it is."""
        if self.data is None:
            return self.jobs(jobs), self.applicants(applicants), "synthetic data of that size"
        if not self.data.is_dir():
            raise CannotRun(f"there is no folder {self.data}")
        held = read(self.data)
        return (
            list(islice(held.jobs.values(), jobs)),
            list(islice(held.applicants.values(), applicants)),
            "Decision data",
        )


def known(scorer: Scorer, applicants: Iterable[Applicant]) -> Iterator[Applicant]:
    """Those of whom the model says that enough is known to be matched."""
    columns = scorer.applicants(1)
    for applicant in applicants:
        columns.put(0, applicant)
        if columns.known[0]:
            yield applicant


def registry() -> Path:
    """The model registry that the environment names; else one of our own."""
    named = os.environ.get(REGISTRY)
    return Path(named) if named else trained(SYNTHETIC_JOBS)


def train() -> None:
    """Train the champion, unless it is there, and name its registry to all that this process starts."""
    os.environ[REGISTRY] = str(registry())


def upserts(entities: Iterable[Entity], after: float = 0.0) -> list[Event]:
    """Events that say what each entity is now, that many seconds after the beginning."""
    time = BEGINNING + timedelta(seconds=after)
    return [
        event(
            EventType.JOB_UPSERTED if isinstance(entity, Job) else EventType.APPLICANT_UPSERTED,
            entity,
            time=time,
            source="bench",
            id=str(next(_serials)),
        )
        for entity in entities
    ]
