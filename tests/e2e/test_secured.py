"""The whole system over TLS, with log-ins and access lists; and what happens where one of them does not fit."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from redis.exceptions import NoPermissionError

from data.contract.codec import encode
from data.contract.records import Record
from data.contract.topics import JOBS, MATCHES
from data.files import decision_folder as decision
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection, Refused, read
from data.redis import layout as results
from data.redis.connection import RedisConnection
from deploy.local.apache_broker import ApacheBroker
from deploy.local.commands import SAMPLE
from deploy.local.ports import fetch
from deploy.local.processes import ChildProcess
from producers import replay
from producers.sender import NotDelivered, Sender
from tests.e2e.certificates import Authority
from tests.e2e.conftest import needs_apache, verifier
from tests.e2e.secured import Secured, environment, grant, secured
from tests.receivers import receiving
from tests.waiting import DEADLINE, eventually

pytestmark = [pytest.mark.apache, pytest.mark.timeout(600)]
JOBS_SENT = 20
WRONG = "a-wrong-password-b5d1"
CONFIGURATION = 78


@pytest.fixture(scope="class")
def running(registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    needs_apache("openssl")
    made = secured(tmp_path_factory.mktemp("secured"), registry)
    broker = made.stack.broker
    assert isinstance(broker, ApacheBroker)
    try:
        steps = made.stack.start_in_steps()
        next(steps)  # the broker is up, and nobody may do anything yet
        assert grant(broker)
        for _ in steps:
            pass
        yield made
    finally:
        made.stack.stop()


def once(running: Secured, name: str, *arguments: str, **settings: object) -> ChildProcess:
    process = running.stack.programs.once(name, *arguments)
    process.environment.update(environment(settings))
    process.start()
    try:
        process.wait(DEADLINE)
    finally:
        process.kill()
    return process


class TestSecured:
    """One stack; the tests follow one another."""

    def test_the_promise_holds_over_tls_with_log_ins_and_access_lists(self, running: Secured) -> None:
        stack = running.stack
        arguments = ("producers", "replay", "--data", str(SAMPLE), "--limit", str(JOBS_SENT), "--json")
        sent = json.loads(stack.run("replay", *arguments, deadline_seconds=DEADLINE).log_tail(1))["events"]
        report = verifier(stack)()
        assert report["events_in"] == sent
        assert report["matches"] > JOBS_SENT
        assert report["redis_missing"] == report["redis_extra"] == report["redis_differing"] == 0
        with httpx.Client(base_url=stack.address, timeout=DEADLINE) as client:
            job = client.get("/api/jobs").json()["jobs"][0]["id"]
            assert client.get(f"/api/jobs/{job}/matches").json()["matches"]
            health = client.get("/health").json()
            assert (health["redis"], health["kafka"]) == ("up", "up")
            assert health["model_announced"] == health["model_version"], "it may read which model is announced"
            assert (health["cache"], health["stream"], health["reasons"]) == ("up", "up", [])
            waiting = json.loads(fetch(stack.cache.port, "/health"))["shards_waiting_seconds"]
            assert waiting == {}, "it may read the shards' progress"
            answer = client.post(
                "/api/events",
                json={"specversion": "1.0", "id": "1", "source": "/t", "type": "recruiting.job.upserted",
                      "data": {"id": "over-http", "titulo_vaga": "Analista"}},
                headers={"content-type": "application/cloudevents+json"},
            )  # fmt: skip
            assert answer.status_code == 202, answer.text
            with receiving() as receiver:
                made = client.post("/api/webhooks", json={"url": receiver.url}).json()
                at = f"/api/webhooks/{made['id']}"
                eventually(lambda: client.get(at).json()["state"] == "on", "it is attended to")
                assert client.post(f"{at}/test").status_code == 202
                eventually(lambda: receiver.delivered, "a webhook")
                log = eventually(lambda: client.get(f"{at}/deliveries").json()["deliveries"], "its log")
                assert log[0]["result"] == "delivered"
                assert made["secret"] not in client.get(at).text
        assert verifier(stack)()["events_in"] == sent + 1

    def test_an_applicant_is_forgotten_and_a_cache_is_rebuilt(self, running: Secured) -> None:
        stack = running.stack
        reader = RedisConnection(**running.redis_settings("reader"))
        with redis.Redis.from_url(**reader.redis_client(), decode_responses=True) as client:
            pushed = client.xrange(results.PUSHES)
            assert pushed
            applicant = pushed[0][1]["applicant"]
            stack.run("forget", "producers", "forget", applicant, deadline_seconds=DEADLINE)
            verifier(stack)()
            assert not client.exists(results.applicant(applicant), results.applicant_matches(applicant))
            assert applicant not in {entry["applicant"] for _, entry in client.xrange(results.PUSHES)}
        stack.run("rebuild-cache", "stream_processor", "rebuild-cache", deadline_seconds=DEADLINE)
        assert verifier(stack)()["redis_missing"] == 0

    @pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
    def test_a_sender_and_a_reader_log_in_and_topics_are_created_and_checked(
        self, running: Secured, mechanism: str
    ) -> None:
        connection = KafkaConnection(**running.kafka_settings("operator"), kafka_sasl_mechanism=mechanism)
        assert topic_admin.create(connection, connection.partitions, 1) == []
        topic_admin.check(connection, connection.partitions)
        event = next(iter(replay.events(replay.limit(decision.read(SAMPLE), 1), "tests")))
        with Sender(connection) as sender:
            assert sender.send([encode(event)]) == 1
        assert list(read(connection, {(MATCHES.name, number): 0 for number in range(connection.partitions)}))

    def test_a_client_s_certificate_is_enough_where_the_listener_asks_for_one(self, running: Secured) -> None:
        certificate, key = running.authority.issue("client")
        given: dict[str, Any] = {
            "kafka_bootstrap": running.mutual,
            "kafka_security_protocol": "SSL",
            "kafka_ca_file": running.authority.certificate,
            "partitions": 4,
            "kafka_timeout": 5,
        }
        known = KafkaConnection(**given, kafka_client_cert_file=certificate, kafka_client_key_file=key)
        topic_admin.check(known, 4)
        assert list(read(known, {(MATCHES.name, number): 0 for number in range(4)}))
        with pytest.raises(Refused, match="does the listener ask for a client's"):
            topic_admin.check(KafkaConnection(**given), 4)

    def test_a_user_may_do_no_more_than_the_table_says(self, running: Secured) -> None:
        gateway = KafkaConnection(**running.kafka_settings("gateway"))
        with Sender(gateway) as sender, pytest.raises(NotDelivered, match="authorization"):
            sender.send([Record(MATCHES.name, b"a|b", b"{}", (), 0)])
        reader = RedisConnection(**running.redis_settings("reader"))
        with redis.Redis.from_url(**reader.redis_client()) as client:
            assert client.exists(results.READY)
            for forbidden in (lambda: client.set(results.READY, 1), client.flushall, lambda: client.exists("other")):
                with pytest.raises(NoPermissionError):
                    forbidden()

    @pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
    def test_a_wrong_password_of_kafka_is_said_within_the_timeout(self, running: Secured, mechanism: str) -> None:
        given = running.kafka_settings("operator") | {"kafka_password_file": None, "kafka_password": WRONG}
        connection = KafkaConnection(**given, kafka_sasl_mechanism=mechanism, kafka_timeout=DEADLINE)
        why = rf"KAFKA_USERNAME \(operator\), its password and MATCHSTREAM_KAFKA_SASL_MECHANISM \({mechanism}\)"
        begun = time.monotonic()
        with pytest.raises(Refused, match=why):
            topic_admin.check(connection, connection.partitions)
        with pytest.raises(Refused, match=why):
            list(read(connection, {(JOBS.name, 0): 0}))
        assert time.monotonic() - begun < DEADLINE, "the refusal is heard, and the time-out not waited for"
        with (
            Sender(connection.model_copy(update={"kafka_timeout": 5.0})) as sender,
            pytest.raises(NotDelivered, match=why),
        ):
            sender.send([Record(JOBS.name, b"1", b"{}")])

    def test_another_authority_s_broker_and_redis_are_refused(self, running: Secured, tmp_path: Path) -> None:
        stranger = Authority(tmp_path / "stranger").certificate
        given = running.kafka_settings("operator") | {"kafka_ca_file": stranger}
        with pytest.raises(Refused, match=r"certificate verify failed.*MATCHSTREAM_KAFKA_CA_FILE"):
            topic_admin.check(KafkaConnection(**given, kafka_timeout=5), 4)
        other = RedisConnection(**running.redis_settings("writer") | {"redis_ca_file": stranger})
        with (
            redis.Redis.from_url(**other.redis_client()) as client,
            pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"),
        ):
            client.ping()

    @pytest.mark.parametrize("program", ["worker", "cache"])
    def test_a_program_that_is_refused_ends_with_the_reason(self, running: Secured, program: str) -> None:
        ended = once(
            running,
            f"refused-{program}",
            "stream_processor",
            program,
            kafka_password_file="",
            kafka_password=WRONG,
            kafka_timeout=5,
        )
        assert ended.returncode == CONFIGURATION
        assert "its password" in ended.log_tail(1)

    def test_a_program_that_redis_refuses_ends_with_the_reason(self, running: Secured) -> None:
        arguments = ("refused-rebuild", "stream_processor", "rebuild-cache")
        wrong = once(running, *arguments, redis_password_file="", redis_password=WRONG)
        assert wrong.returncode == CONFIGURATION
        assert "invalid username-password pair" in wrong.log_tail(1)
        lesser = once(running, *arguments, **running.redis_settings("reader"))
        assert lesser.returncode == CONFIGURATION
        assert "docs/security.md has the access list" in lesser.log_tail(1)

    @pytest.mark.parametrize("user", ["operator", "gateway"])
    def test_a_key_is_made_by_the_operator_or_where_the_gateway_runs(self, running: Secured, user: str) -> None:
        arguments = ("producers", "keys", "create", "--name", user, "--scopes", "metrics")
        made = once(running, f"key-by-{user}", *arguments, **running.kafka_settings(user))
        assert made.returncode == 0, made.log_tail()
        keys = once(running, f"keys-by-{user}", "producers", "keys", "list", **running.kafka_settings(user))
        assert re.search(rf"good +metrics +no end +{user}$", keys.log_tail(), re.MULTILINE), keys.log_tail()

    def test_a_refused_producer_ends_with_the_reason(self, running: Secured) -> None:
        ended = once(running, "refused", "producers", "topics", kafka_password_file="", kafka_password=WRONG)
        assert ended.returncode == CONFIGURATION
        assert "its password" in ended.log_tail(1)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [("password", "invalid username-password pair"), ("user", "docs/security.md has the access list")],
    )
    def test_a_cache_that_redis_does_not_take_ends_with_the_reason(
        self, running: Secured, tmp_path: Path, wrong: str, said: str
    ) -> None:
        (tmp_path / "password").write_text(WRONG)
        given = running.redis_settings("reader") if wrong == "user" else {"redis_password_file": tmp_path / "password"}
        ended = once(running, f"cache-wrong-{wrong}", "stream_processor", "cache", **given)
        assert ended.returncode == CONFIGURATION
        assert said in ended.log_tail(1)

    def test_no_secret_is_in_a_log_or_an_answer(self, running: Secured) -> None:
        stack = running.stack
        logs = list((stack.directory / "logs").glob("*.log"))
        assert {"worker-1", "worker-2", "cache", "gateway", "refused-worker"} <= {log.stem for log in logs}
        seen = [log.read_text(errors="replace") for log in [*logs, stack.directory / "redis" / "redis.log"]]
        assert any("DEBUG" in text for text in seen)
        seen += [fetch(worker.port, path) for worker in stack.workers for path in ("/health", "/metrics")]
        pages = ("/health", "/status", "/metrics", "/model/info", "/openapi.json")
        seen += [httpx.get(stack.address + page, timeout=DEADLINE).text for page in pages]
        for user, secret in {**running.passwords, "nobody": WRONG}.items():
            assert not [text[:200] for text in seen if secret in text], f"the password of {user} was shown"
