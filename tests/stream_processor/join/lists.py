"""Random shards for tests of their lists: entities with ties and equal ones among them, and models of all kinds."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from data.contract.entities import Applicant, Job
from data.contract.events import Event, EventType
from model.scoring.scorer import Scorer
from stream_processor.join.ranking import MANY, Ranking
from stream_processor.join.shard import Shard
from tests.model.random_pairs import drawn

NEVER = 1 << 62
NAMES = ("slots", "scores", "length", "complete", "floor", "reach")
CROWDS = (1, 2, MANY - 1, MANY, MANY + 1, 2 * MANY + 1, NEVER)
"""How many entities of a side change at once: around where lists are walked, and all."""
WAYS = ("change", "change", "go", "go last", "come", "mixed", "none knows", "nothing known")


@lru_cache(4096)
def _pair(seed: int) -> Any:
    return drawn(seed)


def bent(scorer: Scorer, draw: np.random.Generator) -> Scorer:
    """A model of the same shape with other weights: steep, flat, none, or such as common sense forbids."""
    kind = draw.integers(5)
    if kind == 0:
        return scorer
    artifact = scorer.artifact
    size = len(artifact.additive)
    additive = {
        1: lambda: artifact.additive * draw.uniform(0, 3),
        2: lambda: np.zeros(size),
        3: lambda: draw.normal(0, 0.5, size),
        4: lambda: np.round(draw.normal(0, 1, size)),
    }[int(kind)]()
    weight = float(draw.choice([0.0, 0.5, artifact.pair_weight, 5.0]))
    return Scorer(replace(artifact, additive=additive, pair_weight=weight, manifest={}))


def entities(draw: np.random.Generator, jobs: int, people: int, kinds: int) -> list[Event]:
    """Events of jobs and people, of at most so many different contents, in random order of ids."""
    base = int(draw.integers(400))
    events = []
    for number in range(jobs):
        content = _pair(base + int(draw.integers(kinds)))[0]
        job = Job.model_validate(content.model_dump() | {"id": f"j{draw.integers(10**6)}-{number}"})
        events.append(Event(EventType.JOB_UPSERTED, job.id, "test", 1, f"j{number}", job))
    for number in range(people):
        content = _pair(base + int(draw.integers(kinds)))[1]
        person = Applicant.model_validate(content.model_dump() | {"id": f"a{draw.integers(10**6)}-{number}"})
        events.append(Event(EventType.APPLICANT_UPSERTED, person.id, "test", 1, f"a{number}", person))
    return events


def later(draw: np.random.Generator, events: list[Event], number: int) -> list[Event]:
    """Events that come, change, go and come back, of entities that are there or were."""
    found = []
    for revision in range(2, number + 2):
        old = events[draw.integers(len(events))]
        other = events[draw.integers(len(events))]
        is_job = isinstance(old.entity, Job)
        if draw.random() < 0.3:
            kind = EventType.JOB_REMOVED if is_job else EventType.APPLICANT_REMOVED
            found.append(replace(old, type=kind, revision=revision, entity=None))
        elif type(other.entity) is type(old.entity):
            found.append(replace(old, revision=revision, entity=other.entity.model_copy(update={"id": old.key})))
    return found


def crowds(
    draw: np.random.Generator, events: list[Event], number: int, first: int = 2, most: int = 1000
) -> list[list[Event]]:
    """Batches of events, each of many entities of one side or of both, that come, change, go and come back.

    Parameters
    ----------
    draw : numpy.random.Generator
    events : list of Event
        Those that entities came with: what is in them, others take on.
    number : int
        How many batches.
    first : int
        The revision of the first.
    most : int
        From how many entities on no others come.
    """
    known, found = list(events), []
    for revision in range(first, first + number):
        batch: list[Event] = []
        kinds = (Job, Applicant)
        for kind in [kinds[at] for at in draw.permutation(2)[: 1 + draw.integers(2)]]:
            side = [event for event in known if isinstance(event.entity, kind)]
            if side:
                size, way = min(int(draw.choice(CROWDS)), len(side)), str(draw.choice(WAYS))
                came = way == "come" and len(known) + size <= most
                if came:
                    known += (new := [_named(event, f"{event.key}-{revision}") for event in side[:size]])
                batch += new if came else _crowd(draw, side, size, way, revision)
        found.append(batch)
    return found


def _crowd(draw: np.random.Generator, side: list[Event], size: int, way: str, revision: int) -> list[Event]:
    """Events of so many of those who are there or were; the last of them are those that came last."""
    last = way == "go last"
    chosen = side[len(side) - size :] if last else [side[at] for at in draw.permutation(len(side))[:size]]
    if way == "none knows":
        chosen = [_named(event, f"nobody-{event.key}-{revision}") for event in chosen]
    batch = []
    for old in chosen:
        going = way in ("go", "go last", "none knows") or (way == "mixed" and draw.random() < 0.5)
        kind = type(old.entity)
        if going:
            gone = EventType.JOB_REMOVED if kind is Job else EventType.APPLICANT_REMOVED
            batch.append(replace(old, type=gone, revision=revision, entity=None))
        elif way == "nothing known":
            batch.append(replace(old, revision=revision, entity=kind.model_validate({"id": old.key})))
        else:
            other = side[draw.integers(len(side))].entity
            batch.append(replace(old, revision=revision, entity=other.model_copy(update={"id": old.key})))
    return batch


def _named(event: Event, name: str) -> Event:
    return replace(event, key=name, entity=event.entity.model_copy(update={"id": name}))


def shard_of(
    scorer: Scorer, sizes: tuple[int, int, float], built_from: int, *batches: list[Event], reached_from: int = NEVER
) -> Shard:
    """A shard that took these batches in."""
    shard = Shard(scorer, *sizes, built_from=built_from, reached_from=reached_from)
    for batch in batches:
        shard.apply(batch)
        shard.bring_up()
    return shard


def differing(one: Shard, other: Shard, *, reserve: bool = True) -> list[str]:
    """In what the lists of two shards that took the same events in differ, to the last bit.

    Without `reserve` what is published of them counts: who builds all lists anew has filled all reserves again.
    """
    found = []
    for side in ("best_jobs", "best_applicants"):
        left, right = getattr(one._view, side), getattr(other._view, side)
        kept = left.slots.shape[1] if reserve else left.k
        for name in NAMES if reserve else NAMES[:3]:
            a, b = (_kept(lists, name, kept) for lists in (left, right))
            if a.tobytes() != b.tobytes():
                found.append(f"{side}.{name}")
    return found


def _kept(lists: Ranking, name: str, kept: int) -> np.ndarray:
    """One array of lists, as far as it is used."""
    length, values = np.minimum(lists.length, kept), getattr(lists, name)
    if name == "length":
        return length
    return np.where(np.arange(kept) < length[:, None], values[:, :kept], 0) if values.ndim > 1 else values


def published(shard: Shard) -> dict[bytes, tuple[bytes | None, float | None]]:
    """What a shard publishes, by key: values and previous scores."""
    made = shard.publish()
    return dict(zip(made.keys, zip(made.values, made.previous_scores, strict=True), strict=True))
