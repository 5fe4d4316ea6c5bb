"""A worker is stopped for longer than its session, its shards go to another, and then it wakes."""

from __future__ import annotations

import signal
import time

import pytest

from data.contract.topics import MATCHES
from data.kafka.reading import read
from stream_processor.join.match_records import WRITER
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Population
from tests.chaos.scene import Scene, pause
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

BURST = 1_000.0
"""Events a second just before the stop, so that it falls into the middle of a batch."""


def test_a_worker_sleeps_and_wakes(scene: Scene) -> None:
    population = Population(jobs=40, applicants=300)
    sleeper = scene.stack.workers[0]
    length = 2 * scene.settings.session_timeout
    with scene.load(population.changes()) as load, scene.movements() as movements:
        load.send(population.all())
        with load.paused():
            scene.wait_still(DEADLINE)
        orphans = scene.shards(sleeper)
        with scene.stack.supervisor(sleeper).paused() as process:
            usual, load.rate = load.rate, BURST
            load.wait_sent(load.sent + 300, DEADLINE)
            since = time.monotonic()
            process.signal(signal.SIGSTOP)
            load.rate = usual
            # What it had in hand when it was stopped is outdated by the time it wakes: every entity changes.
            load.send([population.change_applicant(applicant) for applicant in population.applicants])
            load.send([population.change_job(job) for job in population.jobs])
            recovery = movements.recovery(orphans, since, DEADLINE)
            pause(max(0.0, since + length - time.monotonic()))
            slept = time.monotonic() - since
            process.signal(signal.SIGCONT)
            woken = eventually(
                lambda: "ended" if not process.running else "joined again" if scene.shards(sleeper) else None,
                "the sleeper joins again, or ends",
            )
            if woken == "joined again":
                scene.settle()
    late = late_writes(scene)
    scene.end(
        "SIGSTOP for twice the session timeout, then SIGCONT",
        load,
        recovery=recovery,
        besides=(
            f"stopped for {slept:.1f} s; every entity updated meanwhile; on waking it {woken}; "
            f"{late} matches written by one whose shard another had opened"
        ),
    )


def late_writes(scene: Scene) -> int:
    """How many match records were written by one whose shard had another writer since."""
    connection = scene.settings
    newest: dict[int, object] = {}
    past: set[tuple[int, object]] = set()
    late = 0
    for message in read(connection, {(MATCHES.name, number): 0 for number in range(connection.partitions)}):
        shard = message.partition() or 0
        writer = dict(message.headers() or ()).get(WRITER)
        if (shard, writer) in past:
            late += 1
        elif newest.setdefault(shard, writer) != writer:
            past.add((shard, newest[shard]))
            newest[shard] = writer
    return late
