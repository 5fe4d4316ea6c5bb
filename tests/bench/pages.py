"""The recruiter's pages: server time of a list of 100 rows, and what a page weighs."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from types import SimpleNamespace

import redis

from data.contract.entities import Applicant, Job
from data.contract.matches import RATIOS, Match
from data.redis import layout
from data.store.connection import StoreConnection
from data.store.migrating import migrate
from deploy.local.caches import EmbeddedRedis
from gateway.search import entries
from gateway.settings import GatewaySettings
from tests.bench.figures import Figure, at_most
from tests.bench.setting import Setting
from tests.gateway.clients import Client, serving
from tests.gateway.conftest import connected, make
from tests.gateway.stand_ins import BrokerSwitch, FileStore, MemorySender, MemoryWebhooks
from tests.gateway.worlds import RedisWorld

ROWS = 100
PAGES = {
    "jobs": f"/?size={ROWS}",
    "jobs, searched and filtered": f"/?size={ROWS}&q=analista&sort=title",
    "a job's ranking of {candidates}": f"/vaga?id={{job}}&size={ROWS}",
}
_AT_ONCE = 1000


def measure(setting: Setting) -> Iterator[Figure]:
    """Ask for each page many times, one after the other, in the gateway's own process, with a real Redis."""
    jobs, applicants = setting.jobs(setting.size(12_000, 300)), setting.applicants(setting.size(42_000, 600))
    candidates = setting.size(500, 200)
    with tempfile.TemporaryDirectory() as folder, _gateway(setting, Path(folder), jobs, applicants, candidates) as asks:
        size = f"{len(jobs):,} jobs, {len(applicants):,} applicants; server time without the socket"
        paths = {name: path.format(job=jobs[0].id) for name, path in PAGES.items()}
        for name, path in paths.items():
            rounds = [_p95(asks, path, setting.size(100, 20)) for _ in range(setting.size(5, 2))]
            yield Figure(f"{name.format(candidates=candidates)}, {ROWS} rows, p95", "ms", rounds, at_most(150.0), size)
        weights = [_weight(asks, path) / 1000 for path in paths.values()]
        yield Figure("heaviest page with all its files", "kB", [max(weights)], at_most(300.0), "not compressed")


def _p95(asks: Client, path: str, times: int) -> float:
    taken = []
    for _ in range(times):
        begun = perf_counter()
        answer = asks.get(path)
        taken.append(perf_counter() - begun)
        assert answer.status_code == 200
    return quantiles(taken, n=20)[-1] * 1e3


def _weight(asks: Client, path: str) -> int:
    page = asks.get(path).text
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) | {"/static/pushes.js"}
    return len(page.encode()) + sum(len(asks.get(name).content) for name in files)


class _Gateway:
    """A gateway in this process over a Redis and an index that hold everything."""

    def __init__(
        self, setting: Setting, folder: Path, jobs: list[Job], applicants: list[Applicant], candidates: int
    ) -> None:
        self._server = EmbeddedRedis(folder / "redis")
        self._server.start()
        with redis.Redis.from_url(self._server.url) as client:
            _fill(client, jobs, applicants)
            world = RedisWorld(client, self._server)
            _rank(world, applicants[:candidates], jobs[0].id, setting.scorer.version)
            world.ready()
            world.beat(at=-1e6, written=-1e6, kafka=-1e6)
        empty = StoreConnection(store_path=folder / "empty.sqlite")
        migrate(empty, empty.store_engine())
        senders = [MemorySender()]
        outside = SimpleNamespace(
            scorer=setting.scorer, senders=senders, broker=BrokerSwitch(), resolve=lambda _: folder, follower=None,
            waiting=2, check=lambda: None, changed=(), applications={}, keys=None,
            store=FileStore(folder / "store.sqlite", lambda: empty.store_path), webhooks=MemoryWebhooks(senders[0]),
        )  # fmt: skip
        self._serving = serving(make(GatewaySettings(), lambda: connected(self._server), outside))
        self._reader, self._entities = setting.scorer.reader, (*jobs, *applicants)

    def __enter__(self) -> Client:
        client = self._serving.__enter__()
        index = client.app.state.parts.search.index
        for entity in self._entities:
            of, columns = (
                (entries.of_job, index._jobs) if isinstance(entity, Job) else (entries.of_applicant, index._applicants)
            )
            columns.put(of(entity, 1, self._reader))
        index.is_known = True
        return client

    def __exit__(self, *reason: object) -> None:
        self._serving.__exit__(*reason)
        self._server.stop()


_gateway = _Gateway


def _fill(client: redis.Redis, jobs: list[Job], applicants: list[Applicant]) -> None:
    """Write entities as the cache's writer leaves them."""
    keyed = [(layout.job(one.id), one) for one in jobs] + [(layout.applicant(one.id), one) for one in applicants]
    for start in range(0, len(keyed), _AT_ONCE):
        with client.pipeline(transaction=False) as pipe:
            for key, one in keyed[start : start + _AT_ONCE]:
                value = one.model_dump_json(exclude_none=True)
                pipe.hset(key, mapping={"value": value, "shown": layout.shown(one), "revision": 20})
            pipe.execute()
    client.zadd(layout.JOBS, {one.id: -20 for one in jobs})


def _rank(world: RedisWorld, applicants: list[Applicant], job_id: str, version: str) -> None:
    chance = random.Random(4)
    for applicant in applicants:
        ratios = tuple(chance.choice((None, 0.25, 0.5, 1.0)) for _ in RATIOS)
        score = chance.uniform(1, 99)
        world.match(
            Match(job_id, applicant.id, score, score / 200, ratios, chance.random() < 0.2, version, 20, 20, 20),
            push=0.0,
        )
