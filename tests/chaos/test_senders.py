"""Senders that do otherwise than ours: with their clients' own partitioners, and with clocks that are off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import httpx
import orjson
import pytest

from data.contract.codec import encode
from data.contract.entities import Applicant
from data.contract.events import Event, EventType, event
from data.contract.matches import split_key
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS, MATCHES
from data.kafka.dead_letters import origins
from data.kafka.inputs import Input
from data.kafka.reading import read
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Load, Population
from tests.chaos.scene import Scene
from tests.foreign import PARTITIONERS, Foreign

pytestmark = pytest.mark.chaos

PEOPLE = 120
AHEAD = (timedelta(hours=23), timedelta(days=3653))
BELIEVED = (timedelta(hours=-26), timedelta(hours=-1), timedelta(), timedelta(minutes=4))


def test_foreign_partitioners(scene: Scene) -> None:
    population = Population(jobs=20, applicants=PEOPLE)
    first = population.all()
    gone = [applicant.id for applicant in population.applicants[: PEOPLE // 2]]
    with scene.load() as load:
        foreign = [Foreign(scene.settings, partitioner) for partitioner in PARTITIONERS]
        for turn in (0, 1):  # each entity by two clients at least
            for number, sender in enumerate(foreign):
                sender.send(map(encode, first[number + turn :: 3]))
            post(scene, first[2 - turn :: 3])
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
        updates = [population.change_applicant(applicant) for applicant in population.applicants]
        updates += [population.change_job(job) for job in population.jobs]
        post(scene, updates)
        removals = [removed(name) for name in gone]
        post(scene, removals[::2])
        for number, sender in enumerate(foreign):
            sender.send(map(encode, removals[1 + 2 * number :: 4]))
            sender.send(map(encode, first))  # late, and once more
        took(load, [*first, *updates, *removals])
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
    scene.wait_still(DEADLINE)
    moved = misplaced(scene)
    scene.end(
        "foreign partitioners",
        load,
        besides=f"{moved} records moved that CRC32 or FNV-1a had put elsewhere, {len(gone)} people removed",
    )
    assert moved > PEOPLE
    assert not listed(scene) & set(gone)
    assert not {name for name, is_live in scene.entities(APPLICANTS).items() if is_live} & set(gone)


def test_clocks_jump_both_ways(scene: Scene) -> None:
    chance = Random(3)
    population = Population(jobs=20, applicants=PEOPLE)
    jobs, people = population.all()[:20], population.applicants
    before = len(origins(scene.settings))
    gone, back = people[: PEOPLE // 2], people[: PEOPLE // 4]
    with scene.load() as load:
        sender = Foreign(scene.settings, "murmur2_random")
        post(scene, jobs)
        told = 0
        for applicant in people:
            for off in chance.sample((*AHEAD, *BELIEVED), 3):
                one = upserted(applicant, off)
                sender.send([encode(one)], chance.choice([0, round(one.time.timestamp() * 1000)]))
                if off in BELIEVED:
                    took(load, [one])
                else:
                    told += 1
        assert post(scene, [upserted(people[0], AHEAD[0])], wanted=400) == "time_in_future"
        removals = [removed(applicant.id) for applicant in gone]
        post(scene, removals)
        took(load, [*jobs, *removals])
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
        with load.paused():
            scene.wait_still(DEADLINE)
        assert not listed(scene) & {applicant.id for applicant in gone}
        later = [upserted(applicant, timedelta(minutes=4, seconds=59)) for applicant in back]
        post(scene, later)
        took(load, later)
        forgotten = people[-1].id
        ended = scene.stack.run("forget", "producers", "forget", forgotten, "--json", deadline_seconds=2 * DEADLINE)
        (receipt,) = [line for line in ended.log_tail().splitlines() if line.startswith("{")]
        assert orjson.loads(receipt)["clean"]
    scene.end(
        "clocks jumping both ways",
        load,
        besides=f"{told} events of clocks 23 h or 10 years ahead refused, {len(gone)} removed, one forgotten",
    )
    assert len(origins(scene.settings)) - before == told
    live = {name for name, is_live in scene.entities(APPLICANTS).items() if is_live}
    assert live >= {applicant.id for applicant in back}
    assert not live & {forgotten, *(applicant.id for applicant in gone[len(back) :])}


def upserted(applicant: Applicant, off: timedelta) -> Event:
    time = datetime.now(UTC) + off
    return event(EventType.APPLICANT_UPSERTED, applicant, time=time, source="chaos/senders", id=f"{applicant.id}/{off}")


def removed(name: str) -> Event:
    return event(
        EventType.APPLICANT_REMOVED, name, time=datetime.now(UTC), source="chaos/senders", id=f"{name}/removed"
    )


def took(load: Load, events: list[Event]) -> None:
    load.sent += len(events)
    load.acknowledged.update((one.source, one.id) for one in events)


def post(scene: Scene, events: Iterable[Event], wanted: int = 202) -> str:
    """Post events to the gateway; answers why the first was refused."""
    documents = [
        {
            "specversion": "1.0",
            "id": one.id,
            "source": one.source,
            "type": one.type.value,
            "time": one.time.isoformat(),
            "data": {"id": one.key} if one.entity is None else one.entity.model_dump(exclude_none=True),
        }
        for one in events
    ]
    kind = {"content-type": "application/cloudevents-batch+json"}
    answer = httpx.post(f"{scene.stack.address}/api/events", content=orjson.dumps(documents), headers=kind, timeout=30)
    assert answer.status_code == wanted, answer.text
    return "" if wanted == 202 else str(answer.json()["errors"][0]["reason"])


def misplaced(scene: Scene) -> int:
    """How many records lie in another partition than their keys', the workers' marks aside."""
    count = scene.settings.partitions
    starts = {(topic.name, n): 0 for topic in (APPLICANTS, JOBS, APPLICATIONS) for n in range(count)}
    items = map(Input.of_message, read(scene.settings, starts))
    return sum(item.is_misplaced(count) and not item.is_mark for item in items)


def listed(scene: Scene) -> set[str]:
    """The applicants of whom there are matches."""
    live: dict[bytes, bool] = {}
    for message in read(scene.settings, {(MATCHES.name, n): 0 for n in range(scene.settings.partitions)}):
        live[message.key() or b""] = message.value() is not None
    return {split_key(key)[1] for key, is_live in live.items() if is_live}
