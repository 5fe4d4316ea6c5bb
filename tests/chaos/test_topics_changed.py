"""Topics change under a running stack: nobody serves or acknowledges what nobody reads, until the way on was gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from data import topic_edits
from data.event_types import Event
from data.topics import APPLICANTS
from gateway.topic_texts import what_changed
from stream_processor.verify import NOT_JUDGED
from tests.chaos.load import Population
from tests.chaos.scene import Scene
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.chaos

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
        load.wait_sent(load.sent + round(2 * scene.form.rate), DEADLINE)
    scene.verify()
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
            told = [scene.health(program) for program in programs]
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
    assert judged.returncode == NOT_JUDGED
    assert cause in judged.log_tail(1)
    return seconds, f"lookups and POST /api/events answered 503, verify ended with {NOT_JUDGED}"


def post(client: httpx.Client) -> httpx.Response:
    return client.post("/api/events", json=POSTED, headers={"content-type": "application/cloudevents+json"})


@contextmanager
def stopped(scene: Scene) -> Iterator[None]:
    """All programs are ended in order; after the block they are started, and ready."""
    supervisors = [scene.stack.supervisor(service) for service in scene.stack.services]
    with ExitStack() as each:
        for supervisor in supervisors:
            each.enter_context(supervisor.paused()).stop(DEADLINE)
        yield
    for supervisor in supervisors:
        supervisor.wait_ready(DEADLINE)


def again(scene: Scene, events: Iterator[Event], name: str, recovery: float, besides: str) -> None:
    """Events come again, over HTTP too; the promise must hold of all that the topics hold."""
    with scene.load(events) as load, httpx.Client(base_url=scene.stack.address, timeout=DEADLINE) as client:
        load.wait_sent(round(3 * scene.form.rate), DEADLINE)
        assert post(client).status_code == 202
        eventually(lambda: client.get("/api/jobs").status_code == 200, "lookups are answered again")
    scene.end(name, load, recovery=recovery, besides=besides)
