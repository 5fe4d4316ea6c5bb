"""Memory of a shard, by applicant and by job: as Python counts it, and as the process grows."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import islice

import numpy as np
import psutil

from data.synthetic import Generator
from stream_processor.join.shard import Shard
from tests.bench.figures import Figure, at_most
from tests.bench.setting import PROJECT, Setting, known, upserts

KIB = 1024
JOBS, APPLICANTS = 12_136, 14_161
"""A shard with all jobs of the Decision data and a third of its applicants."""
OTHERS = 400
"""Entities of the other side, so that the lists are full; they stand before the counting begins."""
BATCH = 512


def measure(setting: Setting) -> Iterator[Figure]:
    """Grow shards, each in a process of its own."""
    for side, full, rounds in (("applicant", APPLICANTS, 2), ("job", JOBS, 5)):
        number = setting.size(full, 300)
        grown = [_grown(side, number, "plain")["process"] for _ in range(setting.size(rounds, 1))]
        traced = _grown(side, number, "traced")
        note = f"{number:,} {side}s beside {OTHERS} of the other side, lists full and published; spare slots included"
        yield Figure(f"one {side}, as tracemalloc counts", "bytes", [traced["held"]], at_most(KIB), note)
        yield Figure(f"one {side}, as the process grows", "bytes", grown, at_most(KIB),
                     "resident set; by the second half of them: the first brings what any number needs")  # fmt: skip
        yield Figure("  of it columns", "bytes", [traced["columns"]], None, "text vector included")
        yield Figure("  of it lists", "bytes", [traced["lists"]], None, "kept and as published")
        yield Figure("  of it all else", "bytes", [traced["else"]], None, "ids, revisions, order of ids")
    cache = _grown("job", setting.size(5_000, 300), "cache")["cache"]
    yield Figure("jobs that a worker keeps encoded", "MiB", [cache / KIB**2], None,
                 "beside its shards, for all of them together: at most 4,096, with their texts")  # fmt: skip


def _grown(side: str, number: int, how: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.memory", side, str(number), how]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def grow(side: str, number: int, how: str) -> dict[str, float]:
    """Put entities into a shard of this process.

    Parameters
    ----------
    side : {"applicant", "job"}
    number : int
    how : {"plain", "traced", "cache"}
        The process as it is; with `tracemalloc`; the same with the scorer's cache of encoded jobs in use.

    Returns
    -------
    dict of str to float
        Bytes for one entity; `cache` is the whole cache.
    """
    setting = Setting(quick=False)
    shard = Shard(setting.scorer)
    if how != "cache":
        shard._jobs.columns._encode = setting.scorer.encode_job
    own = shard._applicants if side == "applicant" else shard._jobs
    generator = Generator(5, 1_000_000)
    drawn = known(setting.scorer, generator.applicants()) if side == "applicant" else generator.jobs()
    shard.apply(upserts(setting.jobs(OTHERS) if side == "applicant" else setting.known_applicants(OTHERS)))
    shard.apply(upserts([next(drawn)]))  # what is loaded and compiled once
    shard.publish()
    gc.collect()
    arrays = _arrays(shard)
    if how != "plain":
        tracemalloc.start()
    resident = []
    for half in (number // 2, number - number // 2):
        for start in range(0, half, BATCH):
            shard.apply(upserts(islice(drawn, min(BATCH, half - start))))
            shard.publish()
        gc.collect()
        resident.append(psutil.Process().memory_info().rss)
    held = tracemalloc.get_traced_memory()[0]
    setting.scorer._encoded_job.cache_clear()
    gc.collect()
    cache = held - tracemalloc.get_traced_memory()[0]
    columns = own.columns.nbytes
    in_lists = _arrays(shard) - arrays
    return {
        "process": (resident[1] - resident[0]) / (number - number // 2),
        "held": held / number,
        "columns": columns / number,
        "lists": in_lists / number,
        "else": (held - columns - in_lists) / number,
        "cache": float(cache),
    }


def _arrays(shard: Shard) -> int:
    """Bytes of all arrays that a shard holds, but for its columns."""
    found: dict[int, int] = {}
    waiting: list[object] = [shard]
    while waiting:
        for value in vars(waiting.pop()).values():
            if isinstance(value, np.ndarray):
                found[id(value)] = value.nbytes
            elif type(value).__module__.startswith("stream_processor."):
                waiting.append(value)
    return sum(found.values())


if __name__ == "__main__":
    print(json.dumps(grow(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
