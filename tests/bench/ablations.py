"""What each idea of the engine gives, one by one: the kernel beside variants of it that lack the idea."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from model.features.channels import matrix
from tests.bench import ablation_kernels as kernels
from tests.bench.figures import Figure
from tests.bench.setting import Setting
from tests.bench.timing import in_turn, ratios, seconds

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]

MILLION = 1e6
KEPT = 20
"""Places that a list keeps of an applicant; of a job twice as many."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure every variant on the same pairs, in turn, on one core; then two cores."""
    n_jobs, n_applicants = setting.size(14_000, 2_000), setting.size(200, 50)
    some, rounds = setting.size(20, 5), setting.size(5, 2)
    scorer = setting.scorer
    jobs, applicants = scorer.jobs(n_jobs), scorer.applicants(n_applicants)
    for slot, job in enumerate(setting.jobs(n_jobs)):
        jobs.put(slot, job)
    for slot, applicant in enumerate(setting.applicants(n_applicants)):
        applicants.put(slot, applicant)
    all_jobs, all_applicants = np.arange(n_jobs), np.arange(n_applicants)

    # Ready-made codes and rows of some applicants with all jobs.
    of_job, of_applicant = np.repeat(all_jobs, some), np.tile(np.arange(some), n_jobs)
    codes = scorer.codes(jobs, of_job, applicants, of_applicant)
    rows = matrix(codes)
    padded = kernels.complete(scorer.artifact.pairs)
    small, thresholds = kernels.quantised(padded, rows)
    out = np.empty(len(codes))
    floors, most = _floors(setting, scorer.score(jobs, all_jobs, applicants, all_applicants), of_job, of_applicant)
    keys, totals = np.zeros(kernels.SLOTS, np.uint64), np.zeros(kernels.SLOTS, np.int32)
    forest = (scorer.forest, codes)
    shares: dict[str, float] = {}

    def remembered() -> None:
        keys[:] = 0
        shares["remembered"] = kernels.remembered(*forest, keys, totals, out) / len(codes)

    def bounded() -> None:
        shares["bounded"] = kernels.bounded(*forest, floors, most, out) / len(codes)

    def blocks(width: int) -> None:
        for start in range(0, n_applicants, width):
            scorer.score(jobs, all_jobs, applicants, all_applicants[start : start + width])

    variants: dict[str, tuple[int, Callable[[], object]]] = {
        "engine": (
            len(codes), lambda: scorer.score(jobs, all_jobs, applicants, all_applicants[:some]),
        ),
        "features alone": (len(codes), lambda: scorer.codes(jobs, of_job, applicants, of_applicant)),
        "forest alone, words a code": (len(codes), lambda: kernels.masked(*forest, out)),
        "forest: sparse trees": (len(codes), lambda: scorer.artifact.pairs.probability(rows)),
        **{
            f"forest: complete trees, blocks of {block:,} rows": (
                len(codes), lambda b=block: kernels.walk_complete(*padded, rows, b, out),
            )
            for block in (1, 256, len(codes))
        },
        "forest: complete trees, features of 8 bits": (
            len(codes),
            lambda: kernels.walk_complete(padded.feature, thresholds, padded.value, padded.depth, small, 256, out),
        ),
        "forest: equal rows scored once": (len(codes), remembered),
        "forest: bounds": (len(codes), bounded),
        **{
            f"engine, {width:,} applicants a call": (n_jobs * n_applicants, lambda w=width: blocks(w))
            for width in (1, 8, 64, n_applicants)
        },
    }  # fmt: skip
    sides = {name: lambda c=call, n=count: n / MILLION / seconds(c) for name, (count, call) in variants.items()}
    found = in_turn(sides, rounds)
    notes = {
        "forest: complete trees, blocks of 256 rows": f"depth {padded.depth}",
        "forest: equal rows scored once": f"{shares['remembered']:.1%} of the pairs were met before",
        "forest: bounds": f"{shares['bounded']:.1%} of the pairs left out, with lists already as good as they get",
    }
    for name, values in found.items():
        yield Figure(name, "million pairs/s", values, None, notes.get(name, ""))
    yield from _two_cores(lambda: scorer.score(jobs, all_jobs, applicants, all_applicants[: 2 * some]), rounds)
    yield from _one_sided(setting, n_jobs, found["engine"], rounds)


def _floors(setting: Setting, block: Floats, of_job: Slots, of_applicant: Slots) -> tuple[Floats, float]:
    """The log-odds that each pair must pass to enter a list of either side; the most that the forest can add."""
    trees, leaves = setting.scorer.forest.trees, setting.scorer.forest.leaves
    by_applicant = np.partition(block, -KEPT, axis=0)[-KEPT]
    by_job = np.partition(block, -2 * KEPT, axis=1)[:, -2 * KEPT]
    floor = np.minimum(by_job[of_job], by_applicant[of_applicant]) / 100.0
    most = leaves.reshape(trees, -1).max(axis=1).sum() / kernels.LEAF_SCALE
    return np.log(floor / (1.0 - floor)), float(most)


def _two_cores(score: Callable[[], object], rounds: int) -> Iterator[Figure]:
    with ThreadPoolExecutor(2) as pool:

        def both() -> None:
            for done in [pool.submit(score), pool.submit(score)]:
                done.result()

        found = in_turn({"one": lambda: seconds(score), "two": lambda: seconds(both)}, rounds)
    speed_up = [2 * value for value in ratios(found["one"], found["two"])]
    yield Figure("two threads of one process, over one", "x", speed_up, None, "the kernel holds no GIL")


def _one_sided(setting: Setting, number: int, engine: list[float], rounds: int) -> Iterator[Figure]:
    """What it would cost to work the job's own effect out for every pair, not once a job."""
    features = np.array([setting.scorer.encode_job(job).effect_features for job in setting.jobs(min(number, 500))])
    found = in_turn({"walk": lambda: seconds(lambda: setting.scorer.job_effects(features))}, rounds)["walk"]
    each = [value / len(features) * 1e6 for value in found]
    without = [1.0 / (1.0 / fast + walk) for fast, walk in zip(engine, each, strict=True)]
    yield Figure("engine, were the job's effect worked out for every pair", "million pairs/s", without, None,
                 "computed from the two times")  # fmt: skip
