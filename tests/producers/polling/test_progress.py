"""How far a connection was read, on a real broker; and the program's own words where it can't begin."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from data.contract.codec import decode
from data.contract.topics import APPLICATIONS
from data.errors import ExitCode
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection, headers_of, read
from deploy.local.brokers import EmbeddedBroker
from producers.__main__ import main
from producers.connectors.connections import connections
from producers.polling import poll
from producers.polling.interface import Away, Reply
from producers.sender import Sender
from tests.ats.files import written
from tests.ats.interfaces import Gupy


@pytest.mark.embedded
def test_what_was_told_is_not_told_again_by_another_program(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path / "broker")
    broker.start()
    try:
        kafka = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2)
        topic_admin.create(kafka, 2, 1)
        system = Gupy()
        one = connections(written(tmp_path / "c"))["gupy"]
        with Sender(kafka) as sender:

            def asked() -> int:
                interface = poll.interface_of(one, system.ask)
                interface.pause = lambda _seconds: None
                return poll.run(kafka, one, sender.send, once=True, interface=interface)

            system.apply(1, "reproved")
            assert [asked(), asked()] == [1, 0]
            system.apply(2, "give_up")
            system.planned = [Reply(503, {}, b"")] * 8
            with pytest.raises(Away, match="it answers 503"):
                asked()
            assert [asked(), asked()] == [1, 0]
        messages = read(kafka, {(APPLICATIONS.name, number): 0 for number in range(2)})
        events = [decode(APPLICATIONS.name, m.key(), m.value(), headers_of(m), m.timestamp()[1]) for m in messages]
        assert {event.key for event in events} == {"gu-1", "gu-2"}
    finally:
        broker.kill()


@pytest.mark.parametrize(
    ("name", "why"), [("nobody", "there is no connection nobody in MATCHSTREAM_CONNECTIONS_FILE"), (None, "not set")]
)
def test_a_connection_that_is_not_there_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str | None,
    why: str,
) -> None:
    if name is not None:
        monkeypatch.setenv("MATCHSTREAM_CONNECTIONS_FILE", str(written(tmp_path / "c")))
    monkeypatch.setattr(sys, "argv", ["producers", "poll", name or "x", "--once"])
    monkeypatch.setattr("producers.__main__.observe", lambda *_: None)
    assert main() == ExitCode.CONFIGURE
    assert why in capsys.readouterr().err
