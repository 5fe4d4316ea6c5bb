"""Bad events among good ones: each ends as a dead letter, and nothing else is lost or stopped."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from data.contract.codec import encode
from data.contract.records import Record
from data.contract.topics import APPLICANTS
from data.kafka.dead_letters import concerned, origins, standing
from producers.sender import Sender
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Population
from tests.chaos.scene import Scene
from tests.chaos.unreadable import fuzzed
from tests.e2e.poison import KINDS

pytestmark = pytest.mark.chaos

SHARE = 0.01
RATE = 240.0
"""Events a second: a hundred times as many as are poison have to come."""


def test_one_in_a_hundred_events_is_poison(scene: Scene) -> None:
    before = letters(scene)
    pids = [worker.pid for worker in scene.workers]
    kinds = list(KINDS.values())
    with scene.load(rate=max(RATE, 3 * scene.form.rate)) as load, Sender(scene.settings) as sender:
        for number, bad in enumerate(kinds, 1):
            load.wait_sent(round(number / SHARE), 10 * DEADLINE)
            load.sent += sender.send([bad])
    assert len(kinds) >= 20
    sent = Counter((bad.key, bad.value) for bad in kinds)
    row = scene.end("1 % poison of twenty kinds", load, besides=f"{sent.total()} bad events of {len(kinds)} kinds")
    assert letters(scene) - before == sent
    assert sent.total() / row.events_in == pytest.approx(SHARE, rel=0.2)
    assert pids == [worker.pid for worker in scene.workers]


def test_fuzzed_events(scene: Scene) -> None:
    before, origins_before = letters(scene), origins(scene.settings)
    pids = [worker.pid for worker in scene.workers]
    population = Population(jobs=20, applicants=100)
    sound = [encode(event) for event in population.all()]
    bad: list[Record] = list(islice(fuzzed(sound, seed=7), scene.form.fuzzed))
    with scene.load() as load, Sender(scene.settings) as sender:
        load.sent += sender.send(bad)
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
    scene.end("fuzzed events", load, besides=f"{len(bad)} events damaged at random, all of them dead letters")
    assert len(origins(scene.settings) - origins_before) == len(bad)
    found, sent = letters(scene) - before, Counter((record.key, record.value) for record in bad)
    assert not found - sent
    # What mentions an applicant whom an earlier scenario removed is erased, whatever that scenario had for ids.
    gone = {name for name, is_live in scene.entities(APPLICANTS).items() if not is_live}
    erased = sent - found
    assert all(concerned(record, gone) for record in bad if (record.key, record.value) in erased)
    assert pids == [worker.pid for worker in scene.workers]


def letters(scene: Scene) -> Counter[tuple[bytes | None, bytes | None]]:
    """The originals of the dead letters, by key and value."""
    return Counter((letter.original.key, letter.original.value) for letter in standing(scene.settings))
