"""When a system last answered all that it was asked is kept in Kafka, whoever asked it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from data.contract.records import Record
from data.contract.topics import CONNECTIONS
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from producers.connectors.connections import Connection, connections
from producers.polling import poll
from producers.polling.interface import Away, Reply
from producers.polling.progress import Progress
from producers.polling.rounds import Rounds, came_round
from producers.sender import Sender
from tests.ats.files import written
from tests.ats.interfaces import Gupy
from tests.waiting import eventually


@pytest.fixture
def gupy(tmp_path: Path) -> Connection:
    return connections(written(tmp_path / "c"))["gupy"]


@pytest.mark.embedded
def test_a_round_that_was_answered_is_told_to_who_follows(tmp_path: Path, gupy: Connection) -> None:
    broker = EmbeddedBroker(tmp_path / "broker")
    broker.start()
    kafka = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2)
    topic_admin.create(kafka, 2, 1)
    system, rounds = Gupy(), Rounds(kafka)
    system.apply(1, "reproved")
    try:
        with Sender(kafka) as sender:

            def ask() -> int:
                interface = poll.interface_of(gupy, system.ask)
                interface.pause = lambda _seconds: None
                return poll.run(kafka, gupy, sender.send, once=True, interface=interface)

            def told() -> dict[str, float]:
                rounds.look()
                return rounds.last

            system.planned = [Reply(503, {}, b"")] * 8
            with pytest.raises(Away):
                ask()
            odd = (b"{}", b"no JSON", b'{"at": []}', None)
            sender.send([Record(CONNECTIONS.name, b"odd|round", value) for value in odd])
            sender.send([came_round("other", 7.0)])
            eventually(lambda: told() == {"other": 7.0}, "the other's alone: of this one nothing was answered")
            begun = time.time()
            assert ask() == 1
            eventually(lambda: "gupy" in told(), "that it was answered")
            assert begun <= rounds.last["gupy"] <= time.time()
            progress = Progress(kafka, "gupy")
            progress.look()
            assert (progress.wanted(), len(progress.cursors())) == ([], 1)
    finally:
        rounds.close()
        broker.kill()


def test_who_asks_all_the_time_tells_once_a_minute(gupy: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    now, sent = [1_000.0], []
    monkeypatch.setattr(Progress, "look", lambda _self: None)
    monkeypatch.setattr(poll.time, "time", lambda: now[0])
    system = Gupy()

    def wait(seconds: float) -> None:
        now[0] += seconds
        if now[0] > 1_150.0:
            raise KeyboardInterrupt

    interface = poll.interface_of(gupy, system.ask)
    interface.pause = lambda _seconds: None
    with pytest.raises(KeyboardInterrupt):
        poll.run(KafkaConnection(), gupy, sent.extend, once=False, seconds=20.0, pause=wait, interface=interface)
    assert [record for record in sent if record.key == b"gupy|round"] == [
        came_round("gupy", at) for at in (1_000.0, 1_060.0, 1_120.0)
    ]
