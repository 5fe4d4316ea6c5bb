"""A view of 420,000 applicants and 120,000 jobs: one shard of 80 is built, what all would take is reckoned from it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator

from stream_processor.join.shard import Shard
from tests.bench.figures import Figure
from tests.bench.setting import Setting, upserts

SHARDS = 80
JOBS, APPLICANTS = 120_000, 420_000
KIB = 1024
RECKONED = "reckoned from one shard: not run"


def measure(setting: Setting) -> Iterator[Figure]:
    """Take in all jobs and one shard's applicants, and publish; processor time of one thread."""
    jobs, applicants = setting.size(JOBS, 600), setting.size(APPLICANTS // SHARDS, 300)
    warm = Shard(setting.scorer, built_from=0)
    warm.apply(upserts([*setting.jobs(2), *setting.known_applicants(2)]))
    warm.publish()
    of_jobs, of_applicants = upserts(setting.jobs(jobs)), upserts(setting.applicants(applicants))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    shard = Shard(setting.scorer)
    first = _spent(lambda: shard.apply(of_jobs))
    taken = _spent(lambda: shard.apply(of_applicants))
    built = _spent(shard.bring_up)
    records = 0

    def publish() -> None:
        nonlocal records
        records = len(shard.publish().keys)

    told = _spent(publish)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / KIB**2
    pairs = jobs * (applicants - shard.unknown)
    note = f"{jobs:,} jobs, {applicants:,} applicants, {pairs / 1e6:,.0f} million pairs of known ones"
    yield Figure("one shard's lists", "s", [built], None, note)
    yield Figure("  of each pair", "ns", [1e9 * built / pairs])
    yield Figure("  pairs scored", "%", [100 * shard.pairs_scored / pairs])
    yield Figure("  taking in its applicants", "s", [taken], None, "encoding, without reading JSON")
    yield Figure("  finding what changed and making records", "s", [told])
    yield Figure("  records", "thousand", [records / 1e3])
    yield Figure("  memory that it grew by, jobs included", "GiB", [grown])
    yield Figure("taking in all jobs, by the first shard of a process", "s", [first])
    yield Figure(f"the whole view of {SHARDS} shards, one core", "min",
                 [(first + SHARDS * (taken + built + told)) / 60], None, RECKONED)  # fmt: skip
    yield Figure("  its records", "million", [SHARDS * records / 1e6], None, RECKONED)


def _spent(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun
