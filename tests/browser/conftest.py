"""A gateway as it runs, with a real Redis that holds synthetic jobs, applicants and their matches."""

from __future__ import annotations

import os
import shutil
from types import SimpleNamespace

import httpx
import pytest
import redis
from playwright.sync_api import sync_playwright

from data.contract.matches import RATIOS, Match
from data.files.decision_folder import read
from data.synthetic.folder import generate
from deploy.local.caches import EmbeddedRedis
from deploy.local.programs import Programs
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.browser.stack import broker_with_topics, decides, settings_of, tell
from tests.gateway.worlds import RedisWorld
from tests.trained import shared
from tests.waiting import DEADLINE, eventually

JOBS_SHOWN = 14
APPLICANTS_SHOWN = 150
BEST = 20


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic")
    generate(200, 5, folder)
    found = read(folder)
    return SimpleNamespace(folder=folder, jobs=list(found.jobs.values()), applicants=list(found.applicants.values()))


@pytest.fixture(scope="session")
def registry(tmp_path_factory):
    return shutil.copytree(shared() / "registry", tmp_path_factory.mktemp("registry") / "models")


@pytest.fixture(scope="session")
def scorer(registry):
    return Scorer.load(Registry(registry).resolve("champion"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    server = EmbeddedRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def world(cache, dataset, scorer):
    with redis.Redis.from_url(cache.url) as client:
        world = RedisWorld(client, cache)
        jobs, applicants = dataset.jobs[:JOBS_SHOWN], dataset.applicants[:APPLICANTS_SHOWN]
        for i, job in enumerate(jobs):
            fields = job.model_dump(exclude_none=True)
            world.job(fields.pop("id"), revision=100 + i, **fields)
        for applicant in applicants:
            fields = applicant.model_dump(exclude_none=True)
            world.applicant(fields.pop("id"), revision=20, **fields)
        world.matches = []
        for i, job in enumerate(jobs):
            found = [a_scored_match(scorer, job, applicant, 100 + i) for applicant in applicants]
            best = sorted(found, key=lambda match: (-match.quality_score, match.applicant_id))[:BEST]
            for match in best:
                world.match(match)
            world.matches += best
        world.ready()
        keep_fresh(world)
        yield world


def keep_fresh(world):
    """No test takes so long."""
    world.beat(at=-1e6, written=-1e6, kafka=-1e6)


def a_scored_match(scorer, job, applicant, job_revision):
    pair = scorer.match(job, applicant)
    return Match(
        job_id=job.id,
        applicant_id=applicant.id,
        quality_score=pair.quality_score,
        hire_probability=pair.hire_probability,
        ratios=tuple(pair.ratios[name] for name in RATIOS),
        applied=False,
        model_version=scorer.version,
        job_revision=job_revision,
        applicant_revision=20,
        event_time=1_700_000_000_000_000,
    )


@pytest.fixture(scope="session")
def broker(tmp_path_factory, dataset):
    """Kafka, with the events of the same jobs and applicants."""
    broker, connection = broker_with_topics(tmp_path_factory.mktemp("kafka"))
    tell(connection, *dataset.jobs[:JOBS_SHOWN], *dataset.applicants[:APPLICANTS_SHOWN])
    yield broker
    broker.kill()


def started(name, environment, folder):
    """A gateway process, and its address."""
    programs = Programs(logs=folder, environment=environment | {"MATCHSTREAM_STORE_PATH": str(folder / "store.sqlite")})
    process = programs.service(name, "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
    process.start()
    process.wait_ready(60)
    return SimpleNamespace(process=process, url=f"http://127.0.0.1:{process.port}")


@pytest.fixture(scope="session")
def gateway(cache, registry, broker, world, tmp_path_factory):
    """A gateway process as it runs."""
    environment = {"MATCHSTREAM_REDIS_URL": cache.url, "MATCHSTREAM_MODEL_REGISTRY": str(registry)}
    running = started("gateway", environment | settings_of(broker.bootstrap), tmp_path_factory.mktemp("gateway"))
    eventually(
        lambda: 'type="search"' in httpx.get(running.url, timeout=DEADLINE).text, "the index has read its topics"
    )
    decides(running.url)
    yield running
    running.process.stop()


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: set CHROMIUM to its path, or put chromium on the PATH")
        pytest.skip("no Chromium: set CHROMIUM to its path, or put chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["1280", "390"])
def page(request, chromium, gateway, world):
    """The first page, opened; any error in its console fails the test."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="pt-BR")
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith(gateway.url) else wrong.append(asked.url))
    page.goto(gateway.url + "/")
    yield page
    context.close()
    assert not wrong
