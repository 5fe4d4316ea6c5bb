"""A new champion takes over, or the registry can't give it; against a real broker, without Faust."""

from __future__ import annotations

import pytest

from data.contract.codec import encode
from data.kafka.champion import Promotion
from model.registry import ArtifactRefused
from producers.sender import Sender
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker import champion
from tests.stream_processor.titles import TitleScorer
from tests.stream_processor.worker.stepped_worker import Worker, applicant, job, until, view


async def test_a_new_champion_takes_over_in_one_step(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(champion, "load", lambda _settings, version: TitleScorer(version))
    sender.send(encode(e) for e in [job(1), applicant(1), applicant(2, "a2")])
    worker = await Worker(settings, sender, TitleScorer("first")).open()
    await worker.run()
    sender.send([Promotion("second", None).to_record()])
    await until(lambda: worker.shards.health()["model_version"] == "second", worker.shards.listen)
    assert [b'"second"' in value for value in view(settings).values()] == [True, True]
    sender.send([encode(applicant(3, "a3"))])
    await worker.run()
    assert [b'"second"' in value for value in view(settings).values()] == [True] * 3


async def test_a_champion_that_the_registry_can_not_give_is_told_and_tried_again(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"second"}

    def load(_settings: StreamSettings, version: str) -> TitleScorer:
        if version not in there:
            raise ArtifactRefused(f"the registry holds no {version!r}")
        return TitleScorer(version)

    monkeypatch.setattr(champion, "load", load)
    monkeypatch.setattr(champion, "AGAIN_SECONDS", 0.0)
    sender.send(encode(e) for e in [job(1), applicant(1)])
    worker = await Worker(settings, sender, TitleScorer("first")).open()
    await worker.run()
    refused = metrics.REFUSED._value.get()
    sender.send([Promotion("third", None).to_record(), Promotion("second", None).to_record()])
    await until(lambda: worker.shards.health()["status"] == "degraded", worker.shards.listen)
    await worker.shards.listen()
    health = worker.shards.health()
    assert (health["ready"], health["model_version"], health["model_announced"]) == (True, "first", "third")
    assert health["reasons"] == ["third is announced as champion, but first scores here: the registry holds no 'third'"]
    assert metrics.DIFFERS._value.get() == 1
    assert metrics.REFUSED._value.get() == refused + 1, "counted once, however often it is tried"
    assert [b'"first"' in value for value in view(settings).values()] == [True]
    there.add("third")
    await until(lambda: worker.shards.health()["model_version"] == "third", worker.shards.listen)
    assert (worker.shards.health()["status"], worker.shards.health()["lists_by_bounds"]) == ("ready", True)
    assert metrics.DIFFERS._value.get() == 0
    assert [b'"third"' in value for value in view(settings).values()] == [True]
