"""Promotions against a real broker and a real registry: of several at once one counts, and all programs learn which."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from data.errors import ExitCode
from data.kafka import topic_admin
from data.kafka.champion import ChampionFollower, announced, champions
from deploy.local.brokers import EmbeddedBroker
from deploy.local.ports import free_port
from model.registry import ArtifactRefused, Registry
from producers import promotion
from producers.__main__ import main
from producers.promotion import NotPromoted
from producers.sender import Sender
from producers.settings import ProducerSettings
from stream_processor.settings import StreamSettings
from stream_processor.verification.verify import verify
from stream_processor.worker import champion
from tests.trained import another, shared

pytestmark = pytest.mark.embedded
AT_ONCE = 4


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A registry of several models, to be copied, and their versions; the first is champion."""
    folder = shutil.copytree(shared() / "registry", tmp_path_factory.mktemp("registry") / "models")
    registry = Registry(folder)
    first = registry.aliases()["champion"]
    more = [another(registry, n / 100) for n in range(1, AT_ONCE + 1)]
    return folder, [first, *more]


@pytest.fixture
def registry(versions: tuple[Path, list[str]], tmp_path: Path) -> Registry:
    return Registry(shutil.copytree(versions[0], tmp_path / "models"))


@pytest.fixture
def settings(tmp_path: Path, registry: Registry) -> Iterator[ProducerSettings]:
    broker = EmbeddedBroker(tmp_path / "kafka")
    broker.start()
    held = ProducerSettings(
        kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1, model_registry=registry.folder
    )
    topic_admin.create(held, 1, 1)
    yield held
    broker.kill()


@pytest.fixture
def names(versions: tuple[Path, list[str]]) -> list[str]:
    return versions[1]


def at_once(settings: ProducerSettings, wanted: list[str], replaces: str | None) -> list[str | None]:
    """Promote all in the same moment, each with a connection of its own; returns what each loser was told."""
    barrier = Barrier(len(wanted))

    def promote(version: str) -> str | None:
        registry = Registry(settings.model_registry)
        with Sender(settings) as sender:
            barrier.wait()
            try:
                promotion.promote(settings, registry, sender, version, replaces)
            except NotPromoted as error:
                return str(error)
        promotion.follow(settings, registry)
        return None

    with ThreadPoolExecutor(len(wanted)) as pool:
        return list(pool.map(promote, wanted))


def test_of_promotions_at_once_one_counts_and_the_others_are_told(
    settings: ProducerSettings, registry: Registry, names: list[str]
) -> None:
    follower = ChampionFollower(settings)
    with Sender(settings) as sender:
        assert promotion.announce_first(settings, registry, sender) == names[0]
    told = at_once(settings, names[1:], names[0])
    (winner,) = [version for version, loss in zip(names[1:], told, strict=True) if loss is None]
    for loss in told:
        if loss is not None:
            assert f"it was to replace {names[0]}, but {winner} is champion" in loss
            assert f"--replaces {winner}`" in loss
    follower.look(5.0)
    assert announced(settings) == follower.current == registry.aliases()["champion"] == winner
    follower.close()
    with Sender(settings) as sender:
        assert promotion.rollback(settings, registry, sender) == names[0], "the losers are not gone back to"


def test_whoever_names_no_champion_to_replace_still_ends_with_one_for_all(
    settings: ProducerSettings, registry: Registry, names: list[str]
) -> None:
    told = at_once(settings, names, None)
    found = champions(settings)
    assert len(found.past) == told.count(None) >= 1
    assert registry.aliases()["champion"] == found.current
    assert told[names.index(str(found.current))] is None


def test_workers_that_start_at_once_with_other_registries_settle_on_one_champion(
    settings: ProducerSettings, registry: Registry, names: list[str], tmp_path: Path
) -> None:
    other = Registry(shutil.copytree(registry.folder, tmp_path / "other"))
    other.set_champion(names[1])
    barrier = Barrier(2)

    def start(which: Registry) -> str:
        with Sender(settings) as sender:
            barrier.wait()
            held = StreamSettings(**settings.model_dump() | {"model_registry": which.folder})
            return champion.settle(held, sender).version

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(start, (registry, other))) == {announced(settings)}


def run(monkeypatch: pytest.MonkeyPatch, settings: ProducerSettings, *arguments: str) -> int:
    for name in ("kafka_bootstrap", "kafka_idempotence", "partitions", "model_registry"):
        monkeypatch.setenv(f"MATCHSTREAM_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setattr(sys, "argv", ["producers", *arguments])
    return main()


def test_the_commands(
    settings: ProducerSettings,
    registry: Registry,
    names: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ends(*arguments: str) -> tuple[int, str]:
        return run(monkeypatch, settings, *arguments), capsys.readouterr().err

    first, second, third = names[:3]
    assert ends("rollback")[0] == 1
    code, said = ends("promote", first)
    assert (code, f"{first} is champion" in said) == (0, True)
    code, said = ends("rollback")
    assert (code, f"no champion before {first} was announced" in said) == (1, True)
    assert ends("promote", second, "--replaces", first)[0] == 0
    assert ends("promote", second, "--replaces", first)[0] == 0, "what is champion already needs no promotion"
    code, said = ends("promote", third, "--replaces", first)
    assert (code, f"{second} is champion" in said) == (1, True)
    assert announced(settings) == registry.aliases()["champion"] == second
    assert ends("rollback")[0] == 0
    assert announced(settings) == registry.aliases()["champion"] == first
    assert ends("promote", third, "--registry-only")[0] == 0
    assert (announced(settings), registry.aliases()["champion"]) == (first, third)
    code, said = ends("promote", "rf-000000000000")
    assert (code, "the registry holds no 'rf-000000000000'" in said) == (ExitCode.CONFIGURE, True)
    assert announced(settings) == first


def test_an_older_registry_gives_no_other_model_in_silence(
    settings: ProducerSettings, registry: Registry, names: list[str]
) -> None:
    with Sender(settings) as sender:
        promotion.promote(settings, registry, sender, names[1])
        shutil.rmtree(registry.resolve(names[1]))
        registry.set_champion(names[0])
        held = StreamSettings(**settings.model_dump())
        with pytest.raises(ArtifactRefused) as refused:
            champion.settle(held, sender)
        assert f"can't give {names[1]}; put that version back into it" in str(refused.value)
        assert "python -m producers promote VERSION" in str(refused.value)
        with pytest.raises(ArtifactRefused, match=f"can't give {names[1]}"):
            verify(held, with_redis=False)
        promotion.follow(settings, registry)
        assert registry.aliases() == {"champion": names[0]}, "an alias names what is there"
        promotion.promote(settings, registry, sender, names[0])
        assert champion.settle(held, sender).version == names[0]


def test_without_kafka_nobody_knows_the_champion_and_nobody_waits_for_it() -> None:
    follower = ChampionFollower(ProducerSettings(kafka_bootstrap=f"127.0.0.1:{free_port()}"))
    follower.look(60.0)
    assert (follower.is_known, follower.current) == (False, None)
    follower.close()
    follower.look()
