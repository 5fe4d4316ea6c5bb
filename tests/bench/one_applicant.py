"""One applicant against all jobs: what a shard does, against scikit-learn and ONNX Runtime on ready-made rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from statistics import median
from typing import Any

import numpy as np

from data.contract.entities import Applicant
from data.contract.events import Event
from model.features.channels import matrix
from stream_processor.join.shard import Shard
from tests.bench import forests
from tests.bench.figures import Figure, at_least
from tests.bench.setting import Setting, upserts
from tests.bench.timing import in_turn, median_seconds, ratios, seconds

MILLION = 1e6


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure one core's way through one applicant."""
    jobs, applicants = setting.size(14_000, 2_000), setting.size(2_000, 200)
    events, rounds, calls = setting.size(40, 10), setting.size(7, 3), setting.size(5, 2)
    shard = Shard(setting.scorer)
    shard.apply(upserts(setting.jobs(jobs)))
    people = setting.known_applicants(2 * applicants)
    shard.apply(upserts(people[:applicants]))
    shard.publish()
    changes = _changes(people[:applicants], people[applicants:])
    inside = _Inside(shard)

    def take(change: list[Event]) -> None:
        shard.apply(change)
        shard.bring_up()

    def event() -> float:
        return median(seconds(partial(take, next(changes))) for _ in range(events))

    def join() -> float:
        return median(inside.seconds_of(next(changes)) for _ in range(events))

    everyone, one = shard._jobs.slots, np.array([7], np.int32)
    scores = np.empty((everyone.size, 1))

    def kernel() -> float:
        score = setting.scorer.score
        return median_seconds(
            [lambda: score(shard._jobs.columns, everyone, shard._applicants.columns, one, scores)] * events
        )

    rows = matrix(setting.scorer.codes(shard._jobs.columns, everyone, shard._applicants.columns, one.repeat(jobs)))
    own, effect = forests.own()
    features = [setting.scorer.encode_job(job).effect_features for job in setting.jobs(jobs)]
    of_jobs = np.stack(features)[:, : effect.n_features_in_]  # the last enter the model linearly
    usual = forests.usual(setting.size(20_000, 2_000))
    draw = np.random.default_rng(2).random((jobs, forests.SHAPE_FEATURES), np.float32)
    own_onnx, effect_onnx = forests.onnx(own, rows.shape[1]), forests.onnx(effect, of_jobs.shape[1])
    usual_onnx = forests.onnx(usual, forests.SHAPE_FEATURES)
    found = in_turn(
        {
            "join": join,
            "event": event,
            "kernel": kernel,
            "sklearn": lambda: median_seconds([lambda: own.predict_proba(rows)] * calls),
            "sklearn jobs": lambda: median_seconds([lambda: effect.predict_proba(of_jobs)] * calls),
            "onnx": lambda: median_seconds([lambda: own_onnx(rows)] * calls),
            "onnx jobs": lambda: median_seconds([lambda: effect_onnx(of_jobs)] * calls),
            "usual sklearn": lambda: median_seconds([lambda: usual.predict_proba(draw)] * calls),
            "usual onnx": lambda: median_seconds([lambda: usual_onnx(draw)] * calls),
        },
        rounds,
    )
    trees, leaves = own.n_estimators, own.max_leaf_nodes
    size = f"{jobs:,} jobs, {applicants:,} applicants in the shard"
    speed = {name: [jobs / MILLION / value for value in values] for name, values in found.items()}
    yield Figure("features + forest + top-K both ways", "million pairs/s", speed["join"], at_least(5), size)
    yield Figure("  the kernel alone: features + forest", "million pairs/s", speed["kernel"])
    yield Figure(
        "  the whole event: encoding, leaving the old lists, refilling short ones",
        "million pairs/s", speed["event"], None, "changed applicants, one event at a time",
    )  # fmt: skip
    both = {
        engine: [sum(pair) for pair in zip(found[engine], found[f"{engine} jobs"], strict=True)]
        for engine in ("sklearn", "onnx")
    }
    whole = (
        f"every row through the champion's forests: {trees} trees of at most {leaves} leaves on {rows.shape[1]} "
        f"features of the pair, {effect.n_estimators} trees on {of_jobs.shape[1]} features of the job "
        "(the engine has the job's part once a job)"
    )
    yield Figure("times scikit-learn, the same model", "x", ratios(both["sklearn"], found["join"]), at_least(25), whole)
    yield Figure("times ONNX Runtime, the same model", "x", ratios(both["onnx"], found["join"]), at_least(20))
    yield Figure("  times scikit-learn, the match forest alone", "x", ratios(found["sklearn"], found["join"]))
    yield Figure("  times ONNX Runtime, the match forest alone", "x", ratios(found["onnx"], found["join"]))
    yield Figure("  scikit-learn predict_proba, the match forest", "million rows/s", speed["sklearn"])
    yield Figure("  ONNX Runtime, the match forest", "million rows/s", speed["onnx"])
    shape = (
        f"{forests.SHAPE_TREES} trees of depth {forests.SHAPE_DEPTH}, {forests.SHAPE_FEATURES} features: off the shelf"
    )
    yield Figure(
        "  times scikit-learn, the usual forest", "x", ratios(found["usual sklearn"], found["join"]), None, shape
    )
    yield Figure("  times ONNX Runtime, the usual forest", "x", ratios(found["usual onnx"], found["join"]))
    yield Figure("  scikit-learn predict_proba, the usual forest", "million rows/s", speed["usual sklearn"])
    yield Figure("  ONNX Runtime, the usual forest", "million rows/s", speed["usual onnx"])


def _changes(held: list[Applicant], others: list[Applicant]) -> Iterator[list[Event]]:
    """Events without end: an applicant of those held has another's contents, then its own again."""
    for after in count(1):
        for old, new in zip(held, others, strict=True):
            contents = new.model_copy(update={"id": old.id}) if after % 2 else old
            yield upserts([contents], after)


class _Inside:
    """Tells how long a shard scores and ranks within an event: features, forest and the lists of both sides."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._score: Callable[..., None] = shard._rescoring.score
        self._spent = 0.0
        shard._rescoring.score = self._timed

    def seconds_of(self, events: list[Event]) -> float:
        """Take events in; seconds of it that went into scoring and ranking."""
        self._spent = 0.0
        self._shard.apply(events)
        self._shard.bring_up()
        return self._spent

    def _timed(self, *arguments: Any, **more: Any) -> None:
        self._spent += seconds(lambda: self._score(*arguments, **more))
