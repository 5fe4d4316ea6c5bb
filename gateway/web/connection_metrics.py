"""The metrics of connections to applicant tracking systems that are silent, by webhook or when they are asked."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Gauge

from producers.connectors.connections import Connection
from producers.polling.poll import is_asked

_WEBHOOK, _POLL = "webhook", "poll"


class ConnectionMetrics:
    """When each connection was last heard of, and after which silence that is told, in the gateway's registry.

    Attributes
    ----------
    asked : set of str
        Those whose systems are asked.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._told = Gauge(
            "matchstream_connection_told_timestamp_seconds",
            "When the last delivery with a good signature came (webhook), or the system last answered all that it was "
            "asked (poll), in seconds since 1970; 0: none since the start.",
            ["connection", "way"],
            registry=registry,
        )
        self._silent = Gauge(
            "matchstream_connection_silent_seconds",
            "After how many seconds without one the connection's owner wants to know.",
            ["connection", "way"],
            registry=registry,
        )
        self.asked: set[str] = set()

    def begin(self, connections: Iterable[Connection]) -> None:
        """Begin the series of some connections."""
        for one in connections:
            if is_asked(one):
                self.asked.add(one.name)
            for way in (_WEBHOOK, _POLL) if is_asked(one) else (_WEBHOOK,):
                self._told.labels(one.name, way)
                self._silent.labels(one.name, way).set(one.silent_hours * 3600)

    def told(self, connection: str) -> None:
        """A delivery with a good signature came."""
        self._told.labels(connection, _WEBHOOK).set_to_current_time()

    def answered(self, connection: str, at: float) -> None:
        """A system answered all that it was asked; of one that is asked no more nothing is told."""
        if connection in self.asked:
            self._told.labels(connection, _POLL).set(at)
