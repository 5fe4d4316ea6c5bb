"""A dead letter: its own key, its original whole, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, DEAD_LETTERS, JOBS
from data.contract.unreadable import Reason, Unreadable
from data.kafka import topic_admin
from data.kafka.dead_letters import ERRORS, KEY, DeadLetter, Origin, erasure, partitions, standing
from data.kafka.erasable import Concerning
from data.kafka.inputs import Input
from data.kafka.reading import KafkaConnection, read
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender

WHY = Unreadable(Reason.INVALID, "cv: Input should be a valid string")


def letter(topic: str, offset: int, key: bytes | None, value: bytes | None, *headers: tuple[str, bytes]) -> Record:
    return Input(topic, 0, offset, key, value, headers, 1000 + offset).dead_letter(WHY)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[KafkaConnection]:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    held = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1)
    topic_admin.create(held, 1, 1)
    yield held
    broker.kill()


class Delivered:
    """A record as confluent-kafka delivers it."""

    def __init__(self, record: Record) -> None:
        self.partition, self.offset = (lambda: record.partition), (lambda: 0)
        self.key, self.value = (lambda: record.key), (lambda: record.value)
        self.headers = lambda: list(record.headers)


def test_one_original_has_one_key_whatever_its_own() -> None:
    keys = [b"a1", None, b"\xff\xfe", b""]
    made = [letter(APPLICANTS.name, 7, key, b"{") for key in keys]
    assert {(held.key, held.partition) for held in made} == {
        (b"recruiting.applicants.v1-7".replace(b"1-7", b"1-0-7"), 0)
    }
    assert [dict(held.headers).get(KEY) for held in made] == keys
    assert Origin.of(made[0].key or b"") == Origin(APPLICANTS.name, 0, 7)


@pytest.mark.embedded
class TestTopic:
    """As the topic holds them."""

    def test_they_are_read_as_they_were(self, connection: KafkaConnection) -> None:
        kept = (("ce_type", b"recruiting.applicant.upserted"), ("odd", b"\xff"))
        bad = [(b"a1", b"{\xff"), (None, b""), (b"\xff", None)]
        with Sender(connection) as sender:
            sender.send(letter(APPLICANTS.name, n, *what, *kept) for n, what in enumerate(bad))
            sender.send([letter(APPLICANTS.name, 0, *bad[0], *kept)])
        found = list(standing(connection))
        assert [(held.original.key, held.original.value) for held in found] == [*bad[1:], bad[0]]
        for held in found:
            assert held.original.headers == (*kept, (ERRORS + "attempts", b"1"))
            assert held.original.topic == APPLICANTS.name
        assert [str(held.origin) for held in found] == [f"{APPLICANTS.name}/0:{n}" for n in (1, 2, 0)]
        assert [held.timestamp_ms for held in found] == [1001, 1002, 1000]

    def test_an_erased_one_is_gone_and_no_other(self, connection: KafkaConnection) -> None:
        with Sender(connection) as sender:
            made = [letter(APPLICANTS.name, n, b"a1", None) for n in range(3)]
            sender.send(made)
            sender.send([erasure(0, made[1].key or b"")])
            assert [held.origin.offset for held in standing(connection)] == [0, 2]
            sender.send([made[1]])
            assert [held.origin.offset for held in standing(connection)] == [0, 2, 1]

    def test_of_those_that_concern_somebody_the_erased_are_not_held(self, connection: KafkaConnection) -> None:
        with Sender(connection) as sender:
            made = [letter(APPLICANTS.name, n, key, b"{") for n, key in enumerate([b"a1", b"a1", b"a2", None])]
            sender.send([*made, erasure(0, made[1].key or b"")])
        concerning = Concerning(lambda held: held.original.key != b"a2")
        for message in read(connection, partitions(connection)):
            concerning.take(message)
        assert concerning.held == {(DEAD_LETTERS.name, 0, made[n].key): f"0:{n}" for n in (0, 3)}


@pytest.mark.parametrize(
    ("record", "concerns"),
    [
        (letter(APPLICANTS.name, 1, b"31001", b"\xff"), True),
        (letter(APPLICANTS.name, 1, b'"31001"', b"{}"), True),
        (letter(APPLICANTS.name, 1, b"31001|x", b'{"id": 31001}'), True),
        (letter(APPLICATIONS.name, 1, None, b'{"id_vaga": "1", "id_candidato": "31001"}'), True),
        (letter(APPLICATIONS.name, 1, b"7", b'{"id_vaga": "31001", "id_candidato": "7"}'), False),
        (letter(APPLICATIONS.name, 1, b"7", b"{", ("ce_subject", b"31001")), True),
        (letter(APPLICATIONS.name, 1, b"7", b"{", ("ce_time", b"31001")), True),
        (letter(APPLICANTS.name, 1, b"7", b"{", ("ce_time", b"2026-01-01T09:09:09.31001+09:09")), False),
        (letter(APPLICANTS.name, 1, b"7", b'{"time": "2026-01-01T09:09:09Z"'), False),
        (letter(APPLICANTS.name, 1, b"7", b"{", ("ce_specversion", b"9.0")), False),
        (letter(JOBS.name, 1, b"31001", b'{"id": "31001", "titulo_vaga": 5}'), False),
        (letter(JOBS.name, 1, b"31001", b"{}", ("ce_type", b"recruiting.applicant.upserted")), True),
        (letter(JOBS.name, 1, b"1", b'{"id": "1", "candidato": "31001"}'), True),
        (letter(APPLICANTS.name, 31001, b"310010", b'{"id": "310010"}'), False),
    ],
)
def test_whom_it_concerns(record: Record, concerns: bool) -> None:
    found = DeadLetter.of(Delivered(record))  # type: ignore[arg-type]
    assert found is not None
    assert found.concerned({"31001", "9"}) == ({"31001"} if concerns else set())
