"""Keeps the index up to date while the gateway runs: a thread that follows the topics from their start."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from confluent_kafka import KafkaException

from data.kafka.connection import KafkaConnection
from data.kafka.follower import Follower
from data.kafka.inputs import Input
from gateway.search.index import FOLLOWED, SearchIndex
from model.features.encoding import Reader

_LOG = logging.getLogger("matchstream.gateway.search")

TAKEN = 250
"""Records taken from the consumer at a time."""
WAIT_SECONDS = 0.1
AGAIN_SECONDS = 5.0
"""After an error that the client can't come out of, the topics are read again."""
_OPTIONS = {
    "queued.max.messages.kbytes": 4 << 10,
    "fetch.wait.max.ms": 100,
    "fetch.error.backoff.ms": 50,
}


class SearchFollower:
    """Reads jobs and applicants into an index, from the start of their topics, again after each start of the gateway.

    Parameters
    ----------
    connection : KafkaConnection
    index : SearchIndex
    reader : callable
        Returns the reader of the model in use.
    """

    def __init__(self, connection: KafkaConnection, index: SearchIndex, reader: Callable[[], Reader]) -> None:
        self._connection = connection
        self._index = index
        self._reader = reader
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="search", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def close(self) -> None:
        """Stop reading, and wait until that is done."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._follow()
            except KafkaException as error:
                _LOG.error("jobs and applicants can't be followed, search goes on with those that are known: %s", error)
                self._stopped.wait(AGAIN_SECONDS)

    def _follow(self) -> None:
        partitions = self._connection.partitions
        follower = Follower(self._connection, _OPTIONS)
        follower.assign(
            {(topic.name, number): 0 for topic in FOLLOWED for number in range(topic.partitions(partitions))}
        )
        try:
            while not self._stopped.is_set():
                for message in follower.read(TAKEN, WAIT_SECONDS):
                    self._index.take(Input.of_message(message), self._reader(), partitions)
                if not (self._index.is_known or follower.behind):
                    self._index.is_known = True
                    _LOG.info("search is ready: %d jobs, %d applicants", *self._index.counts())
        finally:
            follower.close()
