"""A worker joins and leaves every few seconds."""

from __future__ import annotations

import time

import pytest

from tests.chaos.scene import Scene, pause
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

EVERY = 5.0
STILL_SECONDS = 60.0


def test_workers_join_and_leave(scene: Scene) -> None:
    guest = scene.stack.programs.service("guest", "stream_processor", "worker", port_setting="MATCHSTREAM_WORKER_PORT")
    scene.workers.append(guest)
    visits = 0
    try:
        with scene.load() as load:
            begun = time.monotonic()
            while time.monotonic() - begun < scene.form.churn_seconds:
                guest.start()
                visits += 1
                eventually(lambda: scene.shards(guest), "the guest is given shards")
                pause(EVERY)
                guest.stop(EVERY)
                pause(EVERY)
            took = time.monotonic() - begun
        still = scene.wait_still(STILL_SECONDS)
        scene.settle()
    finally:
        guest.kill()
    gaps = scene.counters["matchstream_gap_events_total"]
    scene.end(
        "workers joining and leaving every 5 s",
        load,
        recovery=still,
        besides=f"{visits} visits in {took:.0f} s, each given shards; recovery is until lag was 0; "
        f"{gaps} skipped events were read again",
    )
    assert still <= STILL_SECONDS
