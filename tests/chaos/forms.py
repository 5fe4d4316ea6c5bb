"""How big a scenario is: the quick form that CI runs, and the full one."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Sizes of the scenarios.

    Attributes
    ----------
    name : str
    is_timed : bool
        Whether limits of time and memory fail a scenario: on a machine that does other work they tell nothing of the
        program. They are shown in any case.
    partitions, k_job, k_applicant : int
        Shards, best applicants published of each job and shard, best jobs of each applicant: they make the volume.
    events : int
        Events that are sent at least while workers are killed.
    rate : float
        Events a second.
    tick_seconds : float
        Between two sendings. What comes together is published together, so that of few events many sendings cost most.
    kills : int
        How often a worker is killed.
    decided_kills : int
        How often each part is killed while people decide.
    churn_seconds, broker_seconds, cut_seconds, redis_seconds, ramp_seconds, soak_seconds : float
        How long workers come and go, the broker is away, a worker is cut off, Redis is away, a rate is tried before
        the soak, the soak lasts.
    fuzzed : int
        Events that are made unreadable at random.
    histories : int
        Entities whose history is sent out of order.
    renewed_jobs, renewed_applicants : int
        What the shards hold while all workers are renewed.
    """

    name: str
    is_timed: bool
    partitions: int
    k_job: int
    k_applicant: int
    events: int
    rate: float
    tick_seconds: float
    kills: int
    decided_kills: int
    churn_seconds: float
    broker_seconds: float
    cut_seconds: float
    redis_seconds: float
    ramp_seconds: float
    soak_seconds: float
    fuzzed: int
    histories: int
    renewed_jobs: int
    renewed_applicants: int


QUICK = Form(
    name="quick",
    is_timed=False,
    partitions=8,
    k_job=3,
    k_applicant=3,
    events=400,
    rate=40.0,
    tick_seconds=0.25,
    kills=2,
    decided_kills=2,
    churn_seconds=8.0,
    broker_seconds=6.0,
    cut_seconds=8.0,
    redis_seconds=5.0,
    ramp_seconds=2.0,
    soak_seconds=10.0,
    fuzzed=800,
    histories=60,
    renewed_jobs=60,
    renewed_applicants=400,
)
FULL = Form(
    name="full",
    is_timed=True,
    partitions=8,
    k_job=20,
    k_applicant=10,
    events=20_000,
    rate=200.0,
    tick_seconds=0.05,
    kills=5,
    decided_kills=15,
    churn_seconds=120.0,
    broker_seconds=30.0,
    cut_seconds=30.0,
    redis_seconds=60.0,
    ramp_seconds=10.0,
    soak_seconds=1_800.0,
    fuzzed=10_000,
    histories=1_000,
    renewed_jobs=600,
    renewed_applicants=8_000,
)


def form() -> Form:
    """The form that was asked for; the quick one where none was."""
    return FULL if os.environ.get("CHAOS_FORM") == FULL.name else QUICK


DEADLINE = 60.0 if form().is_timed else 180.0
"""Seconds that a scene waits for anything. The quick form runs beside others, on machines on which the JVM alone has
needed a minute to start: how long a recovery took, its row says."""
