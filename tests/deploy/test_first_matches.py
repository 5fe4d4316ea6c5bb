"""The first matches of a running stack, as a demonstration shows them."""

from __future__ import annotations

import json

import pytest
import redis

from data.redis import layout as results
from deploy.local.caches import EmbeddedRedis
from deploy.local.first_matches import best_matches, table

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server(tmp_path):
    made = EmbeddedRedis(tmp_path)
    made.start()
    yield made
    made.kill()


def test_each_job_shows_its_best_applicant_the_best_job_first(server):
    assert best_matches(server.url, 10) == []
    with redis.Redis.from_url(server.url) as client:
        for job, title, matches in [
            ("1", "Analista de Dados", {"a": 61.5, "b": 43.0}),
            ("2", None, {"c": 92.25}),
            ("3", "Sem candidatos", {}),
        ]:
            client.zadd(results.JOBS, {job: -1})
            client.hset(
                results.job(job), mapping={"value": json.dumps({"id": job, "titulo_vaga": title}), "revision": 1}
            )
            for applicant, score in matches.items():
                client.zadd(results.job_matches(job), {applicant: -score})
    found = best_matches(server.url, 10)
    assert found == [("vaga 2", "c", 92.25), ("Analista de Dados", "a", 61.5)]
    assert best_matches(server.url, 1) == found[:1]
    lines = table(found).splitlines()
    assert lines[1].split() == ["vaga", "2", "c", "92.2", "alta"]
    assert lines[2].split() == ["Analista", "de", "Dados", "a", "61.5", "moderada"]
