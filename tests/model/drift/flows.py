"""A stream of events as drift sees it: traits in the order of events, drawn from a world that training never saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.contract.drift import Decided
from data.contract.entities import Applicant, Job
from data.files.decision_folder import read
from data.synthetic import generate
from model.drift import findings, traits
from model.drift import outcomes as decided
from model.drift.findings import Verdict, judge
from model.drift.profile import Profile
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import labelled
from model.scoring.scorer import Scorer

SHARES = {"applicant": 0.6, "job": 0.1, "application": 0.3}
"""What a stream's events are of."""
EVERY = 100
"""Events between two looks."""


@dataclass
class World:
    """Entities and applications that streams are drawn from.

    Attributes
    ----------
    rows : dict of str to ndarray
        By side, the traits of each that can be drawn.
    outcomes : ndarray of shape (applications, 4)
        Whether each was hired, its score, its chance, the number of its job.
    of_jobs : list of ndarray
        For each job the rows of its applications.
    """

    profile: Profile
    scorer: Scorer
    applicants: list[Applicant]
    jobs: list[Job]
    rows: dict[str, NDArray[np.int64]]
    outcomes: NDArray[np.float64]
    of_jobs: list[NDArray[np.int64]]

    @classmethod
    def made(cls, profile: Profile, scorer: Scorer, folder: Path, jobs: int = 1500, seed: int = 101) -> World:
        generate(jobs, seed, folder)
        pairs = labelled(read(folder))
        scored = ScoredPairs(scorer, pairs.take(pairs.decided))
        job_of = scored.pairs.groups
        of_jobs = np.split(np.argsort(job_of, kind="stable"), np.cumsum(np.bincount(job_of))[:-1])
        people, postings = list(pairs.applicants.values()), list(pairs.jobs.values())
        world = cls(profile, scorer, people, postings, {}, np.zeros(0), of_jobs)
        world.rows = {
            "applicant": world.read_applicants(lambda one: one),
            "job": world.read_jobs(lambda one: one),
            "application": np.array([traits.of_score(score) for score in scored.score.tolist()]),
        }
        world.outcomes = np.column_stack([scored.pairs.hired, scored.score, scored.probability, job_of])
        return world

    def read_applicants(self, change: Callable[[Applicant], Applicant]) -> NDArray[np.int64]:
        columns, rows = self.scorer.applicants(1), []
        for one in map(change, self.applicants):
            columns.put(0, one)
            rows.append(traits.of_applicant(one, columns, 0))
        return np.array(rows)

    def read_jobs(self, change: Callable[[Job], Job]) -> NDArray[np.int64]:
        columns, rows = self.scorer.jobs(1), []
        for one in map(change, self.jobs):
            columns.put(0, one)
            rows.append(traits.of_job(one, columns, 0))
        return np.array(rows)


@dataclass
class Stream:
    """Events in their order.

    Attributes
    ----------
    side : ndarray of shape (n,)
        Number of the side in `traits.SIDES` that each is of.
    rows : dict of str to ndarray
        By side, the traits of its events.
    outcomes : ndarray of shape (applications, 4)
    """

    side: NDArray[np.int64]
    rows: dict[str, NDArray[np.int64]]
    outcomes: NDArray[np.float64]

    @classmethod
    def drawn(cls, world: World, events: int, seed: int) -> Stream:
        """Draw entities one by one, and applications as they come: all of a job, then all of another."""
        draw = np.random.default_rng(seed)
        side = draw.choice(len(SHARES), events, p=list(SHARES.values()))
        picked = {
            name: draw.integers(0, len(world.rows[name]), int((side == number).sum()))
            for number, name in enumerate(SHARES)
        }
        jobs = (world.of_jobs[job] for job in iter(lambda: int(draw.integers(len(world.of_jobs))), -1))
        picked["application"] = np.array(list(islice(chain.from_iterable(jobs), len(picked["application"]))))
        rows = {name: world.rows[name][picks] for name, picks in picked.items()}
        return cls(side, rows, world.outcomes[picked["application"]])

    def then(self, other: Stream) -> Stream:
        """This stream, and another behind it."""
        return Stream(
            np.concatenate([self.side, other.side]),
            {name: np.concatenate([rows, other.rows[name]]) for name, rows in self.rows.items()},
            np.concatenate([self.outcomes, other.outcomes]),
        )


def looks(profile: Profile, stream: Stream, start: int = 0) -> Iterator[tuple[int, set[str]]]:
    """At every look the number of events so far, and what has moved.

    Parameters
    ----------
    profile : Profile
    stream : Stream
    start : int
        Events before the first look.
    """
    seen = {name: np.cumsum(stream.side == number) for number, name in enumerate(SHARES)}
    places: Mapping[str, Any] = {
        trait.name: (side, profile.bins[trait.name].places(column))
        for side, of_side in traits.SIDES.items()
        for trait, column in zip(of_side, stream.rows[side].T, strict=True)
    }
    for at in range(max(start, EVERY), len(stream.side) + 1, EVERY):
        ends = {name: int(counts[at - 1]) for name, counts in seen.items()}
        counts = {
            name: np.bincount(
                place[max(0, ends[side] - findings.WINDOW[side]) : ends[side]], minlength=profile.bins[name].size
            )
            for name, (side, place) in places.items()
        }
        moved = {found.trait for found in judge(profile, counts) if found.verdict is Verdict.MOVED}
        last = stream.outcomes[max(0, ends["application"] - decided.WINDOW) : ends["application"]]
        rows = (Decided(0, bool(hired), score, chance, job=1 + int(job)) for hired, score, chance, job in last)
        if decided.figures(rows).verdict is Verdict.MOVED:
            moved.add("outcomes")
        yield at, moved


def _missing(one: Applicant) -> Applicant:
    return one.model_copy(update={"nivel_ingles": None})


def _spelling(one: Applicant) -> Applicant:
    return one.model_copy(update={"nivel_academico": one.nivel_academico and f"Gr. {len(one.nivel_academico)} compl."})


def _area(one: Applicant) -> Applicant:
    return one.model_copy(update={"area_de_atuacao": "Mineração em asteroides"})


def _titles(one: Applicant) -> Applicant:
    return one.model_copy(update={"titulo_profissional": f"Gerente {one.titulo_profissional or ''}".strip()})


def _unit(one: Applicant) -> Applicant:
    """A sender who measures English from 0 to 100, where it named the level."""
    points = {"Básico": "25", "Intermediário": "50", "Avançado": "75", "Fluente": "100"}
    return one.model_copy(update={"nivel_ingles": points.get(one.nivel_ingles or "", one.nivel_ingles)})


CHANGES: dict[str, tuple[Callable[[Applicant], Applicant] | None, str]] = {
    "a field gone missing": (_missing, "applicant.nivel_ingles"),
    "a new spelling": (_spelling, "applicant.nivel_academico"),
    "a new area": (_area, "applicant.area_de_atuacao"),
    "inflated titles": (_titles, "applicant.titulo_profissional"),
    "a sender's change of unit": (_unit, "applicant.nivel_ingles"),
    "label shift": (None, "outcomes"),
}
"""Changes of what is sent, and the trait in which each must show."""


def changed(world: World, change: str, share: float) -> World:
    """The world after a change of that share of its applicants, or, if it is of labels, of its hires."""
    apply, _ = CHANGES[change]
    draw = np.random.default_rng(5)
    rows, outcomes = dict(world.rows), world.outcomes.copy()
    if apply is None:
        outcomes[draw.random(len(outcomes)) < share, 0] = 0.0
    else:
        is_changed = draw.random(len(world.applicants)) < share
        rows["applicant"] = np.where(is_changed[:, None], world.read_applicants(apply), rows["applicant"])
    return replace(world, rows=rows, outcomes=outcomes)
