"""From a tracking system to a match: webhooks in, what only asking tells, and nothing lost where parts are killed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from standardwebhooks import Webhook

from data.contract.codec import decode
from data.contract.events import Event, EventType
from data.contract.topics import APPLICANTS, APPLICATIONS, Topic
from data.kafka.reading import KafkaConnection, headers_of, read
from deploy.local.stack import Stack
from tests.ats import bodies
from tests.ats.files import SECRETS, written
from tests.ats.interfaces import Gupy, SmartRecruiters, served
from tests.ats.senders import Sender, signed
from tests.e2e.conftest import Verify, needs_apache
from tests.receivers import Receiver, receiving
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.apache

SYSTEMS = ("greenhouse", "gupy", "ashby", "smartrecruiters", "standard_webhooks", "cloudevents")
ROUNDS = 12


@pytest.fixture(scope="class")
def kind() -> str:
    needs_apache()
    return "apache"


@pytest.fixture(scope="class")
def systems() -> Iterator[dict[str, Any]]:
    """The systems that are asked, and their addresses."""
    gupy, smart = Gupy(), SmartRecruiters()
    with served(gupy) as gupy_address, served(smart) as smart_address:
        yield {"gupy": gupy, "smartrecruiters": smart, "addresses": (gupy_address, smart_address)}


@pytest.fixture(scope="class")
def stack(
    kind: Any, registry: Path, systems: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp("stack")
    file = written(
        directory / "connections", apis=dict(zip(("gupy", "smartrecruiters"), systems["addresses"], strict=True))
    )
    environment = {"MATCHSTREAM_PUSH_LINE": "1", "MATCHSTREAM_CONNECTIONS_FILE": str(file)}
    more = {"webhooks": True, "environment": environment}
    with Stack(broker=kind, workers=2, registry=registry, directory=directory, **more) as running:
        yield running


@pytest.fixture(scope="class")
def hooks(stack: Stack) -> Iterator[Hooks]:
    """A receiver that subscribed to all that happens to Greenhouse's job, and checks what it gets."""
    kinds, wanted = ["match.entered", "application.scored"], {"jobs": ["gr-274075"], "band": "baixa"}
    with receiving() as receiver:
        body = {"url": f"{receiver.url}/hooks", "kinds": kinds, **wanted}
        made = httpx.post(f"{stack.address}/api/webhooks", json=body, timeout=DEADLINE).json()
        at = f"{stack.address}/api/webhooks/{made['id']}"
        eventually(lambda: httpx.get(at, timeout=DEADLINE).json()["state"] == "on", "the sender attends to it")
        yield Hooks(receiver, made["secret"], at)


def deliver(stack: Stack, vendor: str, document: Any, name: str = "") -> int:
    body = bodies.encoded(document)
    headers = signed(vendor, SECRETS[vendor], body, name)
    return httpx.post(f"{stack.address}/connect/{vendor}", content=body, headers=headers, timeout=DEADLINE).status_code


class Hooks(NamedTuple):
    """A receiver, its secret, and the address of its subscription."""

    receiver: Receiver
    secret: str
    at: str

    def verified(self, kind: str) -> list[dict[str, Any]]:
        """The data of what came of a kind, each verified by the public library."""
        told = [Webhook(self.secret).verify(came.body, dict(came.headers)) for came in list(self.receiver.delivered)]
        return [document["data"] for document in told if document["type"] == kind]


@contextmanager
def pushed(stack: Stack, *names: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """Listen to the pushes; the callable waits for one that names all of some ids."""
    found: list[dict[str, Any]] = []
    connected = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", f"{stack.address}/api/pushes", timeout=DEADLINE) as stream:
            for line in stream.iter_lines():
                connected.set()
                if line.startswith("data:") and all(name in line for name in names):
                    found.append(json.loads(line.removeprefix("data:")))
                    return

    listener = threading.Thread(target=listen)
    listener.start()
    assert connected.wait(DEADLINE)

    def wait() -> dict[str, Any]:
        listener.join(DEADLINE)
        assert found, f"no push of {names}"
        return found[0]

    yield wait
    listener.join(DEADLINE)


def events(stack: Stack, topic: Topic) -> list[Event]:
    connection = KafkaConnection(
        kafka_bootstrap=stack.bootstrap, partitions=int(stack.settings["MATCHSTREAM_PARTITIONS"])
    )
    messages = read(connection, {(topic.name, number): 0 for number in range(connection.partitions)})
    return [decode(topic.name, m.key(), m.value(), headers_of(m), m.timestamp()[1]) for m in messages]


def poll(stack: Stack, connection: str) -> None:
    stack.run(f"poll-{connection}", "producers", "poll", connection, "--once", deadline_seconds=DEADLINE)


@pytest.mark.long
class TestConnect:
    """One stack; the tests follow one another."""

    def test_an_application_at_greenhouse_is_a_match_that_is_pushed(self, stack: Stack, hooks: Hooks) -> None:
        assert deliver(stack, "greenhouse", bodies.greenhouse("job_post_updated")) == 200
        with pushed(stack, "gr-274075", "gr-60304594") as wait:
            assert deliver(stack, "greenhouse", bodies.greenhouse("new_candidate_application")) == 200
            match = wait()
        address = f"{stack.address}/api/matches/gr-274075/gr-60304594"
        found = eventually(lambda: (told := httpx.get(address).json())["applied"] and told, "the pair is applied for")
        assert found["quality_score"] == match["quality_score"]
        told = eventually(lambda: hooks.verified("application.scored"), "the score is sent")
        assert [(one["job_id"], one["applicant_id"]) for one in told] == [("gr-274075", "gr-60304594")]
        assert told[0]["quality_score"] == found["quality_score"]
        log = httpx.get(f"{hooks.at}/deliveries", timeout=DEADLINE).json()["deliveries"]
        assert {one["result"] for one in log} == {"delivered"}

    def test_a_rejection_at_gupy_that_only_asking_tells(
        self, stack: Stack, systems: dict[str, Any], verify: Verify
    ) -> None:
        assert deliver(stack, "gupy", bodies.gupy("job.published")) == 200
        with pushed(stack, "gu-7001", "gu-5001") as wait:
            assert deliver(stack, "gupy", bodies.gupy("application.created")) == 200
            wait()
        systems["gupy"].apply(5001, "reproved")
        poll(stack, "gupy")
        poll(stack, "gupy")
        told = [event for event in events(stack, APPLICATIONS) if event.key == "gu-5001"]
        assert [event.type for event in told] == [EventType.APPLICATION_APPLIED, EventType.APPLICATION_REJECTED]
        verify()

    def test_what_smartrecruiters_names_by_id_is_fetched(self, stack: Stack) -> None:
        for name in ("job.created", "candidate.created", "application.created"):
            assert deliver(stack, "smartrecruiters", bodies.smartrecruiters(name), name) == 202
        job, applicant = f"sm-{bodies.SMART_JOB}", f"sm-{bodies.SMART_CANDIDATE}"
        with pushed(stack, job, applicant) as wait:
            poll(stack, "smartrecruiters")
            wait()

    def test_a_merge_moves_what_was_applied_for(self, stack: Stack, verify: Verify) -> None:
        assert deliver(stack, "greenhouse", bodies.greenhouse("merge_candidate")) == 200
        told = {event.key: event for event in events(stack, APPLICATIONS) if event.key.startswith("gr-")}
        assert told["gr-457456"].type is told["gr-60304594"].type
        assert told["gr-457456"].revision == told["gr-60304594"].revision
        verify()
        path = f"{stack.address}/api/applicants/gr-60304594/matches"
        eventually(lambda: httpx.get(path).status_code == 404, "the merged applicant is gone")

    def test_each_system_delivers_all_while_gateway_and_worker_are_killed(self, stack: Stack, verify: Verify) -> None:
        assert stack.gateway is not None
        assert stack.webhooks is not None
        senders = {vendor: sender(stack, vendor) for vendor in SYSTEMS}
        for one in senders.values():
            one.activate()
        for number in range(ROUNDS):
            if number == ROUNDS // 3:
                stack.gateway.kill()
            if number == 2 * ROUNDS // 3:
                stack.workers[0].kill()
                stack.webhooks.kill()
            for vendor, one in senders.items():
                one.happen(*sample(vendor, number))
                one.run(until=one.now + 1)
        for one in senders.values():
            one.run()
        state = {vendor: (one.undelivered, one.is_enabled, one.delivered) for vendor, one in senders.items()}
        assert state == dict.fromkeys(SYSTEMS, (0, True, ROUNDS))
        for service in (stack.gateway, stack.workers[0], stack.webhooks):
            stack.supervisor(service).wait_restarts(1, DEADLINE)
        poll(stack, "smartrecruiters")
        verify()
        people = {event.key for event in events(stack, APPLICANTS)}
        for vendor in ("greenhouse", "gupy", "standard_webhooks", "cloudevents"):
            assert {f"{vendor[:2]}-{8000 + number}" for number in range(ROUNDS)} <= people, vendor


def sender(stack: Stack, vendor: str) -> Sender:
    """A system that sends to the stack; where nobody answers, its wait of a minute is as long as the gateway needs."""

    def post(body: bytes, headers: dict[str, str]) -> tuple[int, Mapping[str, str]]:
        address = f"{stack.address}/connect/{vendor}"
        try:
            answer = httpx.post(address, content=body, headers=headers, timeout=DEADLINE)
        except httpx.TransportError:
            eventually(lambda: is_up(stack), "the gateway is back")
            return 0, {}
        return answer.status_code, answer.headers

    return Sender(vendor, SECRETS[vendor], post)


def is_up(stack: Stack) -> bool:
    try:
        return httpx.get(f"{stack.address}/status").status_code == 200
    except httpx.TransportError:
        return False


def sample(vendor: str, number: int) -> tuple[str, Any]:
    """An event of somebody new."""
    name = 8000 + number
    data = {"id": str(name), "titulo_profissional": "Desenvolvedora Java", "nome": bodies.FIRST}
    kind = "recruiting.applicant.upserted"
    gupy = bodies.gupy("application.created")
    gupy["data"]["candidate"]["id"] = name
    return {
        "greenhouse": ("update_candidate", bodies.greenhouse("update_candidate", id=name)),
        "gupy": ("application.created", gupy),
        "ashby": ("applicationUpdate", bodies.ashby("applicationUpdate")),
        "smartrecruiters": ("candidate.updated", bodies.smartrecruiters("candidate.updated")),
        "standard_webhooks": (kind, {"type": kind, "timestamp": bodies.TIME, "data": data}),
        "cloudevents": (kind, {"specversion": "1.0", "id": str(number), "source": "/hr", "type": kind, "data": data}),
    }[vendor]
