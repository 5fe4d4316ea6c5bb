"""Nothing that a removed applicant wrote is reachable any more, in the worker and in the cache's writer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import redis

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.events import Event, EventType, event
from data.redis import layout as results
from model.registry import Registry
from model.scoring.scorer import Scorer
from producers.sender import Sender
from stream_processor.cache import writer
from stream_processor.settings import StreamSettings
from tests.reachable import reachable
from tests.stream_processor.cache.test_cache_faults import Writer
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.worker.stepped_worker import EPOCH, Worker, view
from tests.trained import shared
from tests.waiting import eventually

pytestmark = EMBEDDED_ONLY

HALF = "qzvxk"
"""Half of what marks the texts, so that no constant holds the mark whole."""


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return Scorer.load(Registry(shared() / "registry").resolve("champion"))


def upserted() -> Event:
    texts = {
        name: f"Desenvolvedora Java sênior {HALF}{HALF}, {name}" for name in Applicant.model_fields if name != "id"
    }
    return event(EventType.APPLICANT_UPSERTED, Applicant(id="a1", **texts), time=EPOCH, source="t", id="up")


def removed() -> Event:
    return event(EventType.APPLICANT_REMOVED, "a1", time=EPOCH + timedelta(minutes=1), source="t", id="gone")


@pytest.mark.long
async def test_in_the_worker(settings: StreamSettings, sender: Sender, scorer: Scorer) -> None:
    posting = Job(id="j1", titulo_vaga="Desenvolvedor Java", competencias_tecnicas_requeridas="Java, Spring, SQL")
    wanted = event(EventType.JOB_UPSERTED, posting, time=EPOCH, source="t", id="j")
    sender.send([encode(wanted), encode(upserted())])
    worker = await Worker(settings, sender, scorer).open()  # type: ignore[arg-type]
    await worker.run()
    assert len(view(settings)) == 1
    sender.send([encode(removed())])
    await worker.run()
    assert not view(settings)
    assert worker.shards.open[0].shard.applicants == 0
    assert reachable(HALF + HALF) == []


@pytest.mark.long
def test_in_the_writer_to_redis(
    settings: StreamSettings, sender: Sender, redis_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "look_seldom", lambda: None)
    with redis.Redis.from_url(redis_server.url) as client:  # type: ignore[attr-defined]
        run = Writer(settings.model_copy(update={"redis_url": redis_server.url}), sender, client)  # type: ignore[attr-defined]
        sender.send([encode(upserted())])
        with run.running():
            eventually(lambda: client.exists(results.applicant("a1")))
            sender.send([encode(removed())])
            eventually(lambda: not client.exists(results.applicant("a1")))
            eventually(lambda: reachable(HALF + HALF) == [])
