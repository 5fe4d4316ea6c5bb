"""The one Kafka producer: a record counts as sent only when the broker has acknowledged it.

Every program of Matchstream sends through here, because all must use one partitioner (Java's murmur2), or
topics that are read side by side would put one key into different partitions.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from threading import Lock
from types import TracebackType
from typing import Any, Self

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from data.contract.records import Record
from data.errors import ExitCode, MatchstreamError
from data.kafka.connection import is_refusal, refusal_text
from data.kafka.reading import KafkaConnection

_LOG = logging.getLogger("matchstream.kafka")

_PASSING = {
    KafkaError._MSG_TIMED_OUT,  # noqa: SLF001 -- the library's public constants
    KafkaError._TIMED_OUT,  # noqa: SLF001
    KafkaError._TRANSPORT,  # noqa: SLF001
    KafkaError._ALL_BROKERS_DOWN,  # noqa: SLF001
    KafkaError._FATAL,  # noqa: SLF001 -- the producer is made anew
    KafkaError._PURGE_QUEUE,  # noqa: SLF001
    KafkaError._PURGE_INFLIGHT,  # noqa: SLF001
}
_LASTING = {KafkaError._UNSUPPORTED_FEATURE, KafkaError.CLUSTER_AUTHORIZATION_FAILED}  # noqa: SLF001
"""Errors that end a producer, and will end the next one too."""

_Report = Callable[[KafkaError | None, Message], None]


ANY_PARTITION = -1
"""librdkafka's RD_KAFKA_PARTITION_UA: the key decides."""


class NotDelivered(MatchstreamError):
    """Records that the broker did not acknowledge.

    Attributes
    ----------
    failed, total : int
        Number of failed records, and of all.
    code : str
        librdkafka's name of the first error.
    why : str, optional
        What is known of the reason besides.
    retryable : bool
        Whether sending again can help: the broker was away, slow or busy, or the producer ended.
    """

    exit_code = ExitCode.CONFIGURE

    def __init__(self, failed: int, total: int, error: KafkaError, why: str | None = None) -> None:
        reason = error.str() if why is None else f"{error.str()}; {why}"
        super().__init__(f"{failed} of {total} records were not acknowledged by Kafka, the first: {reason}")
        self.failed = failed
        self.total = total
        self.code = error.name()
        is_passing = error.retriable() or error.code() in _PASSING
        self.retryable = is_passing or (error.fatal() and error.code() not in _LASTING)


class _Driver:
    """A producer of librdkafka's; an error may end it for good, as one that is idempotent can't tell what was written.

    The library tells of such an error once, as an exception of whichever call takes its events. What waits fails then,
    what is on its way is still decided, and nothing more is taken.

    Attributes
    ----------
    ended : KafkaError or None
        The error that ended it.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self.ended: KafkaError | None = None
        self._producer = Producer(settings)

    def produce(self, record: Record, report: _Report | None) -> None:
        """Let a record be sent; waits while the queue is full."""
        topic, key, value, headers, partition = record
        place = ANY_PARTITION if partition is None else partition
        while True:
            try:
                # Positional arguments, which the driver parses faster than named ones:
                # topic, value, key, partition, callback, on_delivery, timestamp, headers.
                self._producer.produce(topic, value, key, place, report, None, 0, list(headers))
            except BufferError:
                self.poll(0.05)
            except KafkaException as error:
                has_ended = error.args[0].code() == KafkaError._FATAL  # noqa: SLF001 -- public constant
                raise NotDelivered(1, 1, self._reason(error.args[0]) if has_ended else error.args[0]) from None
            else:
                return

    def _reason(self, error: KafkaError) -> KafkaError:
        """The error that ended it, which is told a moment after nothing is taken any more."""
        deadline = time.monotonic() + 1
        while self.ended is None and time.monotonic() < deadline:
            self.poll(0.01)
        self.ended = self.ended or error
        return self.ended

    def poll(self, seconds: float) -> None:
        """Take the library's events for a while."""
        try:
            self._producer.poll(seconds)
        except KafkaException as error:
            if not error.args[0].fatal():
                raise
            self.ended = error.args[0]

    def end(self, seconds: float) -> None:
        """Wait until all that was sent is decided, then drop the rest; each record is reported."""
        deadline = time.monotonic() + seconds
        # `flush` runs reports while an exception is pending (findings/confluent-kafka-fatal-error-in-flush.sh).
        while len(self._producer) and time.monotonic() < deadline:
            self.poll(0.01)
        self._producer.purge()
        deadline = time.monotonic() + 1
        while len(self._producer) and time.monotonic() < deadline:
            self.poll(0.01)


class Sender:
    """Sends records and waits for the broker's acknowledgements; several threads may share one.

    Where librdkafka's producer ended for good, those who sent are told, and the next who sends makes a new one.

    Parameters
    ----------
    connection : KafkaConnection
        With `kafka_idempotence` off, for brokers without it, one request is in flight at a time, which keeps the order
        over retries.
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._timeout = connection.kafka_timeout
        self._connection = connection
        self._refusal: KafkaError | None = None
        self._settings = connection.client() | {
            "error_cb": self._note,
            "partitioner": "murmur2_random",
            "acks": "all",
            "enable.idempotence": connection.kafka_idempotence,
            "max.in.flight.requests.per.connection": 5 if connection.kafka_idempotence else 1,
            "delivery.timeout.ms": int(connection.kafka_timeout * 1000),
            "message.max.bytes": 10 << 20,
            "queue.buffering.max.messages": 200_000,
            "linger.ms": 5,
            "compression.type": "lz4",
        }
        self._remaking = Lock()
        self._driver = _Driver(self._settings)

    def send(self, records: Iterable[Record]) -> int:
        """Send records and return when every one is acknowledged.

        Parameters
        ----------
        records : iterable of Record

        Returns
        -------
        int
            How many were sent.

        Raises
        ------
        NotDelivered
            When some were not acknowledged within the connection's timeout; each of those may still have
            been written.
        """
        wanted = list(records)
        self._send(wanted, reported=True)
        return len(wanted)

    def send_in_row(self, records: list[Record]) -> range | None:
        """Send records to one partition, as `send`, but without a callback for each of thousands.

        Only the first and last record ask for a delivery report. If their offsets lie exactly ``len(records) - 1``
        apart, all between were written; otherwise everything is sent again, with a report each.

        Parameters
        ----------
        records : list of Record
            All of one topic and of one partition, which they name.

        Returns
        -------
        range or None
            Their offsets, if no other record is between them.

        Raises
        ------
        NotDelivered
        """
        row = _row(len(records), self._send(records, reported=False))
        if row is None and records:
            row = _row(len(records), self._send(records, reported=True))
        return row

    def _send(self, records: list[Record], *, reported: bool) -> list[Message]:
        """Send, and wait for the reports of all records, or of the first and the last; returns those of these two."""
        # Reports may arrive in another thread that sends at the same time; appending is atomic.
        reports: list[KafkaError | None] = []
        ends: list[Message] = []

        def report(error: KafkaError | None, _message: Message) -> None:
            if error is None:
                self._refusal = None
            reports.append(error)

        def report_end(error: KafkaError | None, message: Message) -> None:
            ends.append(message)
            report(error, message)

        last = len(records) - 1
        driver = self._working()
        for number, record in enumerate(records):
            driver.produce(record, report_end if number in (0, last) else report if reported else None)
        awaited = len(records) if reported else min(2, len(records))
        # A record's own time-out ends the wait; the margin covers its report.
        deadline = time.monotonic() + self._timeout + 5
        while len(reports) < awaited and time.monotonic() < deadline:
            driver.poll(0.01)
        reports += [KafkaError(KafkaError._TIMED_OUT)] * (awaited - len(reports))  # noqa: SLF001 -- public constant
        errors = [error for error in reports if error is not None]
        if errors:
            refused = None if self._refusal is None else refusal_text(self._connection, self._refusal)
            failed = len(errors) if reported else len(records)
            raise NotDelivered(failed, len(records), driver.ended or errors[0], refused)
        return ends

    def _note(self, error: KafkaError) -> None:
        """Remember why a connection was refused, for the records themselves only time out."""
        if is_refusal(error):
            self._refusal = error

    def _working(self) -> _Driver:
        """The driver, made anew where it ended: once all that it sent is decided, so that nothing old follows new."""
        with self._remaking:
            if (error := self._driver.ended) is not None:
                _LOG.error("Kafka's producer ended for good, and is made anew: %s", error.str())
                self._driver.end(self._timeout)
                self._driver = _Driver(self._settings)
            return self._driver

    def tend(self) -> None:
        """Process the driver's events of its connections, which pile up while nothing is sent."""
        self._driver.poll(0)

    def close(self) -> None:
        """Drop unacknowledged records, and close the connection."""
        self._driver.end(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _row(number: int, ends: list[Message]) -> range | None:
    """Offsets from the first record to the last, if no other record is between them."""
    if len({(message.topic(), message.partition()) for message in ends}) != 1:
        return None
    offsets = [message.offset() or 0 for message in ends]
    row = range(min(offsets), max(offsets) + 1)
    return row if len(row) == number else None
