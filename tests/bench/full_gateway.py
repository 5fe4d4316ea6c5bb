"""A gateway in this process, over a Redis, an index and a store that hold what a recruiter's pages show."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import redis

from data.contract.entities import Applicant, Job
from data.contract.matches import RATIOS, Match
from data.redis import layout
from data.store.connection import StoreConnection
from data.store.migrating import migrate
from deploy.local.caches import EmbeddedRedis
from gateway.search import entries
from gateway.settings import GatewaySettings
from model.scoring.scorer import Scorer
from tests.bench.setting import Setting
from tests.gateway.clients import Client, serving
from tests.gateway.conftest import connected, make
from tests.gateway.stand_ins import BrokerSwitch, FileStore, MemorySender, MemoryWebhooks
from tests.gateway.worlds import RedisWorld

_AT_ONCE = 1000
_JOBS_OF_ONE = 100
"""Jobs of the candidate whose page is asked for: as many as it shows."""
_DECIDED = 30
_MUSTS = [
    {"kind": "skill", "value": "Java"},
    {"kind": "skill", "value": "SQL"},
    {"kind": "english", "value": "avançado"},
]


class FullGateway:
    """What is served, and what to ask it for.

    Attributes
    ----------
    asks : Client
    job, applicant : str
        A job with many candidates, and the first of them, who has many jobs.
    candidates : int
        How many the job has.
    size : str
        What is held, for the notes of figures.
    """

    def __init__(self, asks: Client, job: str, applicant: str, candidates: int, size: str) -> None:
        self.asks, self.job, self.applicant, self.candidates, self.size = asks, job, applicant, candidates, size


@contextmanager
def full_gateway(setting: Setting) -> Iterator[FullGateway]:
    """Serve 12,000 jobs and 42,000 applicants, or fewer in the quick form."""
    jobs, applicants = setting.jobs(setting.size(12_000, 300)), setting.applicants(setting.size(42_000, 600))
    candidates = setting.size(500, 200)
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedRedis(Path(folder) / "redis")
        server.start()
        try:
            _fill(server, setting.scorer, jobs, applicants, candidates)
            with serving(_app(setting, Path(folder), server)) as asks:
                _index(asks, jobs, applicants, setting.scorer)
                _decide(asks, jobs[0].id, applicants[:_DECIDED])
                size = f"{len(jobs):,} jobs, {len(applicants):,} applicants"
                yield FullGateway(asks, jobs[0].id, applicants[0].id, candidates, size)
        finally:
            server.stop()


def _app(setting: Setting, folder: Path, server: EmbeddedRedis) -> object:
    empty = StoreConnection(store_path=folder / "empty.sqlite")
    engine = empty.store_engine()
    migrate(empty, engine)
    engine.dispose()  # else a part of the file is in its log beside it
    senders = [MemorySender()]
    outside = SimpleNamespace(
        scorer=setting.scorer, senders=senders, broker=BrokerSwitch(), resolve=lambda _: folder, follower=None,
        waiting=2, check=lambda: None, changed=(), applications={}, keys=None,
        store=FileStore(folder / "store.sqlite", lambda: empty.store_path), webhooks=MemoryWebhooks(senders[0]),
    )  # fmt: skip
    return make(GatewaySettings(), lambda: connected(server), outside)


def _fill(server: EmbeddedRedis, scorer: Scorer, jobs: list[Job], applicants: list[Applicant], candidates: int) -> None:
    """Write entities as the cache's writer leaves them, and the matches of one job and of one applicant."""
    keyed = [(layout.job(one.id), one) for one in jobs] + [(layout.applicant(one.id), one) for one in applicants]
    with redis.Redis.from_url(server.url) as client:
        for start in range(0, len(keyed), _AT_ONCE):
            with client.pipeline(transaction=False) as pipe:
                for key, one in keyed[start : start + _AT_ONCE]:
                    value = one.model_dump_json(exclude_none=True)
                    pipe.hset(key, mapping={"value": value, "shown": layout.shown(one), "revision": 20})
                pipe.execute()
        client.zadd(layout.JOBS, {one.id: -20 for one in jobs})
        world = RedisWorld(client, server)
        pairs = [(jobs[0], applicant) for applicant in applicants[:candidates]]
        pairs += [(job, applicants[0]) for job in jobs[1:_JOBS_OF_ONE]]
        for number, (job, applicant) in enumerate(pairs):
            world.match(_scored(scorer, job, applicant, applied=number % 5 == 0), push=0.0)
        world.ready()
        world.beat(at=-1e6, written=-1e6, kafka=-1e6)


def _scored(scorer: Scorer, job: Job, applicant: Applicant, *, applied: bool) -> Match:
    found = scorer.match(job, applicant)
    ratios = tuple(found.ratios[name] for name in RATIOS)
    facts = (found.quality_score, found.hire_probability, ratios, applied, scorer.version)
    return Match(job.id, applicant.id, *facts, 20, 20, 20)


def _index(asks: Client, jobs: list[Job], applicants: list[Applicant], scorer: Scorer) -> None:
    index = asks.app.state.parts.search.index
    for job in jobs:
        index._jobs.put(entries.of_job(job, 20, scorer.reader))
    for applicant in applicants:
        index._applicants.put(entries.of_applicant(applicant, 20, scorer.reader))
    index.is_known = True


def _decide(asks: Client, job_id: str, decided: list[Applicant]) -> None:
    """Say what the job can't do without, and decide about some of its candidates."""
    answers = [asks.request("PUT", "/api/must-haves", json={"job_id": job_id, "items": _MUSTS})]
    for applicant, action in zip(decided, ("advance", "hold") * len(decided), strict=False):
        wanted = {"id": str(uuid4()), "job_id": job_id, "applicant_id": applicant.id, "action": action}
        answers.append(asks.post("/api/decisions", json=wanted))
    assert all(answer.status_code == 200 for answer in answers), [answer.text for answer in answers][:2]
