"""The topics are followed: what stands in them is found after any start, and who is removed is gone."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from gateway.search.following import SearchFollower
from gateway.search.index import SearchIndex
from gateway.search.searching import Query
from producers.sender import Sender
from tests.gateway.search.conftest import PARTITIONS, told
from tests.waiting import eventually

pytestmark = pytest.mark.embedded


@pytest.fixture
def connection(tmp_path):
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    made = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=PARTITIONS)
    topic_admin.create(made, PARTITIONS, 1)
    yield made
    broker.kill()


@contextmanager
def following(connection, reader):
    index = SearchIndex()
    follower = SearchFollower(connection, index, lambda: reader)
    follower.start()
    try:
        eventually(lambda: index.is_known, "the topics are read")
        yield index
    finally:
        follower.close()


def found(index):
    return {hit.id for hit in index.applicants(Query()).hits}, {hit.id for hit in index.jobs(Query()).hits}


def test_two_gateways_and_one_after_a_restart_find_the_same(connection, reader):
    with Sender(connection) as sender, following(connection, reader) as one, following(connection, reader) as other:
        people = [told(Applicant, f"c{n}", titulo_profissional="Analista") for n in range(9)]
        sender.send([encode(what) for what in (*people, told(Job, "v1", titulo_vaga="Analista"))])
        everybody = {f"c{n}" for n in range(9)}, {"v1"}
        for index in (one, other):
            eventually(lambda index=index: found(index) == everybody, "all are found")
        sender.send([encode(told(Applicant, "c3", 1))])
        left = everybody[0] - {"c3"}, {"v1"}
        for index in (one, other):
            eventually(lambda index=index: found(index) == left, "who was removed is gone")
    with following(connection, reader) as after:
        assert found(after) == left
