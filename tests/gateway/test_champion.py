"""The model in use: loaded or refused at start, replaced in one step, kept when the new one is damaged."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil

import pytest

from gateway.app import create_app
from gateway.champion import Champion, NoModel
from gateway.metrics import Metrics
from gateway.parts import champion_of, end
from gateway.settings import GatewaySettings
from model.registry import Registry
from tests.gateway.clients import serving, until
from tests.gateway.conftest import opener
from tests.gateway.stand_ins import SkillCounter


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
