"""Nothing that a removed applicant wrote is reachable any more in a gateway that has shown it in every way."""

from __future__ import annotations

import gc

import pytest

from data.contract.entities import Applicant, Job
from data.redis import layout
from gateway.pushes import stream as push_stream
from gateway.pushes.stream import PAGE
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.gateway.clients import EventStream, session_of, until
from tests.gateway.conftest import connected, make, redis_server
from tests.gateway.worlds import RedisWorld, a_match
from tests.reachable import reachable

pytestmark = pytest.mark.embedded

HALF = "qzvxk"
"""Half of what marks the texts, so that no constant holds the mark whole."""


def texts():
    fields = [name for name in Applicant.model_fields if name != "id"]
    return {name: f"Desenvolvedora Java sênior {HALF}{HALF}, {name}" for name in fields}


async def test_lookups_explanations_and_pushes(settings, outside, registry, tmp_path, monkeypatch):
    monkeypatch.setattr(push_stream, "_KEPT_SECONDS", 0.01)
    outside.scorer = Scorer.load(Registry(registry).resolve("champion"))
    job = {"titulo_vaga": "Desenvolvedor Java", "competencias_tecnicas_requeridas": "Java, Spring, SQL"}
    score = outside.scorer.match(Job(id="v1", **job), Applicant(id="c1", **texts())).quality_score
    with redis_server(tmp_path / "redis") as (server, store):
        world = RedisWorld(store, server)
        world.ready()
        world.job("v1", **job)
        world.applicant("c1", **texts())
        world.match(a_match("v1", "c1", score, version=outside.scorer.version))
        app = make(settings, lambda: connected(server), outside)
        async with session_of(app) as http:
            await until(lambda: app.state.parts.pushes._lost is None)
            world.pushes([a_match("v1", "c1", 80.0)] * PAGE)
            assert await shown(app, http) == {True}
            world.erase_applicant("c1", 21)
            store.delete(layout.PUSHES, layout.match("v1", "c1"), layout.job_matches("v1"))
            store.delete(layout.applicant_matches("c1"))
            assert (await http.get("/api/applicants/c1/matches")).status_code == 404
            await until(lambda: not reachable(HALF + HALF))


async def shown(app, http):
    """Show the applicant in every way; whether the mark was in each."""
    answers = [
        (await http.get(path)).text.lower()
        for path in ("/api/applicants/c1/matches", "/api/jobs/v1/matches", "/api/matches/v1/c1")
    ]
    assert '"explanation_status":"ok"' in answers[-1]
    async with EventStream(app, "/api/pushes?last_event_id=1-0") as stream:
        await stream.next()
        answers += [(await stream.next())["data"].lower() for _ in range(PAGE)]
    gc.collect()
    return {HALF + HALF in answer for answer in answers}
