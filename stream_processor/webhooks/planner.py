"""Follows the matches and writes their messages down, and after that how far it is.

At its start it reads the matches up to where it was left, to know where each pair stood. While there is no
subscription it reads nothing, and what happens then is told to nobody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing
from threading import Event

from confluent_kafka import KafkaException
from confluent_kafka import Message as KafkaMessage

from data.contract.records import Record
from data.contract.topics import MATCHES
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection, NothingRead, headers_of, read
from data.telemetry.spans import Stage, told
from data.telemetry.traces import sampled, value_in
from data.webhooks.messages import Message
from data.webhooks.progress import PLANNED, Planned, dropped
from producers.sender import NotDelivered
from stream_processor import metrics
from stream_processor.webhooks.planning import Match, Planning

LOG = logging.getLogger("matchstream.webhooks")

TAKEN = 1000
DIGEST_SECONDS = 5.0
"""How long what is told together is gathered."""
SAVE_SECONDS = 0.5
PAUSE = 1.0
_OPTIONS = {"fetch.wait.max.ms": 20, "queued.max.messages.kbytes": 8192, "fetch.error.backoff.ms": 50}


class Planner:
    """Plans until it is stopped.

    Parameters
    ----------
    connection : KafkaConnection
    send : callable
        Sends records and returns when Kafka has them.
    planned : Planned or None
        Where it was left.
    topic : str
        Id of the matches topic.
    clock : callable
        Monotonic seconds.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        send: Callable[[list[Record]], object],
        planned: Planned | None,
        topic: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._send = send
        self._planned = planned if planned is not None and planned.topic == topic else None
        self._topic = topic
        self._clock = clock
        self._stopped = Event()
        self._begin = Event()
        self._planning = Planning(topic)
        self._next: dict[int, int] = {}
        self._saved: dict[int, int] = {}
        self._saved_at = self._gathered_at = 0.0
        self.is_following = False
        self.is_behind = False

    def stop(self) -> None:
        """End after the records in hand."""
        self._stopped.set()
        self._begin.set()

    def begin(self) -> None:
        """There is a subscription."""
        self._begin.set()

    def run(self) -> None:
        """Plan until `stop`."""
        if not self._begin.is_set() and self._planned is not None:
            # It would be told to those who subscribe later.
            self._persist([dropped(PLANNED)])
            self._planned = None
        self._begin.wait()
        while not self._stopped.is_set() and not self._next:
            try:
                self._stand()
            except (NothingRead, KafkaException) as error:
                LOG.warning("%s; trying again", error)
                self._stopped.wait(PAUSE)
        if self._stopped.is_set():
            return
        with closing(Follower(self._connection, _OPTIONS)) as follower:
            follower.assign({(MATCHES.name, number): offset for number, offset in self._next.items()})
            self.is_following = True  # whatever comes from here on is told
            while not self._stopped.is_set():
                self._advance(follower)

    def _stand(self) -> None:
        """Learn where each pair stood where it was left; at the first time, where each stands now."""
        numbers = range(self._connection.partitions)
        self._planning = Planning(self._topic)
        stops = None
        if self._planned is not None:
            stops = {(MATCHES.name, number): self._planned.next.get(number, 0) for number in numbers}
        stood = dict.fromkeys(numbers, 0)
        for message in read(self._connection, {(MATCHES.name, number): 0 for number in numbers}, stops):
            match = _match(message)
            self._planning.remember(match)
            stood[match.partition] = match.offset + 1
        if self._planned is not None:
            stood = {number: self._planned.next.get(number, 0) for number in numbers}
        else:
            self._persist([Planned(stood, self._topic).record()])
        self._next, self._saved = dict(stood), dict(stood)

    def _advance(self, follower: Follower) -> None:
        """Take what came: write its messages, and when nothing is being gathered, how far it is."""
        messages: list[Message] = []
        for record in follower.read(TAKEN, 0.05):
            match = _match(record)
            messages += self._planning.take(match)
            self._next[match.partition] = match.offset + 1
        self.is_behind = bool(follower.behind)
        now = self._clock()
        if not self._planning.digests:
            self._gathered_at = now
        elif now - self._gathered_at >= DIGEST_SECONDS:
            messages += self._planning.digests.messages(self._saved, self._topic)
        for message in messages:
            metrics.WEBHOOK_MESSAGES.labels(message.kind.value).inc()
        if messages:
            begun = time.time()
            self._persist([message.record() for message in messages])
            for trace, made in sampled(message.traceparent for message in messages if message.traceparent).items():
                told(Stage("webhooks planned", begun, {"messages": made}), trace)
        is_due = now - self._saved_at >= SAVE_SECONDS
        if self._next != self._saved and is_due and not self._planning.digests and not self._stopped.is_set():
            self._persist([Planned(dict(self._next), self._topic).record()])
            self._saved, self._saved_at = dict(self._next), now

    def _persist(self, records: list[Record]) -> None:
        """Send until Kafka has them; sending twice is harmless."""
        while True:
            try:
                self._send(records)
            except NotDelivered as error:
                if not error.retryable:
                    raise
                LOG.warning("%s; trying again", error)
                if self._stopped.is_set():
                    raise
            else:
                return


def _match(message: KafkaMessage) -> Match:
    return Match(
        message.partition() or 0,
        message.offset() or 0,
        message.key() or b"",
        message.value(),
        message.timestamp()[1],
        value_in(headers_of(message) or ()),
    )
