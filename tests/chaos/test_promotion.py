"""A new champion is promoted while events come."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from data.kafka import read
from data.matches import PREVIOUS_SCORE, Match
from data.topics import MATCHES
from model.registry import Registry
from tests.chaos.load import Population
from tests.chaos.scene import Scene
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.chaos


def test_a_new_champion_takes_over(scene: Scene) -> None:
    registry = Registry(scene.stack.registry)
    old = registry.aliases()["champion"]
    new = next(version for version in registry.versions() if version != old)
    population = Population(jobs=40, applicants=200)
    with scene.load(population.changes()) as load, scene.movements() as movements:
        load.send(population.all())
        scene.wait_still(DEADLINE)
        since = time.monotonic()
        scene.stack.run("promote", "producers", "promote", "--version", new, deadline_seconds=DEADLINE)
        eventually(
            lambda: all(scene.health(worker).get("model_version") == new for worker in scene.stack.workers),
            "every worker scores with the new champion",
        )
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
