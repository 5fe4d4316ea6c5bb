"""Topics change under a running stack: nobody serves or acknowledges what nobody reads, until it was put right.

The development broker can't raise partitions, and its answer about a topic that is deleted crashes librdkafka.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from confluent_kafka.admin import AdminClient, NewPartitions, NewTopic  # type: ignore[attr-defined]

from data.contract.events import Event, EventType, event
from data.contract.topics import APPLICANTS
from data.errors import ExitCode
from data.kafka import topic_edits
from deploy.local.processes import terminate_all
from gateway.texts.topic_texts import what_changed
from tests.chaos.conftest import APACHE_ONLY
from tests.chaos.forms import DEADLINE
from tests.chaos.load import Population, held
from tests.chaos.scene import Scene
from tests.waiting import eventually

pytestmark = [pytest.mark.chaos, APACHE_ONLY]

RAISED_BY = 4
POSTED = {
    "specversion": "1.0",
    "id": "1",
    "source": "chaos/topics",
    "type": "recruiting.applicant.upserted",
    "data": {"id": "31001", "conhecimentos_tecnicos": "Java, Spring"},
}


def test_a_topic_is_deleted_and_made_anew(scene: Scene) -> None:
    population = Population(jobs=20, applicants=200)
    with scene.load(population.changes()) as load:
        load.send(population.all())
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
        with load.paused():
            scene.wait_still(DEADLINE)
    since = time.monotonic()
    remake(scene, scene.settings.partitions)
    seconds, refused = refusals(scene, since, "was made anew")
    with stopped(scene):
        scene.stack.run("adopt", "producers", "topics", "--adopt", deadline_seconds=DEADLINE)
    recovery = time.monotonic() - since
    again(
        scene,
        population.changes(),
        "a topic deleted and made anew",
        recovery,
        f"noticed by every program within {seconds:.1f} s; {refused}; accepted with --adopt; recovery is until all "
        "programs were ready again",
    )


def test_partitions_are_raised(scene: Scene) -> None:
    """By somebody's tool, of one topic, and events go on."""
    population = Population(jobs=20, applicants=200)
    gone = {applicant.id for applicant in population.applicants[::4]}
    more = scene.settings.partitions + RAISED_BY
    with scene.load(population.changes()) as load:
        load.send(population.all())
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
        with load.paused():
            scene.wait_still(DEADLINE)
        since = time.monotonic()
        admin = AdminClient(scene.settings.client())
        admin.create_partitions([NewPartitions(APPLICANTS.name, more)])[APPLICANTS.name].result()
        seconds, refused = refusals(scene, since, f"{APPLICANTS.name} has {more} partitions")
        load.rate = 0.0
        load.send(map(population.change_applicant, population.applicants))
        load.send(removal(name) for name in gone)
    with stopped(scene):
        scene.stack.settings["MATCHSTREAM_PARTITIONS"] = str(more)
        for service in scene.stack.services:
            service.environment["MATCHSTREAM_PARTITIONS"] = str(more)
        done = scene.stack.run("grow", "producers", "topics", "--grow", deadline_seconds=DEADLINE)
    recovery = time.monotonic() - since
    scene.wait_still(DEADLINE)
    live = {name for name, is_live in scene.entities(APPLICANTS).items() if is_live}
    assert live == {applicant.id for applicant in population.applicants} - gone
    assert not load.acknowledged - held(scene.settings)
    moved = re.search(r"; (\d+) records moved", done.log_tail())
    assert moved is not None
    assert int(moved[1]) > 0
    again(
        scene,
        population.changes(),
        "partitions raised",
        recovery,
        f"from {more - RAISED_BY} to {more}; noticed by every program within {seconds:.1f} s; {refused}; with --grow "
        f"{moved[1]} records moved to where murmur2 puts them now; recovery is until all programs were ready again",
    )


def removal(name: str) -> Event:
    now = datetime.now(UTC)
    return event(EventType.APPLICANT_REMOVED, name, time=now, source="chaos/topics", id=f"removed {name}")


def remake(scene: Scene, partitions: int) -> None:
    """Delete the applicants and make them anew, as somebody else's tool would."""
    topic_edits.delete(scene.settings, [APPLICANTS.name])
    admin = AdminClient(scene.settings.client())
    admin.create_topics([NewTopic(APPLICANTS.name, partitions, 1, config=APPLICANTS.config)])[APPLICANTS.name].result()


def refusals(scene: Scene, since: float, cause: str) -> tuple[float, str]:
    """Wait until every program says what changed, and see that none serves or acknowledges anything."""
    programs = [worker for worker in (*scene.stack.workers, scene.stack.cache) if worker is not None]
    with httpx.Client(base_url=scene.stack.address, timeout=DEADLINE) as client:

        def all_say_so() -> bool:
            told = [client.get(f"http://127.0.0.1:{program.port}/health").json() for program in programs]
            reasons = client.get("/health").json()["reasons"]
            return all(
                state.get("ready") is False and any(cause in reason for reason in state["reasons"]) for state in told
            ) and (what_changed([APPLICANTS.name]) in reasons)

        eventually(all_say_so, "every program says that the topics changed")
        seconds = time.monotonic() - since
        answers = [client.get("/api/jobs"), post(client)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert {answer.json()["type"] for answer in answers} == {"urn:matchstream:problem:topics-changed"}
    judged = scene.stack.run("verify", "stream_processor", "verify", "--json", deadline_seconds=DEADLINE, checked=False)
    assert judged.returncode == ExitCode.NOT_JUDGED
    assert cause in judged.log_tail(1)
    return seconds, f"lookups and POST /api/events answered 503, verify ended with {ExitCode.NOT_JUDGED}"


def post(client: httpx.Client) -> httpx.Response:
    return client.post("/api/events", json=POSTED, headers={"content-type": "application/cloudevents+json"})


@contextmanager
def stopped(scene: Scene) -> Iterator[None]:
    """All programs are ended in order; after the block they are started, and ready."""
    supervisors = [scene.stack.supervisor(service) for service in scene.stack.services]
    with ExitStack() as each:
        terminate_all([each.enter_context(supervisor.paused()) for supervisor in supervisors], DEADLINE)
        yield
    for supervisor in supervisors:
        supervisor.wait_ready(DEADLINE)


def again(scene: Scene, events: Iterator[Event], name: str, recovery: float, besides: str) -> None:
    """Events come again, over HTTP too; the promise must hold of all that the topics hold."""
    with scene.load(events) as load, httpx.Client(base_url=scene.stack.address, timeout=DEADLINE) as client:
        load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
        assert post(client).status_code == 202
        eventually(lambda: client.get("/api/jobs").status_code == 200, "lookups are answered again")
    scene.end(name, load, recovery=recovery, besides=besides)
