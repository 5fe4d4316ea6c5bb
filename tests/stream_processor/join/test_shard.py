"""The shard against an oracle: the view is that of a plain cross-join of the latest entities.

Of an applicant without a title nothing is known.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.entities import Applicant, Application, Job
from data.contract.events import STAGES, Event, EventType, event
from data.contract.matches import RATIOS, Match
from stream_processor.join.match_records import Changes
from stream_processor.join.shard import Shard
from tests.stream_processor.titles import TitleScorer, effect, probability, score

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
    titles = st.sampled_from(["", "", "", *"abcdef"])
    return [
        make(draw(kinds), minute, draw(st.integers(0, 9)), draw(st.integers(0, 9)), draw(titles)) for minute in minutes
    ]


def oracle(events: list[Event]) -> dict[bytes, bytes]:
    """The view, from sorting and a plain cross-join."""
    latest: dict[tuple[str, ...], Event] = {}
    for e in sorted(events, key=lambda e: e.revision):
        pair = (e.entity.id_vaga, e.entity.id_candidato) if isinstance(e.entity, Application) else ()
        latest[(e.topic.name, e.key, *pair)] = e
    jobs = {e.key: e for e in latest.values() if isinstance(e.entity, Job) and e.entity.is_open}
    applicants = {e.key: e for e in latest.values() if isinstance(e.entity, Applicant)}
    of_job = {j: e.entity.titulo_vaga or "" for j, e in jobs.items()}  # type: ignore[union-attr]
    of_applicant = {a: e.entity.titulo_profissional or "" for a, e in applicants.items()}  # type: ignore[union-attr]
    scores = {(j, a): score(of_job[j], of_applicant[a]) for j in jobs for a in applicants}
    known = [a for a in applicants if of_applicant[a]]
    view: set[tuple[str, str]] = set()
    for j in jobs:
        view.update(sorted(((j, a) for a in known), key=lambda p: (-scores[p], p[1]))[:K_JOB])
    for a in known:
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
            j, a, scores[j, a], probability(scores[j, a], effect(of_job[j])), (None,) * len(RATIOS),
            (j, a) in applied, "titles", *revisions, max(*revisions, applied.get((j, a), 0)),
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


class Sparing(TitleScorer):
    """Of whom nothing is known is scored for an application alone, never for a list."""

    def score(self, jobs: Any, job_slots: Any, applicants: Any, applicant_slots: Any) -> Any:
        assert applicants.known[applicant_slots].all() or len(job_slots) == len(applicant_slots) == 1
        return super().score(jobs, job_slots, applicants, applicant_slots)


def new_shard() -> Shard:
    # Without a reserve, so that lists are filled anew often.
    return Shard(Sparing(), K_APPLICANT, K_JOB, reserve=0.0)  # type: ignore[arg-type]


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
            assert shard.published == len(topic)
    assert fold(topic, shard.publish()) == oracle(events)
    assert shard.published == len(topic)
    assert shard.publish() == NOTHING


@settings(max_examples=200, deadline=None)
@given(histories(), st.randoms())
def test_shuffled_and_repeated_events_give_the_same_bytes(events: list[Event], chance: random.Random) -> None:
    again = events + chance.choices(events, k=len(events) // 3)
    chance.shuffle(again)
    shard = new_shard()
    shard.apply(again)
    assert fold({}, shard.publish()) == oracle(events)


@settings(max_examples=150, deadline=None)
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
    assert shard.published == len(topic)
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

        def knows(self, job: str) -> bool:
            shard.apply([make(EventType.APPLICATION_APPLIED, 2, 2, 1, "")])
            return False

    monkeypatch.setattr(shard, "_jobs", Jobs())
    assert shard.waiting() == 3


def test_an_application_to_a_job_that_was_closed_does_not_wait() -> None:
    shard = new_shard()
    shard.apply([*jobs(1), *people(1, 1, title="b"), make(EventType.APPLICATION_APPLIED, 2, 0, 1, "")])
    shard.apply([make(EventType.JOB_CLOSED, 3, 0, 0, "a"), make(EventType.APPLICANT_REMOVED, 3, 0, 1, "")])
    assert shard.waiting() == 0


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


def jobs(number: int) -> list[Event]:
    return [make(EventType.JOB_UPSERTED, 1, job, 0, "abcdef"[job]) for job in range(number)]


def people(minute: int, *numbers: int, title: str) -> list[Event]:
    return [make(EventType.APPLICANT_UPSERTED, minute, 0, number, title) for number in numbers]


def scored(shard: Shard, *events: Event) -> int:
    """How many pairs events and their publishing made a shard score."""
    before = shard.pairs_scored
    shard.apply(events)
    shard.publish()
    return shard.pairs_scored - before


def test_who_is_unknown_is_scored_for_applications_alone() -> None:
    shard = new_shard()
    assert scored(shard, *jobs(5), *people(1, 0, title="a"), *people(1, *range(1, 9), title="")) == 5
    assert (shard.applicants, shard.unknown) == (9, 8)
    assert scored(shard, *people(2, *range(1, 9), title="")) == 0
    assert scored(shard, make(EventType.JOB_UPSERTED, 2, 5, 0, "f")) == 1
    assert scored(shard, make(EventType.APPLICATION_APPLIED, 3, 5, 4, "")) == 1
    assert scored(shard, make(EventType.APPLICATION_WITHDREW, 4, 5, 4, "")) == 0
    assert scored(shard, make(EventType.APPLICANT_REMOVED, 5, 0, 4, "")) == 0
    assert (shard.applicants, shard.unknown) == (8, 7)


def test_no_list_waits_for_who_is_unknown() -> None:
    shard = new_shard()
    scored(shard, *jobs(3), *people(1, *range(5), title="a"), *people(1, *range(5, 9), title=""))
    # Lists of jobs held three of the five, and hold the two that are left.
    assert scored(shard, *(make(EventType.APPLICANT_REMOVED, 2, 0, number, "") for number in range(3))) == 3 * 2
    assert scored(shard, *people(3, *range(5, 9), title="")) == 0
    # Those who are left had two of three jobs in their lists.
    assert scored(shard, make(EventType.JOB_CLOSED, 4, 0, 0, "a"), make(EventType.JOB_CLOSED, 4, 1, 0, "a")) == 2
    assert scored(shard, make(EventType.APPLICANT_REMOVED, 5, 0, 3, ""), *people(5, 4, title="")) == 0
    assert shard.publish() == NOTHING


def test_what_was_known_and_is_not_leaves_all_lists_but_its_application_stands() -> None:
    shard, topic = new_shard(), {}
    applied = make(EventType.APPLICATION_APPLIED, 1, 2, 1, "")
    fold(topic, shard.publish())
    for minute, title, others in ((1, "a", {b"j0|a1", b"j1|a1"}), (2, "", set()), (3, "b", {b"j0|a1", b"j1|a1"})):
        shard.apply([*jobs(3), *people(minute, 1, title=title), applied])
        fold(topic, shard.publish())
        assert topic.keys() == {b"j2|a1"} | others
        assert Match.decode(topic[b"j2|a1"]).applied
        assert shard.waiting() == 0
    shard.apply([make(EventType.APPLICATION_WITHDREW, 4, 2, 1, ""), *people(4, 1, title="")])
    assert fold(topic, shard.publish()) == {}
