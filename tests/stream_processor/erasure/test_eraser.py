"""The eraser against real brokers: what goes, what stays, and that the bytes go from the disk too."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from data.contract.codec import encode
from data.contract.entities import Applicant
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, JOBS
from data.contract.unreadable import Reason, Unreadable
from data.kafka import topic_admin
from data.kafka.dead_letters import standing
from data.kafka.erasable import partitions
from data.kafka.inputs import Input
from data.kafka.reading import read
from data.kafka.webhooks import kept as kept_messages
from data.webhooks.messages import Message
from deploy.local.brokers import Broker
from producers.sender import NotDelivered, Sender
from stream_processor.erasure import eraser as erasure
from stream_processor.erasure.eraser import Eraser, erasing
from stream_processor.settings import StreamSettings
from tests.stream_processor.conftest import EMBEDDED_ONLY, apache
from tests.waiting import eventually

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
"""All that is sent is past: what is ahead of the clock is refused."""
WHY = Unreadable(Reason.INVALID, "cv: Input should be a valid string")


@pytest.fixture
def settings(broker: Broker) -> StreamSettings:
    return prepared(broker)


def prepared(broker: Broker) -> StreamSettings:
    held = StreamSettings(kafka_bootstrap=broker.bootstrap, kafka_idempotence=broker.idempotent, partitions=2)
    topic_admin.create(held, 2, 1)
    return held


@contextmanager
def running(settings: StreamSettings, clock: Callable[[], float] = time.time) -> Iterator[Eraser]:
    with Sender(settings) as sender:
        eraser = Eraser(settings, sender, clock)
        with erasing(eraser, lambda: None):
            yield eraser


def letter(
    offset: int, value: bytes, *, key: bytes | None = None, topic: str = APPLICANTS.name, minute: int = 0
) -> Record:
    at = int((NOW + timedelta(minutes=minute)).timestamp() * 1000)
    return Input(topic, offset % 2, offset, key, value, (), at).dead_letter(WHY)


def removed(name: str, minute: int = 5) -> Record:
    time = NOW + timedelta(minutes=minute)
    return encode(event(EventType.APPLICANT_REMOVED, name, time=time, source="t", id=f"r{minute}"))


def upserted(name: str, minute: int) -> Record:
    time = NOW + timedelta(minutes=minute)
    return encode(event(EventType.APPLICANT_UPSERTED, Applicant(id=name), time=time, source="t", id=f"u{minute}"))


def kept(settings: StreamSettings) -> set[int]:
    return {held.origin.offset for held in standing(settings)}


def test_what_concerns_a_removed_applicant_goes_and_nothing_else(settings: StreamSettings, sender: Sender) -> None:
    sender.send(
        [
            letter(1, b"\xff", key=b"a1"),
            letter(2, b'{"id_candidato": "a1"', topic=APPLICATIONS.name),
            letter(3, b'{"id": "a11", "cv": 5}', key=b"a11"),
            letter(4, b'{"id": "a1"}', key=b"a1", topic=JOBS.name),
            letter(5, b"", key=b"a2"),
        ]
    )
    unrelated = {m.key(): (m.value(), m.headers()) for m in read(settings, partitions(settings))}
    with running(settings):
        sender.send([removed("a1")])
        eventually(lambda: kept(settings) == {3, 4, 5})
        sender.send([letter(6, b'{"id": "a1", "cv": 5}', minute=9)])  # a late one of the removed
        sender.send([letter(7, b'{"id": "a3", "cv": 5}', minute=9)])
        eventually(lambda: kept(settings) == {3, 4, 5, 7})
        sender.send([removed("a2")])
        eventually(lambda: kept(settings) == {3, 4, 7})
    last = {m.key(): (m.value(), m.headers()) for m in read(settings, partitions(settings))}
    for offset in (3, 4):
        key = letter(offset, b"", topic=JOBS.name if offset == 4 else APPLICANTS.name).key
        assert last[key] == unrelated[key]


def test_a_webhooks_message_of_a_removed_applicant_goes_too(settings: StreamSettings, sender: Sender) -> None:
    time = int(NOW.timestamp() * 1000)
    pair = {"job_id": "a2", "quality_score": 1.0, "applied": False, "model_version": "rf", "before": 0, "level": 3}
    sender.send(
        Message(f"msg_{name}", {"kind": "match.entered", "time": time, "pair": {**pair, "applicant_id": name}}).record()
        for name in ("a1", "a2", "a3")
    )
    with running(settings) as eraser:
        sender.send([removed("a1"), removed("a2")])
        eventually(lambda: eraser.is_following and [one.pair[1] for one in kept_messages(settings)] == ["a3"])


def test_what_was_removed_while_nobody_erased_goes_at_the_start(settings: StreamSettings, sender: Sender) -> None:
    sender.send([letter(1, b"{", key=b"a1"), removed("a1"), letter(2, b"{", key=b"a2")])
    with running(settings) as eraser:
        eventually(lambda: eraser.is_following)
        assert kept(settings) == {2}
    written = sum(1 for _ in read(settings, partitions(settings)))
    with running(settings) as eraser:
        eventually(lambda: eraser.is_following)
    assert sum(1 for _ in read(settings, partitions(settings))) == written


def test_of_who_is_back_only_what_came_before_the_removal_goes(settings: StreamSettings, sender: Sender) -> None:
    sender.send([letter(1, b"{", key=b"a1"), removed("a1"), upserted("a1", 6), letter(2, b"{", key=b"a1", minute=7)])
    with running(settings) as eraser:
        eventually(lambda: eraser.is_following)
        assert kept(settings) == {2}
        sender.send([letter(3, b"{", key=b"a1", minute=8), letter(4, b"{", key=b"a1", minute=4), removed("a2")])
        eventually(lambda: kept(settings) == {2, 3})
        sender.send([upserted("a1", 4)])  # late: older than the removal
        sender.send([removed("a1", 9)])
        eventually(lambda: kept(settings) == set())
        sender.send([upserted("a1", 10)._replace(value=b"{"), letter(5, b"{", key=b"a1", minute=10)])
        eventually(lambda: kept(settings) == set() and is_read(settings, 5))
        sender.send([upserted("a1", 11)])
        eventually(lambda: eraser._removals["a1"].stands is False)
        sender.send([letter(6, b"{", key=b"a1", minute=12), letter(7, b"{", key=b"a1", minute=1)])
        eventually(lambda: kept(settings) == {6})


def is_read(settings: StreamSettings, offset: int) -> bool:
    key = letter(offset, b"").key
    return sum(message.key() == key for message in read(settings, partitions(settings))) == 2


@EMBEDDED_ONLY
class TestFailures:
    """What the eraser does where it can't erase."""

    def test_it_tries_again_while_the_broker_is_away(
        self,
        settings: StreamSettings,
        sender: Sender,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr(erasure, "PAUSE", 0.01)
        monkeypatch.setattr(erasure, "removals", faults(erasure.removals, erasure.NothingRead("nothing came")))
        sender.send([letter(1, b"{", key=b"a1"), removed("a1")])
        with caplog.at_level(logging.WARNING), running(settings):
            eventually(lambda: kept(settings) == set())
        assert "nothing came; trying again" in caplog.text

    def test_what_can_t_pass_ends_the_program_with_the_reason(
        self, settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused = NotDelivered(1, 1, erasure.KafkaError(erasure.KafkaError.TOPIC_AUTHORIZATION_FAILED))
        sender.send([letter(1, b"{", key=b"a1"), removed("a1")])
        told: list[bool] = []

        def run_until_told() -> None:
            with Sender(settings) as own:
                monkeypatch.setattr(own, "send", faults(own.send, refused))
                with erasing(Eraser(settings, own), lambda: told.append(True)):
                    eventually(lambda: told)

        with pytest.raises(NotDelivered, match=r"authorization failed"):
            run_until_told()


def faults(good: Callable[..., object], *errors: Exception) -> Callable[..., object]:
    """Raises first, then works."""
    left = list(errors)

    def call(*arguments: object) -> object:
        if left:
            raise left.pop(0)
        return good(*arguments)

    return call


@pytest.mark.apache
def test_the_bytes_go_from_the_disk_of_a_partition_at_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, lag = os.urandom(24), 2000  # what can't be compressed stands in the file as it is
    monkeypatch.setattr(erasure, "COMPACTED_WITHIN_MS", lag)
    broker = apache(tmp_path)
    broker.properties["log.cleaner.backoff.ms"] = "200"
    broker.start()
    try:
        settings = prepared(broker)
        resource = ConfigResource(
            ResourceType.TOPIC,
            DEAD_LETTERS.name,
            incremental_configs=[
                ConfigEntry("max.compaction.lag.ms", str(lag), incremental_operation=AlterConfigOpType.SET)
            ],
        )
        admin = AdminClient(settings.client())
        (altered,) = admin.incremental_alter_configs([resource]).values()
        altered.result()

        def on_disk() -> bool:
            logs = (tmp_path / "data").glob(f"{DEAD_LETTERS.name}-*/*.log")
            return any(secret in log.read_bytes() for log in logs)

        with Sender(settings) as sender, running(settings):
            sender.send([letter(1, b'{"id": "a1", "cv": "' + secret, key=b"a1"), letter(3, b"{", key=b"a2")])
            assert on_disk()
            sender.send([removed("a1")])
            eventually(lambda: not on_disk())
            assert kept(settings) == {3}
        written = sum(1 for _ in read(settings, partitions(settings)))
        assert written == 3  # the unrelated one, the erasure, and the erasure once more, that closed the file
    finally:
        broker.kill()
