"""What a shard holds of its newest follows from its state: whatever the order and the batches in which events came."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.entities import Applicant, Application, Job
from data.contract.events import Event, EventType
from model.drift import traits
from stream_processor.join.shard import Shard
from tests.stream_processor.join.test_shard import histories
from tests.stream_processor.titles import TitleColumns, TitleScorer, score

MOST = {"applicant": 4, "job": 3, "application": 4}


def watched(events: list[Event], batches: int) -> Shard:
    shard = Shard(TitleScorer(), 2, 3, reserve=0.0, watched=True)  # type: ignore[arg-type]
    for start in range(0, len(events), batches):
        shard.apply(events[start : start + batches])
        shard.publish()
    return shard


def by_hand(events: list[Event]) -> dict[str, Any]:
    latest: dict[Any, Event] = {}
    for one in sorted(events, key=lambda one: one.revision):
        pair = (one.entity.id_vaga, one.entity.id_candidato) if isinstance(one.entity, Application) else one.key
        latest[one.topic.name, pair] = one
    columns: Any = TitleColumns()
    people = sorted(
        ((one.revision, one.key, one.entity) for one in latest.values() if isinstance(one.entity, Applicant)),
        key=lambda row: row[:2],
    )
    postings = sorted(
        ((one.revision, one.key, one.entity) for one in latest.values() if isinstance(one.entity, Job)),
        key=lambda row: row[:2],
    )
    postings = [row for row in postings if row[2].is_open]
    titles = {name: job.titulo_vaga or "" for _, name, job in postings}
    held = {name: one.titulo_profissional or "" for _, name, one in people}
    best = {
        name: min(titles, key=lambda job: (-score(titles[job], held[name]), job)) for name in held if held[name]
    } if titles else {}  # fmt: skip
    applied = sorted(
        (
            (one.revision, score(titles[one.entity.id_vaga], held[one.entity.id_candidato]))
            for one in latest.values()
            if isinstance(one.entity, Application)
            and one.type is not EventType.APPLICATION_WITHDREW
            and one.entity.id_vaga in titles
            and one.entity.id_candidato in held
        ),
        reverse=True,
    )[:4]
    newest = people[-4:]
    return {
        "applicant": [traits.of_applicant(one, columns, 0) for _, _, one in newest],
        "job": [traits.of_job(one, columns, 0) for _, _, one in postings[-3:]],
        "application": [traits.of_score(one) for _, one in applied],
        "best": Counter(best[name] for _, name, _ in newest if name in best),
        "spans": {
            side: (rows[0][0], rows[-1][0])
            for side, rows in (("applicant", newest), ("job", postings[-3:]), ("application", applied[::-1]))
            if rows
        },
    }


@settings(max_examples=40, deadline=None)
@given(histories(), st.integers(1, 60), st.randoms(use_true_random=False))
def test_the_newest_are_those_of_the_state_whatever_the_order(events, batch, chance):
    wanted = by_hand(events)
    for order in (events, chance.sample(events, len(events))):
        seen = watched(order, batch).observe(MOST)
        for side in MOST:
            assert [tuple(row) for row in seen.rows.get(side, ())] == wanted[side]
        assert seen.best_jobs == wanted["best"]
        assert seen.spans == wanted["spans"]


def test_of_a_side_that_is_not_asked_for_nothing_is_told():
    assert watched([], 1).observe({}) == ({}, {}, {})
