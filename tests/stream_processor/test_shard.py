"""The shard against an oracle: the view is that of a plain cross-join of the latest entities."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.entities import Applicant, Application, Job
from data.events import STAGES, Event, EventType, event
from data.matches import RATIOS, Match
from stream_processor.records import Changes
from stream_processor.shard import Shard
from tests.stream_processor.titles import TitleScorer, score

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
K_APPLICANT, K_JOB = 2, 3


def make(kind: EventType, minute: int, job: int, applicant: int, title: str) -> Event:
    body: Any = {
        "job": Job(id=f"j{job}", titulo_vaga=title),
        "applicant": Applicant(id=f"a{applicant}", titulo_profissional=title),
        "application": Application(id_vaga=f"j{job}", id_candidato=f"a{applicant}"),
    }[kind.split(".")[1]]
    if kind.endswith("removed"):
        body = body.id
    if kind is EventType.JOB_CLOSED:
        body = body.model_copy(update={"status": "fechada"})
    # One event of an entity at a time: what two events of the same time mean depends on their order.
    return event(kind, body, time=EPOCH + timedelta(minutes=minute), source="test", id=f"{kind}{minute}{body}")


kinds = st.sampled_from(
    [EventType.APPLICANT_UPSERTED] * 4
    + [EventType.JOB_UPSERTED] * 4
    + [EventType.APPLICANT_REMOVED, EventType.JOB_CLOSED, EventType.JOB_REMOVED]
    + list(STAGES)
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    minutes = draw(st.permutations(range(draw(st.integers(1, 60)))))
    return [
        make(draw(kinds), minute, draw(st.integers(0, 9)), draw(st.integers(0, 9)), draw(st.sampled_from("abcdef")))
        for minute in minutes
    ]


def oracle(events: list[Event]) -> dict[bytes, bytes]:
    """The view, from sorting and a plain cross-join."""
    latest: dict[tuple[str, ...], Event] = {}
    for e in sorted(events, key=lambda e: e.revision):
        pair = (e.entity.id_vaga, e.entity.id_candidato) if isinstance(e.entity, Application) else ()
        latest[(e.topic.name, e.key, *pair)] = e
    jobs = {e.key: e for e in latest.values() if isinstance(e.entity, Job) and e.entity.is_open}
    applicants = {e.key: e for e in latest.values() if isinstance(e.entity, Applicant)}
    scores = {
        (j, a): score(jobs[j].entity.titulo_vaga, applicants[a].entity.titulo_profissional)  # type: ignore[union-attr]
        for j in jobs
        for a in applicants
    }
    view: set[tuple[str, str]] = set()
    for j in jobs:
        view.update(sorted(((j, a) for a in applicants), key=lambda p: (-scores[p], p[1]))[:K_JOB])
    for a in applicants:
        view.update(sorted(((j, a) for j in jobs), key=lambda p: (-scores[p], p[0]))[:K_APPLICANT])
    applied = {
        (e.entity.id_vaga, e.entity.id_candidato): e.revision
        for e in latest.values()
        if isinstance(e.entity, Application) and e.type is not EventType.APPLICATION_WITHDREW
    }
    view.update(pair for pair in applied if pair in scores)
    records = {}
    for j, a in view:
        revisions = (jobs[j].revision, applicants[a].revision)
        match = Match(
            j, a, scores[j, a], scores[j, a] / 200, (None,) * len(RATIOS), (j, a) in applied, "titles", *revisions,
            max(*revisions, applied.get((j, a), 0)),
        )  # fmt: skip
        records[match.key] = match.encode()
    return records


NOTHING = Changes([], [], [])


def fold(topic: dict[bytes, bytes], changes: Changes) -> dict[bytes, bytes]:
    for key, value, _ in zip(*changes, strict=True):
        if value is None:
            topic.pop(key, None)
        else:
            topic[key] = value
    return topic


def matches(changes: Changes) -> list[Match]:
    return [Match.decode(value or b"") for value in changes.values]


def new_shard() -> Shard:
    # Without a reserve, so that lists are filled anew often.
    return Shard(TitleScorer(), K_APPLICANT, K_JOB, reserve=0.0)  # type: ignore[arg-type]


def cut(events: list[Event], cuts: list[int]) -> list[list[Event]]:
    edges = [0, *sorted(c % (len(events) + 1) for c in cuts), len(events)]
    return [events[a:b] for a, b in pairwise(edges)]


@settings(max_examples=400, deadline=None)
@given(histories(), st.lists(st.integers(0, 60), max_size=8), st.lists(st.booleans(), min_size=9, max_size=9))
def test_the_published_view_is_the_cross_join_however_events_are_batched(
    events: list[Event], cuts: list[int], publishes: list[bool]
) -> None:
    shard, topic = new_shard(), {}
    for batch, publish in zip(cut(events, cuts), publishes, strict=False):
        shard.apply(batch)
        if publish:
            fold(topic, shard.publish())
    assert fold(topic, shard.publish()) == oracle(events)
    assert shard.publish() == NOTHING


@settings(max_examples=400, deadline=None)
@given(histories(), st.randoms())
def test_shuffled_and_repeated_events_give_the_same_bytes(events: list[Event], chance: random.Random) -> None:
    again = events + chance.choices(events, k=len(events) // 3)
    chance.shuffle(again)
    shard = new_shard()
    shard.apply(again)
    assert fold({}, shard.publish()) == oracle(events)


@settings(max_examples=200, deadline=None)
@given(histories(), histories(), st.tuples(*[st.integers(0, 60)] * 3).map(sorted))
def test_a_rebuilt_shard_heals_whatever_the_topic_holds(
    events: list[Event], others: list[Event], at: tuple[int, int, int]
) -> None:
    opened, published, healed = at
    topic = oracle(others[:opened])
    shard = new_shard()
    shard.apply(events[:opened])
    shard.settle()
    shard.apply(events[opened:published])
    topic = fold(topic, shard.publish())
    shard.apply(events[published:healed])
    assert fold(topic, shard.reconcile(dict(topic))) == oracle(events[:healed])
    shard.apply(events[healed:])
    assert fold(topic, shard.publish()) == oracle(events)


def test_a_changed_score_carries_the_score_before_it() -> None:
    shard = new_shard()
    shard.apply([make(EventType.JOB_UPSERTED, 1, 1, 1, "a"), make(EventType.APPLICANT_UPSERTED, 1, 1, 1, "b")])
    assert shard.publish().previous_scores == [None]
    shard.apply([make(EventType.APPLICANT_UPSERTED, 2, 1, 1, "c")])
    assert score("a", "b") != score("a", "c")
    assert shard.publish().previous_scores == [score("a", "b")]


def test_a_pair_that_came_and_went_in_between_is_never_sent() -> None:
    shard = new_shard()
    shard.apply([make(EventType.JOB_UPSERTED, 1, 1, 1, "a"), make(EventType.APPLICANT_UPSERTED, 1, 1, 1, "b")])
    shard.apply([make(EventType.JOB_CLOSED, 2, 1, 1, "a")])
    assert shard.publish() == NOTHING


def test_an_application_waits_for_its_job_and_is_counted() -> None:
    shard = new_shard()
    shard.apply([make(EventType.APPLICATION_APPLIED, 1, 1, 1, ""), make(EventType.APPLICANT_UPSERTED, 2, 1, 1, "b")])
    assert (shard.waiting(), shard.publish()) == (1, NOTHING)
    shard.apply([make(EventType.JOB_UPSERTED, 3, 1, 1, "a")])
    assert shard.waiting() == 0
    assert [match.applied for match in matches(shard.publish())] == [True]


def test_applications_may_come_while_they_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    shard = new_shard()
    shard.apply([make(EventType.APPLICATION_APPLIED, 1, 1, number, "") for number in range(3)])

    class Jobs:
        """Looked into by the count, in which another thread takes one more application in."""

        def __contains__(self, job: str) -> bool:
            shard.apply([make(EventType.APPLICATION_APPLIED, 2, 2, 1, "")])
            return False

    monkeypatch.setattr(shard, "_jobs", Jobs())
    assert shard.waiting() == 3


def test_of_two_events_of_one_time_the_later_counts_though_they_name_themselves_alike() -> None:
    shard = new_shard()
    shard.apply([make(EventType.JOB_UPSERTED, 1, 1, 1, "a"), make(EventType.APPLICANT_UPSERTED, 2, 1, 1, "b")])
    first = make(EventType.APPLICANT_UPSERTED, 2, 1, 1, "b")
    other = replace(first, entity=Applicant(id="a1", titulo_profissional="c"))
    shard.apply([other])
    assert [match.quality_score for match in matches(shard.publish())] == [score("a", "c")]
    shard.apply([other])
    assert shard.publish() == NOTHING


@pytest.mark.parametrize("late", [EventType.APPLICANT_UPSERTED, EventType.APPLICANT_REMOVED])
def test_an_older_revision_never_comes_back(late: EventType) -> None:
    shard = new_shard()
    shard.apply([make(EventType.JOB_UPSERTED, 1, 1, 1, "a"), make(EventType.APPLICANT_UPSERTED, 3, 1, 1, "b")])
    view = fold({}, shard.publish())
    shard.apply([make(late, 2, 1, 1, "c")])
    assert fold(dict(view), shard.publish()) == view
