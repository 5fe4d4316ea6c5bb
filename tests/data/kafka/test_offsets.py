"""Offsets are asked for, and asked again by a new client where the old one's memory of the leaders is outdated."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import OFFSET_INVALID, KafkaError, KafkaException, TopicPartition

from data.contract.topics import MATCHES
from data.kafka import offsets, topic_admin
from data.kafka.offsets import Offsets
from data.kafka.reading import KafkaConnection
from deploy.local.apache_broker import ApacheBroker
from deploy.local.programs import PROJECT
from tests.e2e.conftest import needs_apache
from tests.waiting import DEADLINE, eventually

PLACE = (MATCHES.name, 0)


class Client:
    """A client that answers every question with one offset, or one error."""

    def __init__(self, told: int | KafkaError) -> None:
        self._told = told

    def poll(self, _: float) -> None:
        pass

    def list_offsets(self, asked: dict[TopicPartition, Any], **_: Any) -> dict[TopicPartition, Future[Any]]:
        answer: Future[Any] = Future()
        if isinstance(self._told, KafkaError):
            answer.set_exception(KafkaException(self._told))
        else:
            answer.set_result(SimpleNamespace(offset=self._told))
        return dict.fromkeys(asked, answer)


def clients(monkeypatch: pytest.MonkeyPatch, *answers: int | KafkaError) -> list[Client]:
    """The clients that will be made, one after the other."""
    left = [Client(answer) for answer in answers]
    monkeypatch.setattr(offsets, "AdminClient", lambda _: left.pop(0))
    return left


@pytest.mark.parametrize("code", [KafkaError.FENCED_LEADER_EPOCH, KafkaError.UNKNOWN_LEADER_EPOCH])
def test_who_remembers_an_older_leader_is_replaced(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = clients(monkeypatch, KafkaError(code), 7)
    assert Offsets(KafkaConnection(), 1.0).next([PLACE]) == {PLACE: 7}
    assert not left


def test_another_error_is_told_and_the_client_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    left = clients(monkeypatch, KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED), 7)
    with pytest.raises(KafkaException):
        Offsets(KafkaConnection(), 1.0).next([PLACE])
    assert len(left) == 1


def test_an_offset_that_nobody_told_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver's answer where the broker went away after it was found: no error, and offset -1001."""
    clients(monkeypatch, OFFSET_INVALID)
    with pytest.raises(KafkaException):
        Offsets(KafkaConnection(), 1.0).first([PLACE])


def test_of_nothing_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    clients(monkeypatch, KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED))
    assert Offsets(KafkaConnection(), 1.0).first([]) == {}


@pytest.mark.apache
def test_a_broker_that_was_started_anew_is_asked_as_before(tmp_path: Path) -> None:
    needs_apache()
    broker = ApacheBroker(tmp_path, jars_directory=PROJECT / "var" / "kafka")
    broker.start()
    try:
        connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, partitions=2)
        topic_admin.create(connection, 2, 1)
        asked = Offsets(connection, 2.0)

        def answers() -> bool:
            try:
                return asked.next([PLACE]) == {PLACE: 0}
            except KafkaException:
                return False

        eventually(answers, "an answer", DEADLINE)
        for _ in range(2):
            broker.stop()
            assert not answers()
            broker.start()
            eventually(answers, "an answer after the broker was started anew", DEADLINE)
    finally:
        broker.kill()
