"""The sender of webhooks against a real broker and real receivers."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import orjson
import pytest
from standardwebhooks import Webhook

from data.contract.matches import Match
from data.contract.records import Record
from data.contract.topics import MATCHES, WEBHOOK_DELIVERIES, WEBHOOK_MESSAGES, WEBHOOK_PROGRESS
from data.kafka.reading import read
from data.kafka.topic_watch import TopicWatch
from data.webhooks.deliveries import Attempt
from data.webhooks.messages import Message, erasure
from data.webhooks.progress import PLANNED
from data.webhooks.subscription import Filters, Subscription, removal
from deploy.local.programs import Programs
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.webhooks import planner
from stream_processor.webhooks.sending import Sending
from tests.receivers import Receiver, receiving
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.waiting import DEADLINE, eventually

pytestmark = EMBEDDED_ONLY
FAILED = {"on": 0, "off": 0, "failed": 1}
TIME = 1_700_000_000_000_000


def a_match(job: str, applicant: str, score: float, *, applied: bool = False, model: str = "rf-1", **more) -> Record:
    times = {"job_revision": TIME, "applicant_revision": TIME + 1, "event_time": TIME + 1} | more
    match = Match(job, applicant, score, 0.1, (None,) * 7, applied, model, **times)
    return Record(MATCHES.name, match.key, match.encode())


def gone(job: str, applicant: str) -> Record:
    return Record(MATCHES.name, f"{job}|{applicant}".encode(), None)


def subscribed(url: str, *, asymmetric: bool = False, **filters) -> Subscription:
    return Subscription.new(Filters(url=url, **filters), asymmetric=asymmetric)


@pytest.fixture
def quick(settings: StreamSettings) -> StreamSettings:
    return settings.model_copy(
        update={"webhook_networks": "127.0.0.0/8", "webhook_retry": 0.02, "webhook_seconds": 20.0}
    )


@contextmanager
def sending(settings: StreamSettings) -> Iterator[Sending]:
    watch = TopicWatch(settings)
    watch.look(10)
    with Sender(settings) as sender:
        one = Sending(settings, sender, watch.ids)
        failures: list[BaseException] = []

        def run() -> None:
            try:
                one.run()
            except BaseException as error:  # noqa: BLE001 -- seen below
                failures.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            eventually(lambda: failures or one.health()["ready"], "it is ready")
            yield one
        finally:
            one.stop()
            thread.join(DEADLINE)
        assert not failures, failures


def attends(settings: StreamSettings, *subscriptions: Subscription) -> Callable[[], bool]:
    """Whether each of these has a progress, and matches are followed."""
    wanted = {one.id.encode() for one in subscriptions} | {PLANNED}

    def look() -> bool:
        last = {message.key(): message.value() for message in read(settings, {(WEBHOOK_PROGRESS.name, 0): 0})}
        return wanted <= {key for key, value in last.items() if value is not None}

    return look


def log(settings: StreamSettings) -> list[dict]:
    return [Attempt.of(message.value()) for message in read(settings, {(WEBHOOK_DELIVERIES.name, 0): 0})]


def arrived(receiver: Receiver, number: int, path: str = "/") -> list:
    eventually(lambda: len(receiver.of(path)) >= number, f"{number} arrived at {path}")
    return receiver.of(path)


def test_one_message_a_crossing_signed_and_restarted(quick, sender):
    with receiving() as receiver:
        both, job = subscribed(f"{receiver.url}/all", band="moderada"), subscribed(f"{receiver.url}/job", jobs=("v1",))
        keyed = subscribed(f"{receiver.url}/key", asymmetric=True, kinds=("application.scored",), band="baixa")
        sender.send([a_match("v0", "before", 90.0)])
        sender.send([one.record() for one in (both, job, keyed)])
        with sending(quick):
            eventually(attends(quick, both, job, keyed), "they are attended to")
            sender.send(
                [
                    a_match("v1", "c1", 50.0),
                    a_match("v1", "c1", 85.0),
                    a_match("v1", "c1", 86.0),
                    a_match("v2", "c1", 70.0),
                    a_match("v0", "before", 91.0),
                    a_match("v2", "c2", 30.0, applied=True),
                    gone("v1", "c1"),
                ]
            )
            told = arrived(receiver, 2, "/all")
            arrived(receiver, 1, "/job"), arrived(receiver, 1, "/key")
        with sending(quick):
            sender.send([a_match("v1", "c1", 88.0)])
            told = arrived(receiver, 3, "/all")
            arrived(receiver, 2, "/job")
        assert {came.document["type"] for came in told} == {"match.entered"}
        of_pair = {  # in order for each pair; different pairs may overtake each other
            pair: [came.document["data"] for came in told if came.document["data"]["job_id"] == pair]
            for pair in ("v1", "v2")
        }
        assert [one["quality_score"] for one in of_pair["v1"]] == [85.0, 88.0]
        assert [one["quality_score"] for one in of_pair["v2"]] == [70.0]
        assert of_pair["v1"][0] == {
            "job_id": "v1",
            "applicant_id": "c1",
            "quality_score": 85.0,
            "band": "alta",
            "applied": False,
            "model_version": "rf-1",
            "link": "/api/matches/v1/c1",
        }
        assert [came.document["data"]["quality_score"] for came in receiver.of("/job")] == [85.0, 88.0]
        assert [came.document["type"] for came in receiver.of("/key")] == ["application.scored"]
        for came in told:
            Webhook(both.secrets[0]).verify(came.body, came.headers)
        assert len({came.id for came in told}) == 3
    assert {one["result"] for one in log(quick)} == {"delivered"}


def test_a_receiver_that_fails_is_tried_again_in_order_and_holds_up_nobody(quick, sender):
    failed: dict[str, int] = {}

    def answer(came):
        if came.path == "/good":
            return 200, {}
        count = failed[came.id] = failed.get(came.id, 0) + 1
        return (200 if count > 2 else (500, 429, 302)[len(failed) % 3]), {"Location": "/good", "Retry-After": "0"}

    with receiving(answer) as receiver:
        good, bad = subscribed(f"{receiver.url}/good"), subscribed(f"{receiver.url}/bad")
        sender.send([good.record(), bad.record()])
        with sending(quick):
            eventually(attends(quick, good, bad), "they are attended to")
            scores = [81.0, 10.0, 82.0, 10.0, 83.0]
            sender.send([a_match("v1", f"c{n}", score) for score in scores for n in range(5)])
            arrived(receiver, 15, "/good"), arrived(receiver, 15, "/bad")
        for path in ("/good", "/bad"):
            for n in range(5):
                data = [came.document["data"] for came in receiver.of(path)]
                assert [d["quality_score"] for d in data if d["applicant_id"] == f"c{n}"] == [81.0, 82.0, 83.0]
        assert len(receiver.of("/good")) == 15, "a redirect is not followed"
    results = [one["result"] for one in log(quick)]
    assert (results.count("delivered"), results.count("again")) == (30, 30)


def test_410_ends_a_subscription_until_it_is_switched_on(quick, sender):
    with receiving(lambda _: (410, {})) as receiver:
        one = subscribed(f"{receiver.url}/")
        sender.send([one.record()])
        with sending(quick) as running:
            eventually(attends(quick, one), "it is attended to")
            sender.send([a_match("v1", "c1", 90.0), a_match("v1", "c2", 91.0)])
            eventually(lambda: running.health()["subscriptions"] == FAILED, "it failed")
            orjson.dumps(running.health())  # as it is answered
        seen = len(receiver.came)
        with sending(quick) as running:
            assert running.health()["subscriptions"] == FAILED
            receiver.answer = lambda _: (200, {})
            assert len(receiver.came) == seen
            sender.send([one.changed({"enabled": True}).record()])
            told = arrived(receiver, 2)
        assert {came.document["data"]["applicant_id"] for came in told} == {"c1", "c2"}


def test_what_was_erased_is_not_sent_and_what_is_removed_is_forgotten(quick, sender):
    with receiving(lambda _: (503, {})) as receiver:
        one = subscribed(f"{receiver.url}/", kinds=("match.entered",))
        sender.send([one.record()])
        with sending(quick.model_copy(update={"webhook_retry": 60.0})):
            eventually(attends(quick, one), "it is attended to")
            sender.send([a_match("v1", name, 90.0) for name in ("stays", "goes")])
            eventually(lambda: receiver.came, "it was tried")
        kept = {(Message.of(m.key(), m.value()).pair or ())[1]: m.key() for m in read(quick, messages(0))}
        sender.send([erasure(kept["goes"])])
        receiver.answer = lambda _: (200, {})
        with sending(quick):
            sender.send([Message("msg_t_1", {"kind": "webhook.test", "time": 1, "to": one.id}).record()])
            told = arrived(receiver, 2)  # the receiver is back, so what it refused before is sent at once
            assert [came.document["type"] for came in told] == ["webhook.test", "match.entered"]
            assert told[1].document["data"]["applicant_id"] == "stays"
            sender.send([removal(one.id)])
            eventually(lambda: not attends(quick, one)(), "its progress is gone")
    rest = [m.value() for t in (WEBHOOK_DELIVERIES, WEBHOOK_PROGRESS) for m in read(quick, {(t.name, 0): 0})]
    assert not any(b"goes" in (value or b"") or b"stays" in (value or b"") for value in rest)


def messages(start: int) -> dict:
    return {(WEBHOOK_MESSAGES.name, 0): start}


def test_a_new_job_and_a_new_model_are_one_message_each(quick, sender, monkeypatch):
    monkeypatch.setattr(planner, "DIGEST_SECONDS", 1.5)
    with receiving() as receiver:
        one = subscribed(f"{receiver.url}/")
        sender.send([one.record(), a_match("v1", "c1", 50.0)])
        with sending(quick):
            eventually(attends(quick, one), "it is attended to")
            revision = {"job_revision": TIME + 9, "event_time": TIME + 9}
            sender.send([a_match("v9", f"c{n}", 80.0 + n, **revision) for n in range(10)])
            told = arrived(receiver, 1)
            sender.send([a_match("v1", "c1", 95.0, model="rf-2"), a_match("v1", "c2", 20.0, model="rf-2")])
            told = arrived(receiver, 2)
        first, second = (came.document for came in told)
        assert first["type"] == second["type"] == "matches.digest"
        assert (first["data"]["cause"], first["data"]["matches"], second["data"]["cause"]) == ("job", 10, "model")
        assert first["data"]["jobs"] == [
            {"job_id": "v9", "matches": 10, "best_score": 89.0, "link": "/api/jobs/v9/matches"}
        ]
        assert "applicant" not in json.dumps([first, second])


def test_both_secrets_sign_while_one_is_rotated(quick, sender):
    with receiving() as receiver:
        one = subscribed(f"{receiver.url}/")
        new = one.rotated(timedelta(hours=1))
        sender.send([new.record()])
        with sending(quick):
            eventually(attends(quick, one), "it is attended to")
            sender.send([a_match("v1", "c1", 90.0)])
            (came,) = arrived(receiver, 1)
        for secret in (one.secrets[0], new.secrets[0]):
            Webhook(secret).verify(came.body, came.headers)
        assert len(new.rotated(timedelta(0)).secrets) == 2


@pytest.mark.servers  # for its length: three starts of a program
def test_a_sender_that_is_killed_loses_nothing(quick, sender, tmp_path):
    """`kill -9` twice while matches come and half of all attempts fail; each message arrives, of each pair in order."""
    failing = itertools.count()
    with receiving(lambda _: (503 if next(failing) % 2 else 200, {})) as receiver:
        one = subscribed(f"{receiver.url}/", kinds=("match.entered",))
        sender.send([one.record()])
        wanted = {"KAFKA_BOOTSTRAP": quick.kafka_bootstrap, "KAFKA_IDEMPOTENCE": "false", "PARTITIONS": "1"}
        wanted |= {"WEBHOOK_NETWORKS": quick.webhook_networks, "WEBHOOK_RETRY": "0.02"}
        environment = {f"MATCHSTREAM_{name}": value for name, value in wanted.items()}
        programs = Programs(logs=tmp_path, environment=environment)
        program = programs.service("webhooks", "stream_processor", "webhooks", port_setting="MATCHSTREAM_WEBHOOKS_PORT")
        try:
            program.start()
            eventually(attends(quick, one), "it is attended to")
            for turn in range(3):
                seen = len(receiver.delivered)
                sender.send([a_match("v1", f"c{n}", 81.0 + turn) for n in range(40)])
                if turn < 2:
                    eventually(lambda seen=seen: len(receiver.delivered) > seen + 5, "some arrived", every=0.005)
                    program.kill()
                    sender.send([a_match("v1", f"c{n}", 10.0) for n in range(40)])
                    program.start()
            eventually(lambda: len({came.id for came in receiver.delivered}) == 120, "all arrived")
        finally:
            program.kill()
    scores: dict[str, list[float]] = {}
    for came in {came.id: came for came in reversed(receiver.delivered)}.values():
        data = came.document["data"]
        scores.setdefault(data["applicant_id"], []).insert(0, data["quality_score"])
    assert scores == {f"c{n}": [81.0, 82.0, 83.0] for n in range(40)}
    assert len(receiver.delivered) < 240, "of what was delivered before, only the last moment is repeated"
