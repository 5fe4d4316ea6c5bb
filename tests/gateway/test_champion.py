"""The model in use: loaded or refused at start, replaced in one step, kept when the new one is damaged."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil

import pytest

from data.kafka.champion import ChampionFollower, Promotion
from data.kafka.reading import KafkaConnection
from data.kafka.topic_admin import create
from deploy.local.brokers import EmbeddedBroker
from gateway.app import create_app
from gateway.champion import Champion, NoModel
from gateway.parts import champion_of, end
from gateway.settings import GatewaySettings
from gateway.web.metrics import Metrics
from model.registry import Registry
from producers.sender import Sender
from tests.gateway.clients import serving, until
from tests.gateway.conftest import opener
from tests.gateway.stand_ins import Announced, SkillCounter
from tests.waiting import eventually


class Registered:
    """A registry of one file, whose content names the version; "bad" can't be loaded."""

    def __init__(self, path):
        self.path = path
        self.loads = 0
        self.champion = Champion(lambda _: self.path, self.load, Metrics())

    def write(self, version):
        self.path.write_text(version)

    def load(self, path):
        self.loads += 1
        if path.read_text() == "bad":
            raise ValueError("serving.npz: damaged")
        return SkillCounter(path.read_text())

    @property
    def version(self):
        return self.champion.scorer.version

    def metric(self, name):
        return self.champion._metrics.registry.get_sample_value(name)


@pytest.fixture
def registered(tmp_path):
    held = Registered(tmp_path / "model")
    held.write("rf-1")
    held.champion.start()
    return held


def test_scoring_is_warm_before_the_first_request(registered):
    assert registered.champion.scorer.matched == 1


def test_nothing_is_loaded_again_while_nothing_changed(registered):
    assert registered.champion.refresh() is False
    assert registered.loads == 1


def test_a_new_champion_is_taken(registered):
    registered.write("rf-22")

    assert registered.champion.refresh() is True
    assert registered.version == "rf-22"
    assert registered.metric("matchstream_model_swaps_total") == 1


def test_the_same_file_written_anew_is_seen(registered):
    registered.write("rf-2")
    os.utime(registered.path, ns=(1, 1))

    assert registered.champion.refresh() is True


@pytest.mark.parametrize("harm", ["damaged", "gone"])
def test_a_bad_new_champion_leaves_the_old_in_use_and_is_told_once(registered, harm, caplog):
    if harm == "damaged":
        registered.write("bad")
    else:
        registered.path.unlink()
    with caplog.at_level(logging.ERROR, "matchstream.gateway.model"):
        assert registered.champion.refresh() is False
        assert registered.champion.refresh() is False

    assert registered.version == "rf-1"
    assert registered.metric("matchstream_model_refusals_total") == 1
    assert len(caplog.records) == 1
    assert "rf-1 stays in use" in caplog.text
    registered.write("rf-333")
    assert registered.champion.refresh() is True


async def test_the_watch_sees_a_change(registered):
    watching = asyncio.create_task(registered.champion.watch(0.001))
    registered.write("rf-22")
    await until(lambda: registered.version == "rf-22")
    await end(watching)


class Versions:
    """A registry of several versions, a file each; "bad" can't be loaded. Its alias names the first."""

    def __init__(self, folder, follower):
        self.folder = folder
        self.champion = Champion(self.resolve, self.load, Metrics(), follower)

    def add(self, version, text=None):
        (self.folder / version).write_text(text or version)

    def resolve(self, name):
        path = self.folder / ("rf-1" if name == "champion" else name)
        if not path.exists():
            raise ValueError(f"the registry holds no {name!r}")
        return path

    def load(self, path):
        if path.read_text() == "bad":
            raise ValueError("serving.npz: damaged")
        return SkillCounter(path.name)

    @property
    def state(self):
        metric = self.champion._metrics.registry.get_sample_value("matchstream_model_differs")
        return self.champion.scorer.version, self.champion.differs, metric


@pytest.fixture
def versions(tmp_path):
    held = Versions(tmp_path, Announced("rf-2"))
    held.add("rf-1")
    held.add("rf-2")
    return held


def test_the_announced_version_is_used_and_not_the_alias(versions):
    versions.champion.start()
    assert versions.state == ("rf-2", False, 0)


def test_what_is_announced_while_it_runs_is_taken(versions):
    versions.champion._follower.current = None
    versions.champion.start()
    assert versions.state == ("rf-1", False, 0)
    versions.champion._follower.current = "rf-2"
    assert versions.champion.refresh() is True
    assert versions.state == ("rf-2", False, 0)


@pytest.mark.parametrize("harm", ["damaged", "gone"])
def test_a_start_with_an_older_registry_uses_its_champion_and_says_so_until_it_is_put_right(versions, harm, caplog):
    if harm == "damaged":
        versions.add("rf-2", "bad")
    else:
        (versions.folder / "rf-2").unlink()
    versions.champion.start()
    assert versions.state == ("rf-1", True, 1)
    assert "the announced champion rf-2 is refused, model rf-1 of the registry's alias is used" in caplog.text
    assert versions.champion.refresh() is False
    versions.add("rf-2", "rf-2 anew")
    assert versions.champion.refresh() is True
    assert versions.state == ("rf-2", False, 0)


def test_a_registry_that_loses_the_announced_version_under_a_running_gateway_changes_nothing(versions):
    versions.champion.start()
    (versions.folder / "rf-2").unlink()
    assert versions.champion.refresh() is False
    assert versions.state == ("rf-2", False, 0)
    versions.champion._follower.current = "rf-3"
    assert versions.champion.refresh() is False
    assert versions.state == ("rf-2", True, 1)


@pytest.mark.embedded
def test_kafka_that_comes_later_tells_the_champion(versions, tmp_path):
    broker = EmbeddedBroker(tmp_path / "kafka")
    connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1)
    held = Versions(tmp_path, ChampionFollower(connection))
    held.champion.start()
    assert (held.state, held.champion.is_told) == (("rf-1", False, 0), False)
    broker.start()
    try:
        create(connection, 1, 1)
        with Sender(connection) as sender:
            sender.send([Promotion("rf-2", None).to_record(), Promotion("rf-1", None).to_record()])
        eventually(held.champion.refresh)
        assert (held.state, held.champion.is_told) == (("rf-2", False, 0), True)
    finally:
        held.champion.close()
        broker.kill()


def test_no_start_without_a_model(tmp_path):
    with pytest.raises(NoModel):
        champion_of(GatewaySettings(model_registry=tmp_path), Metrics()).start()


async def test_the_application_does_not_start_without_a_model(tmp_path):
    app = create_app(GatewaySettings(model_registry=tmp_path))

    with pytest.raises(NoModel):
        async with app.router.lifespan_context(app):
            pass


def test_a_real_model_is_loaded_predicts_and_explains_exactly(registry, settings, memory, outside):
    settings = settings.model_copy(update={"model_registry": registry})
    pair = {
        "vaga": {"competencias_tecnicas_requeridas": "Java, Docker", "nivel_ingles": "Avançado"},
        "candidato": {"conhecimentos_tecnicos": "Java", "nivel_ingles": "Básico"},
    }
    with serving(create_app(settings, opener=opener(lambda: memory, outside))) as client:
        found = client.post("/api/predict?explain=true", json=pair).json()
        simple = client.post("/api/predict_simple", json=pair).json()

    detail = found["explanation_detail"]
    assert detail["quality_score"] == found["quality_score"] == simple["quality_score"]
    assert detail["base"] + sum(detail["contributions"].values()) == pytest.approx(found["quality_score"])
    assert (detail["skills_found"], detail["skills_missing"]) == (["Java"], ["Docker"])
    assert found["analysis"]["tech_compatibility"] == "50.0%"
    assert found["analysis"]["english_compatibility"] != "sem dados"


def test_a_damaged_real_model_is_refused_with_the_reason(registry, tmp_path):
    copy = tmp_path / "registry"
    shutil.copytree(registry, copy)
    (Registry(copy).resolve("champion") / "serving.npz").write_bytes(b"damaged")

    with pytest.raises(NoModel, match="SHA-256"):
        champion_of(GatewaySettings(model_registry=copy), Metrics()).start()
