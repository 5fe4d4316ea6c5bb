"""What shards counted is put together beside the model's reference, and said in two languages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from prometheus_client import CollectorRegistry

from data.contract.drift import Decided, ShardDrift
from gateway import drift as module
from gateway.drift import Drift
from gateway.texts import drift_texts as texts
from gateway.texts.catalogue import LANGUAGES, Language, texts_of
from gateway.web.drift_metrics import DriftMetrics
from model.drift.findings import Finding, Verdict
from model.drift.profile import NoProfile, NotWatchedThen, Profile
from model.drift.traits import SIDES, TRAITS

VERSIONS = ["rf-1", "rf-old"]


def rows(count: int, seed: int = 1) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    return {side: draw.integers(-1, 2, (count, len(traits))) for side, traits in SIDES.items()}


PROFILE = Profile.of(rows(1000))  # type: ignore[arg-type]


def shard(some: dict[str, np.ndarray], *, decided: int = 0, hired: int = 0, best: int = 10) -> ShardDrift:
    counts = {name: found for side, of_side in some.items() for name, found in PROFILE.count(side, of_side).items()}
    outcomes = [Decided(n, n < hired, 60.0, 0.5) for n in range(decided)]
    return ShardDrift("rf-1", PROFILE.id, counts, {f"j{n}": best for n in range(100)}, 100, {}, outcomes)


class World:
    """A gateway's part, its metrics, and what it reads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.follower: Any = SimpleNamespace(shards={}, look=lambda: None, close=lambda: None)
        self.version = "rf-1"
        self.drift = Drift(Path, lambda: self.version, DriftMetrics(self.registry), self.follower)

    def look(self, *shards: ShardDrift) -> Any:
        self.follower.shards = dict(enumerate(shards))
        self.drift.look()
        return self.drift.state

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"matchstream_drift_{name}", labels)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    def read(folder: Path) -> Profile:
        if str(folder) == "rf-1":
            return PROFILE
        raise (NotWatchedThen if str(folder) == "rf-old" else NoProfile)(f"{folder} can't be used")

    monkeypatch.setattr(module.profile, "read", read)
    return World()


def test_before_anything_is_counted_nothing_is_known(world: World) -> None:
    assert world.look().status == "unknown"
    assert world.look(shard(rows(400))._replace(profile="another")).status == "unknown"
    assert world.value("watched") == 0


def test_few_rows_and_steady_ones_of_all_shards_together(world: World) -> None:
    few = world.look(shard(rows(200, 2), best=1))
    assert (few.status, few.shards, few.said["en"]) == ("few", 1, [texts_of("en")("drift.few")])
    steady = world.look(*(shard(rows(200, seed), best=3) for seed in range(2, 5)))
    assert (steady.status, steady.shards, steady.moved) == ("steady", 3, [])
    assert world.value("rows", trait="job.skills") == 600
    assert (world.value("watched"), world.value("moved", trait="job.skills")) == (1, 0)
    assert world.value("index", trait="job.skills") < world.value("line", trait="job.skills")  # type: ignore[operator]
    assert world.value("different_best_jobs") == 100


def test_what_moved_is_said_in_words_and_numbers(world: World) -> None:
    changed = rows(600, 3)
    changed["applicant"][:, 0] = -1
    one = shard(changed, decided=400, hired=100)
    found = world.look(one._replace(best_jobs={"j1": 300, "j2": 300}))
    assert (found.status, found.moved) == ("moved", ["applicant.nivel_ingles", "lists", "outcomes"])
    assert found.said["pt"] == [
        "Candidatos, nível de inglês: «não informado» era 32,5% no treinamento, agora é 100,0% (de 600).",
        "Para 50,0% das pessoas a melhor vaga é a mesma, entre 100 vagas abertas.",
        "Das últimas candidaturas decididas o modelo previa 200 contratações; houve 100.",
    ]
    assert found.said["en"][0] == (
        "Applicants, level of English: “not given” was 32.5% in training, now is 100.0% (of 600)."
    )
    assert world.value("absent_share", trait="applicant.nivel_ingles") == 1
    assert [world.value(name) for name in ("lists_concentrated", "outcomes_off", "accuracy")] == [1, 1, 0.25]
    # After a promotion nobody has counted for the new model's profile yet.
    world.version = "rf-old"
    gone = world.look(one)
    assert gone.status == "off"
    assert gone.said == {language: [text] for language, text in texts.NOT_WATCHED_THEN.items()}
    assert world.value("moved", trait="applicant.nivel_ingles") is None
    assert (world.value("watched"), world.value("outcomes")) == (0, 400)
    world.version = "rf-damaged"
    assert world.look(one).said == {language: [text] for language, text in texts.UNREADABLE.items()}


def test_without_parts_to_watch_with_nothing_is_known() -> None:
    alone = Drift()
    alone.look()
    alone.close()
    assert alone.state.status == "unknown"
    assert alone.state.is_good


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trait_and_bin_has_words(trait: str, language: Language) -> None:
    t = texts_of(language)
    for bin_name in PROFILE.bins[trait].names(TRAITS[trait]):
        found = Finding(trait, Verdict.MOVED, 9, 9, 0.5, 0.1, 0.1, bin_name, 0.25, 0.5, 0.0, 0.0, False)
        said = texts.of_finding(found, t)
        assert t.percent(0.25).removesuffix("%") in said
        assert ("absent" in said, "says none" in said) == (False, False)
        assert trait.partition(".")[2] in t.names("drift.field")
        assert language == "pt" or not {"baixa", "fluente", "nenhum"} & set(
            said.replace("“", " ").replace("”", " ").split()
        )


def test_a_score_is_said_in_points_though_it_is_counted_in_tenths() -> None:
    found = Finding("application.quality_score", Verdict.MOVED, 9, 9, 0.5, 0.1, 0.1, "to 205", 0.25, 0.5, 0, 0, False)
    assert texts.of_finding(found, texts_of("pt")).startswith("Candidaturas, nota: «até 20,5» era 25,0%")
