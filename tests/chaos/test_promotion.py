"""A new champion is promoted while events come; two are at once; the registry is put back to an older state."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.contract.matches import PREVIOUS_SCORE, Match
from data.contract.topics import MATCHES
from data.kafka.reading import read
from model.registry import Registry
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Population
from tests.chaos.scene import Scene
from tests.chaos.test_files import UNFIT, refusal
from tests.trained import another
from tests.waiting import eventually

pytestmark = pytest.mark.chaos


def test_a_new_champion_takes_over(scene: Scene) -> None:
    registry = Registry(scene.stack.registry)
    old = registry.aliases()["champion"]
    new = next(version for version in registry.versions() if version != old)
    population = Population(jobs=40, applicants=200)
    with scene.load(population.changes()) as load, scene.movements() as movements:
        load.send(population.all())
        with load.paused():
            scene.wait_still(DEADLINE)
        since = time.monotonic()
        scene.stack.run("promote", "producers", "promote", new, deadline_seconds=DEADLINE)
        wait_until_used(scene, new)
        recovery = movements.recovery(range(scene.settings.partitions), since, DEADLINE)
        load.wait_sent(load.sent + round(2 * scene.form.rate), DEADLINE)
    scene.wait_still(DEADLINE)
    history = History(scene)
    scene.end(
        "new champion promoted in mid-stream",
        load,
        recovery=recovery,
        besides=(
            f"recovery is until every shard had the new model; {history.switched} pairs switched, "
            f"{history.with_previous} of them with another score, all of these with previous_score"
        ),
    )
    assert set(history.versions) == {new}, "the view is of one model"
    assert set(history.switches.values()) == {1}, "each shard switched once, and never back"
    assert history.switched > 0
    assert history.with_previous > 0
    assert history.without_previous == 0


def test_two_promotions_at_once(scene: Scene) -> None:
    registry = Registry(scene.stack.registry)
    old = registry.aliases()["champion"]
    wanted = [another(registry, rate) for rate in (0.05, 0.06)]
    population = Population(jobs=40, applicants=200)
    with scene.load(population.changes()) as load:
        load.send(population.all())
        once = scene.stack.programs.once
        running = [once(f"promote-{to}", "producers", "promote", to, "--replaces", old) for to in wanted]
        for process in running:
            process.start()
        codes = [process.wait(DEADLINE) for process in running]
        assert sorted(codes) == [0, 1], [process.log_tail() for process in running]
        winner, loser = wanted[codes.index(0)], running[codes.index(1)]
        assert f"it was to replace {old}, but {winner} is champion" in loser.log_tail()
        wait_until_used(scene, winner)
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
    scene.wait_still(DEADLINE)
    assert registry.aliases()["champion"] == winner
    assert set(History(scene).versions) == {winner}
    scene.end(
        "two promotions at once",
        load,
        besides="one won, the other was told so and changed nothing; workers, gateway, registry and view: the winner's",
    )


def test_an_older_registry_is_put_back(scene: Scene, tmp_path: Path) -> None:
    stack = scene.stack
    old = Registry(stack.registry).aliases()["champion"]
    older = shutil.copytree(stack.registry, tmp_path / "older")
    new = another(Registry(stack.registry), 0.07)
    guest = stack.programs.service("late-gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
    with scene.load(rate=scene.form.rate / 4) as load:
        stack.run("promote", "producers", "promote", new, deadline_seconds=DEADLINE)
        wait_until_used(scene, new)
        with put_back(stack.registry, older):
            guest.start()
            said = refusal(scene, {})
            verify = stack.run("verify", "stream_processor", "verify", deadline_seconds=DEADLINE, checked=False)
            assert verify.returncode == UNFIT
            assert f"can't give {new}; put that version back into it" in verify.log_tail(1)
            assert "python -m producers promote VERSION" in verify.log_tail(1)
            guest.wait_ready(DEADLINE)
            late = scene.health(guest)
            wait_until_used(scene, new)
        assert (late["status"], late["model_version"], late["model_announced"]) == ("degraded", old, new)
        assert f"Devolva {new} ao registro" in late["reasons"][0]
        eventually(lambda: scene.health(guest)["model_version"] == new, "the late gateway takes the champion up")
        guest.kill()
    scene.end(
        "older registry put back",
        load,
        besides="who ran kept the announced model; a gateway that started then served the older one and said so until "
        f"the version was back; verify and a new worker ended with 78: {said.partition(';')[0].replace(new, 'rf-...')}",
    )


def wait_until_used(scene: Scene, version: str) -> None:
    """Wait until every worker and the gateway use a version, and none says that another is announced."""
    assert scene.stack.gateway is not None
    programs = [*scene.stack.workers, scene.stack.gateway]

    def used() -> bool:
        healths = map(scene.health, programs)
        return all(health.get("model_version") == health.get("model_announced") == version for health in healths)

    eventually(used, f"every worker and the gateway use {version}")


@contextmanager
def put_back(registry: Path, older: Path) -> Iterator[None]:
    """Have an older registry in the place of the present one, and then that again."""
    present = registry.with_name("present")
    registry.rename(present)
    older.rename(registry)
    try:
        yield
    finally:
        registry.rename(older)
        present.rename(registry)


class History:
    """What the matches topic tells of models.

    Attributes
    ----------
    versions : Counter
        Of the records that hold now.
    switches : dict of int to int
        By shard, how often the model of one record was another than that of the record before.
    switched, with_previous, without_previous : int
        Pairs that were published by one model and then by another; of those whose score changed by it, how
        many name the score before, and how many do not.
    """

    def __init__(self, scene: Scene) -> None:
        connection = scene.settings
        last: dict[int, str] = {}
        held: dict[bytes, Match] = {}
        self.switches = dict.fromkeys(range(connection.partitions), 0)
        self.switched = self.with_previous = self.without_previous = 0
        for message in read(connection, {(MATCHES.name, number): 0 for number in range(connection.partitions)}):
            key, value, shard = message.key() or b"", message.value(), message.partition() or 0
            if value is None:
                held.pop(key, None)
                continue
            match = Match.decode(value)
            if last.setdefault(shard, match.model_version) != match.model_version:
                self.switches[shard] += 1
                last[shard] = match.model_version
            before = held.get(key)
            held[key] = match
            if before is None or before.model_version == match.model_version:
                continue
            self.switched += 1
            if before.quality_score == match.quality_score:
                continue
            named = dict(message.headers() or ()).get(PREVIOUS_SCORE)
            if named is not None and float(named) == before.quality_score:
                self.with_previous += 1
            else:
                self.without_previous += 1
        self.versions = Counter(match.model_version for match in held.values())
