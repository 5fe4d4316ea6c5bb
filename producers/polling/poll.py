"""`python -m producers poll`: asks one connection's system, once or for ever."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from data.contract.records import Record
from data.errors import ExitCode, MatchstreamError
from data.kafka.reading import KafkaConnection
from producers.connectors.connections import Connection
from producers.polling import gupy, smartrecruiters
from producers.polling.interface import Ask, Away, Interface, ask
from producers.polling.progress import Progress
from producers.polling.rounds import SECONDS, came_round

_LOG = logging.getLogger("matchstream.polling")

Send = Callable[[list[Record]], object]


class Poller(NamedTuple):
    """How a vendor is asked.

    Attributes
    ----------
    header : str
        The header with the key.
    prefix : str
        Before the key.
    work : callable
        One round; returns how many events were sent.
    seconds : float
        Between two rounds.
    """

    header: str
    prefix: str
    work: Callable[[Connection, Interface, Progress, Send], int]
    seconds: float


POLLERS = {
    "gupy": Poller("Authorization", "Bearer ", gupy.sweep, 900.0),
    "smartrecruiters": Poller("X-SmartToken", "", smartrecruiters.fetch, 2.0),
}


class NothingToPoll(MatchstreamError, ValueError):
    """A connection whose system tells everything by its webhooks, or none at all."""

    exit_code = ExitCode.CONFIGURE


def is_asked(connection: Connection) -> bool:
    """Whether a connection's system is to be asked: it has a key for that, and its kind is asked for something."""
    return connection.token_file is not None and connection.vendor in POLLERS


def interface_of(connection: Connection, how: Ask = ask) -> Interface:
    """The interface of a connection's system.

    Raises
    ------
    NothingToPoll
    """
    if connection.vendor not in POLLERS:
        raise NothingToPoll(
            f"{connection.name} is of {connection.connector.title}, which is not asked for anything; these are: "
            f"{', '.join(POLLERS)}"
        )
    header, prefix, *_ = POLLERS[connection.vendor]
    try:
        headers = {header: prefix + connection.token(), "Accept": "application/json"}
        return Interface(connection.api or connection.connector.api or "", headers, connection.connector.rate, how)
    except ValueError as error:
        raise NothingToPoll(f"connection {connection.name} can't be asked: {error}") from None


def run(
    kafka: KafkaConnection,
    connection: Connection,
    send: Send,
    *,
    once: bool,
    seconds: float | None = None,
    pause: Callable[[float], None] = time.sleep,
    interface: Interface | None = None,
) -> int:
    """Ask, once or for ever; returns how many events were sent.

    Raises
    ------
    NothingToPoll, NotAllowed
    Away
        If it is asked once; else it is asked again later.
    NothingRead, NotDelivered, KafkaException
        Where Kafka is away: what was not kept is asked for again at the next start.
    """
    asked = interface or interface_of(connection)
    poller = POLLERS[connection.vendor]
    progress = Progress(kafka, connection.name)
    total, told = 0, 0.0
    while True:
        progress.look()
        try:
            sent = poller.work(connection, asked, progress, send)
        except Away as error:
            if once:
                raise
            _LOG.error("%s", error)
        else:
            total += sent
            if sent:
                _LOG.info("of connection %s %d events were sent", connection.name, sent)
            if (now := time.time()) - told >= SECONDS:
                send([came_round(connection.name, now)])
                told = now
        if once:
            return total
        pause(poller.seconds if seconds is None else seconds)
