"""A shard: a share of the applicants, all jobs, and the top-K view over their pairs. Pure: no Kafka, no clock.

The view is the set of published pairs. Of all pairs of an open job and an applicant of the shard these are

- V1: for each applicant its `k_applicant` best jobs;
- V2: for each job its `k_job` best applicants of the shard;
- V3: every pair with an application that was not withdrawn.

An applicant of whom nothing is known (the model defines that) matches nothing: it is in V3 only, and only its
applications are scored.

Events may arrive late, twice and out of order. The newest revision of an entity counts (`ce_time`; of two with the same
time the one that arrived later), so the view depends on what was sent, not on when it arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import repeat

import numpy as np

from data.contract.entities import Application, Entity, Job
from data.contract.events import STAGES, Event
from data.contract.matches import match_keys
from data.contract.topics import JOBS
from model.scoring.scorer import Scorer
from stream_processor.join.applications import Applications
from stream_processor.join.closing import Closing
from stream_processor.join.match_records import Changes, Pair, encode_matches, previous_score
from stream_processor.join.observed import Observed, observe, sides
from stream_processor.join.rescoring import BUILT_FROM, REACHED_FROM, Rescoring
from stream_processor.join.side import Stamp
from stream_processor.join.view import Differences, View


class Shard:
    """The state of one shard.

    Parameters
    ----------
    scorer : Scorer
        The model; it never changes in a shard's life.
    k_applicant : int
        How many best jobs of each applicant are published.
    k_job : int
        How many best applicants of each job are published.
    reserve : float
        How much longer than published the lists are, as a share: longer lists must be filled anew less often.
    built_from : int
        Number of pairs from which lists may be built at once, by bounds.
    reached_from : int
        Number of pairs of a changed entity from which few changes are scored by bounds.
    watched : bool
        Whether `observe` may be asked.

    Attributes
    ----------
    unknown : int
        Number of its applicants of whom nothing is known, when the lists were last brought up to date.
    published : int
        Number of pairs in the view as it was last published.
    outcomes : Outcomes
        Of applications that were decided since the shard was built.
    """

    def __init__(
        self,
        scorer: Scorer,
        k_applicant: int = 10,
        k_job: int = 20,
        reserve: float = 1.0,
        *,
        built_from: int = BUILT_FROM,
        reached_from: int = REACHED_FROM,
        watched: bool = False,
    ) -> None:
        self._scorer = scorer
        self._jobs, self._applicants = sides(scorer, watched=watched)
        self._view = View(k_applicant, k_job, reserve)
        self._applications = Applications()
        self._touched: set[Pair] = set()
        self._disturbed: set[Pair] = set()
        self._published_applied: dict[Pair, float] = {}
        self._closing = Closing(scorer, self._jobs, self._applicants, self._applications)
        self._rescoring = Rescoring(scorer, self._jobs, self._applicants, self._view, built_from, reached_from)
        self.unknown = self.published = 0
        self.outcomes = self._applications.outcomes

    # -- events in

    def apply(self, events: Iterable[Event]) -> None:
        """Apply events, in the order of their topics; the lists follow with `bring_up` or when they are published.

        Where there are several events of one entity in between, only its last revision is scored.
        """
        jobs: dict[str, Entity | None] = {}
        applicants: dict[str, Entity | None] = {}
        for event in events:
            stamp = Stamp(event.revision, hash(event))
            if isinstance(event.entity, Application):
                if (pair := self._applications.accept(event.entity, stamp, STAGES[event.type])) is not None:
                    self._touched.add(pair)
                continue
            of_job = event.topic is JOBS
            side, changes = (self._jobs, jobs) if of_job else (self._applicants, applicants)
            if side.accept(event.key, stamp):
                closed = isinstance(event.entity, Job) and not event.entity.is_open
                changes[event.key] = None if closed else event.entity
        self._rescore(jobs, applicants)

    def touch(self, pairs: Iterable[Pair]) -> None:
        """Publish these pairs again, or their removal if they are in no view, because another writer wrote them."""
        self._disturbed.update(pairs)
        self._touched.update(pairs)

    def _rescore(self, jobs: Mapping[str, Entity | None], applicants: Mapping[str, Entity | None]) -> None:
        """Note changed and removed entities (None), and what is to be published of them."""
        for name in jobs:
            self._touched.update(self._applications.of_job(name))
        for name, entity in applicants.items():
            of_them = list(self._applications.of_applicant(name))
            self._touched.update(of_them)
            if entity is None:
                self.outcomes.erase(of_them)
        self._closing.note(jobs)
        self._rescoring.take(jobs, applicants)

    def bring_up(self) -> None:
        """Bring the lists up to date with all that was applied."""
        self._rescoring.bring_up()
        self.unknown = len(self._applicants) - self._rescoring.listed_applicants

    def publish(self) -> Changes:
        """The differences between the view and its last published state; afterwards the view counts as published.

        A pair that entered and left the view in between is not among them.
        """
        pairs, rows = self._differences()
        self._closing.judge(pairs, rows)
        gone, is_new = np.isnan(rows.now), np.isnan(rows.was)
        left = gone & ~is_new
        if self._disturbed:
            left |= gone & np.array([pair in self._disturbed for pair in pairs], np.bool_)
        listed, out = [pairs[row] for row in np.flatnonzero(~gone)], [pairs[row] for row in np.flatnonzero(left)]
        there = rows.take(~gone)
        before = there.was.astype(object)
        before[is_new[~gone] | (there.was == there.now)] = None
        changes = Changes(
            match_keys(listed + out),
            [*self._values(listed, there), *repeat(None, len(out))],
            [*before.tolist(), *repeat(None, len(out))],
        )
        self._mark_published(rows)
        return changes

    def settle(self) -> None:
        """Mark the view as published, whatever the topic holds: for a shard that was just rebuilt."""
        self.outcomes.forget()
        self._closing.forget()
        _, rows = self._differences()  # records the pairs with applications
        self._mark_published(rows)

    def _mark_published(self, rows: Differences) -> None:
        self.published += int(np.isnan(rows.was).sum()) - int(np.isnan(rows.now).sum())
        self._view.publish()
        self._jobs.publish()
        self._applicants.publish()
        self._touched.clear()
        self._disturbed.clear()

    def reconcile(self, published: Mapping[bytes, bytes]) -> Changes:
        """The differences between the view and the matches topic.

        Whoever wrote the topic (here compacted, values by key), and with whatever model, these changes make it equal to
        the view, which then counts as published.
        """
        self._view.withdraw()
        self.published = 0
        self._touched.update(self._published_applied)
        self._published_applied.clear()
        view = self.publish()
        wanted = {key: value for key, value in zip(view.keys, view.values, strict=True) if value is not None}
        differing = [key for key, value in wanted.items() if published.get(key) != value]
        out = [key for key in published if key not in wanted]
        return Changes(
            differing + out,
            [*map(wanted.get, differing), *repeat(None, len(out))],
            [*(previous_score(published.get(key), wanted[key]) for key in differing), *repeat(None, len(out))],
        )

    def _differences(self) -> tuple[list[Pair], Differences]:
        """The pairs whose record may have to change: those of changed lists, and the touched ones.

        A pair is touched when its application changes, or one of its entities while it has an application. So a pair
        that is published as applied and was not touched does not change.
        """
        self.bring_up()
        listed = self._view.differences(self._jobs.fresh, self._applicants.fresh)
        pairs = list(zip(self._jobs.names(listed.jobs), self._applicants.names(listed.applicants), strict=True))
        if self._touched or self._published_applied:
            others = [
                row
                for row, pair in enumerate(pairs)
                if pair not in self._touched and pair not in self._published_applied
            ]
            listed, pairs = listed.take(others), [pairs[row] for row in others]
        touched = sorted(self._touched)
        return pairs + touched, listed.and_those(self._of_touched(touched))

    def _of_touched(self, pairs: list[Pair]) -> Differences:
        jobs = np.array([self._jobs.last_slot(job) for job, _ in pairs], np.int32)
        applicants = np.array([self._applicants.last_slot(applicant) for _, applicant in pairs], np.int32)
        known = (jobs >= 0) & (applicants >= 0)
        now = np.full(len(pairs), np.nan)
        was = np.full(len(pairs), np.nan)
        now[known] = self._view.find(jobs[known], applicants[known])
        was[known] = self._view.find_published(jobs[known], applicants[known])
        for row, pair in enumerate(pairs):
            published = self._published_applied.pop(pair, np.nan)
            if np.isnan(was[row]):
                was[row] = published
            if self._applications.revision(pair) is not None and self._is_there(pair):
                if np.isnan(now[row]):
                    now[row] = self._rescoring.score_pair(int(jobs[row]), int(applicants[row]))
                self._published_applied[pair] = float(now[row])
        return Differences(jobs, applicants, now, was)

    def _values(self, pairs: list[Pair], rows: Differences) -> list[bytes]:
        return encode_matches(
            self._scorer,
            pairs,
            rows.now,
            self._jobs.columns.effects[rows.jobs],
            self._scorer.ratios(self._jobs.columns, rows.jobs, self._applicants.columns, rows.applicants),
            zip(
                self._jobs.revisions(rows.jobs),
                self._applicants.revisions(rows.applicants),
                map(self._applications.revision, pairs),
                strict=True,
            ),
        )

    # -- what it holds

    @property
    def pairs_scored(self) -> int:
        """Number of pairs scored so far."""
        return self._rescoring.pairs_scored

    @property
    def is_bounded(self) -> bool:
        """Whether its lists are built by bounds where much changed, not by scoring every pair."""
        return self._rescoring.is_bounded

    @property
    def applicants(self) -> int:
        """Number of applicants."""
        return len(self._applicants)

    @property
    def jobs(self) -> int:
        """Number of open jobs."""
        return len(self._jobs)

    def waiting(self) -> int:
        """How many applications name a job or an applicant of whom nothing ever came; more may come meanwhile."""
        return self._applications.waiting(lambda pair: self._jobs.knows(pair[0]) and self._applicants.knows(pair[1]))

    def observe(self, most: Mapping[str, int]) -> Observed:
        """The newest entities, and applications as they were last published; `most`: of each side how many."""
        self.bring_up()
        best, of = self._view.best_jobs, self._applications.revision
        return observe(self._jobs, self._applicants, best, self._published_applied, of, most)

    def _is_there(self, pair: Pair) -> bool:
        return pair[0] in self._jobs and pair[1] in self._applicants
