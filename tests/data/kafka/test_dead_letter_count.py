"""Dead letters are counted once each, while they stand, and no longer than the topic keeps them."""

from __future__ import annotations

import time

import pytest

from data.contract.records import Record
from data.contract.topics import APPLICANTS, DEAD_LETTERS
from data.contract.unreadable import Unreadable
from data.kafka import dead_letter_count as module
from data.kafka import topic_admin
from data.kafka.dead_letter_count import DeadLetterCount
from data.kafka.dead_letters import erasure
from data.kafka.inputs import Input
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender
from tests.waiting import eventually

pytestmark = pytest.mark.embedded


@pytest.fixture
def connection(tmp_path):
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    held = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=2, kafka_timeout=5.0)
    topic_admin.create(held, 2, 1)
    yield held
    broker.kill()


def letter(offset):
    """The dead letter of a record that is no JSON."""
    item = Input(APPLICANTS.name, offset % 2, offset, b"a1", b"no JSON", (), int(time.time() * 1000))
    try:
        item.read()
    except Unreadable as error:
        return item.dead_letter(error)
    raise AssertionError("it was read")


def test_each_that_stands_counts_once(connection, monkeypatch):
    counted = DeadLetterCount(connection)

    def is_count(number):
        def look():
            counted.look()
            return counted.count == number

        return look

    assert counted.count is None
    eventually(is_count(0), "none at first")
    with Sender(connection) as sender:
        letters = [letter(offset) for offset in range(3)]
        sender.send([*letters, letters[0], Record(DEAD_LETTERS.name, b"x", b"no record of ours", (), 0)])
        eventually(is_count(3), "repeated and foreign records count for nothing")
        sender.send([erasure(letters[1].partition, letters[1].key)])
        eventually(is_count(2), "one was erased")
    monkeypatch.setattr(module, "_KEPT_MS", -60_000)
    assert counted.count == 0
    counted.close()
