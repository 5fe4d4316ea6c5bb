"""Decisions: how many the store takes, from one person and from many at once, and what the disk alone takes."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from data.store.connection import StoreConnection
from data.store.migrating import migrate
from gateway.decisions import acts
from gateway.decisions.requests import NewDecision, Shown
from gateway.store.store import THREADS, Store, StoreState
from tests.bench.figures import Figure
from tests.bench.setting import Setting
from tests.postgresql import PostgreSQL

_ACROSS = 500
"""Pairs that are decided about."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Write decisions as the gateway does, into SQLite and PostgreSQL, without a socket and without Kafka."""
    for name, store in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with store() as kept:
            asyncio.run(_decided(kept, 20, 1))  # connections and statements are made
            times = setting.size(200, 20)
            alone = [asyncio.run(_decided(kept, times, 1)) for _ in range(setting.size(5, 2))]
            many = [asyncio.run(_decided(kept, times, THREADS)) for _ in range(setting.size(5, 2))]
            yield Figure(f"{name}, one after the other", "decisions/s", [times / sum(one) for one in alone])
            yield Figure(
                "  of one", "ms", [median(one) * 1e3 for one in alone], None, "median; on the disk when it ends"
            )
            note = f"{THREADS} people, each with the next as soon as one is written; entries have one order"
            yield Figure(f"{name}, at once", "decisions/s", [THREADS * times / sum(one) for one in many], None, note)
    disk = [_disk(setting.size(200, 20)) for _ in range(setting.size(5, 2))]
    yield Figure("the disk alone", "ms", [one * 1e3 for one in disk], None, "4 KiB written and fsync, median")


@contextmanager
def _sqlite() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, _made(store_path=Path(folder) / "store.sqlite") as store:
        yield store


@contextmanager
def _postgresql() -> Iterator[Store]:
    server = PostgreSQL()
    server.start()
    try:
        with _made(store_url=server.create("bench")) as store:
            yield store
    finally:
        server.remove()


@contextmanager
def _made(**where: object) -> Iterator[Store]:
    with closing(Store(StoreConnection.model_validate(where))) as store:
        migrate(store.connection, store.engine)
        store.state = StoreState.UP
        yield store


async def _decided(store: Store, times: int, people: int) -> list[float]:
    """Seconds of each decision."""
    taken = []

    async def one(numbers: Iterator[int]) -> None:
        for number in numbers:
            wanted = NewDecision(
                id=uuid4(),
                job_id=f"v{number % 5}",
                applicant_id=f"c{number % _ACROSS}",
                action="hold",
                text="Por telefone",
            )
            begun = perf_counter()
            await store.write(acts.decide, wanted, "key", Shown(quality_score=80.0, score_seen=True), "client")
            taken.append(perf_counter() - begun)

    numbers = iter(range(times))
    await asyncio.gather(*(one(numbers) for _ in range(people)))
    return taken


def _disk(times: int) -> float:
    taken = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(times):
            begun = perf_counter()
            file.write(os.urandom(4096))
            file.flush()
            os.fsync(file.fileno())
            taken.append(perf_counter() - begun)
    return median(taken)
