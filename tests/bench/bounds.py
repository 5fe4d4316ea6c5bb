"""Lists built by bounds against lists built by scoring every pair: in turn in one run, compared bit for bit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any
from zlib import crc32

import numpy as np

from data.contract.entities import Applicant, Job
from data.synthetic import Generator
from model.scoring.scorer import Scorer
from stream_processor.join.building import Building
from stream_processor.join.ranking import Slots
from stream_processor.join.rescoring import BLOCK
from stream_processor.join.view import View
from tests.bench.figures import Figure, at_least
from tests.bench.setting import Setting
from tests.bench.timing import in_turn, ratios

EIGHTH = 8
K_APPLICANT, K_JOB, RESERVE = 10, 20, 1.0


class _Sides:
    """Columns of a shard, and both ways to its lists."""

    def __init__(self, scorer: Scorer, jobs: list[Job], applicants: list[Applicant]) -> None:
        self._scorer = scorer
        self._jobs, self._job_rank = _columns(scorer.jobs(len(jobs)), jobs)
        self._applicants, self._rank = _columns(scorer.applicants(len(applicants)), applicants)
        self._all = np.arange(len(jobs), dtype=np.int32)
        self._known = np.flatnonzero(self._applicants.known[: len(applicants)]).astype(np.int32)
        self.pairs = self._all.size * self._known.size
        self.scored = 0
        self.views: dict[str, View] = {}

    def build(self, how: str) -> float:
        """Build all lists in one way; seconds of processor time."""
        view = self.views[how] = View(K_APPLICANT, K_JOB, RESERVE)
        for lists, owners in ((view.best_jobs, self._known), (view.best_applicants, self._all)):
            lists.grow(int(owners.max()) + 1)
            lists.clear(owners)
        begun = time.process_time()
        (self._by_bounds if how == "bounds" else self._by_scores)(view)
        return time.process_time() - begun

    def _by_bounds(self, view: View) -> None:
        bounds = self._scorer.bounds
        assert bounds is not None, "the champion has bounds"
        jobs = (self._jobs, self._all, self._job_rank)
        building = Building(bounds, self._scorer.forest, jobs, (self._applicants, self._known, self._rank))
        self.scored = building.fill(view.best_jobs, view.best_applicants).scored

    def _by_scores(self, view: View) -> None:
        step = max(1, BLOCK // self._all.size)
        for start in range(0, self._known.size, step):
            some = self._known[start : start + step]
            block = self._scorer.score(self._jobs, self._all, self._applicants, some)
            view.best_applicants.offer(self._all, some, block, self._rank)
            view.best_jobs.offer(some, self._all, block.T, self._job_rank)

    def compare(self) -> None:
        """Fail unless both ways gave the same lists, to the last bit."""
        one, other = self.views["bounds"], self.views["scores"]
        for left, right in ((one.best_jobs, other.best_jobs), (one.best_applicants, other.best_applicants)):
            used = np.arange(left.slots.shape[1]) < left.length[:, None]
            for a, b in zip(left.lists, right.lists, strict=True):
                held = used if a.ndim > 1 else np.ones(a.shape, np.bool_)
                assert np.where(held, a, 0).tobytes() == np.where(held, b, 0).tobytes(), "lists differ"


def _columns(columns: Any, entities: list[Any]) -> tuple[Any, Slots]:
    for slot, entity in enumerate(sorted(entities, key=lambda one: one.id)):
        columns.put(slot, entity)
    return columns, np.arange(columns.capacity, dtype=np.int32)


def measure(setting: Setting) -> Iterator[Figure]:
    """Build a Decision eighth's lists, and those of full made-up applicants."""
    held_jobs, held_applicants, of = setting.decision(setting.size(12_136, 600), setting.size(42_482, 3_000))
    eighth = [one for one in held_applicants if crc32(one.id.encode()) % EIGHTH == 0]
    full = (one for one in Generator(1).applicants() if one.conhecimentos_tecnicos and one.cv)
    made_up = setting.jobs(setting.size(12_000, 600)), list(islice(full, setting.size(5_000, 300)))
    for name, jobs, applicants, bar in (
        (f"an eighth of {of}", held_jobs, eighth, at_least(20)),
        ("full made-up applicants", *made_up, at_least(12)),
    ):
        sides = _Sides(setting.scorer, jobs, applicants)
        ways: dict[str, Callable[[], float]] = {how: partial(sides.build, how) for how in ("scores", "bounds")}
        found = in_turn(ways, setting.size(3, 1))
        sides.compare()
        note = (
            f"{len(jobs):,} jobs, {len(applicants):,} applicants, {sides.pairs / 1e6:.1f} million pairs of known ones"
        )
        yield Figure(f"building the lists of {name}, times scoring every pair", "x",
                     ratios(found["scores"], found["bounds"]), bar, note)  # fmt: skip
        yield Figure("  by bounds", "ns a pair", [value / sides.pairs * 1e9 for value in found["bounds"]])
        yield Figure("  by scoring every pair", "ns a pair", [value / sides.pairs * 1e9 for value in found["scores"]])
        yield Figure("  pairs scored", "%", [100 * sides.scored / sides.pairs], None, "equal applicants once")
