"""The metrics of connections to applicant tracking systems that are silent."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Gauge

from producers.connectors.connections import Connection


class ConnectionMetrics:
    """When each connection was last heard of, and after which silence that is told, in the gateway's registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._told = Gauge(
            "matchstream_connection_told_timestamp_seconds",
            "When the last delivery with a good signature came, in seconds since 1970; 0: none since the start.",
            ["connection"],
            registry=registry,
        )
        self._silent = Gauge(
            "matchstream_connection_silent_seconds",
            "After how many seconds without one the connection's owner wants to know.",
            ["connection"],
            registry=registry,
        )

    def begin(self, connections: Iterable[Connection]) -> None:
        """Begin the series of some connections."""
        for one in connections:
            self._told.labels(one.name)
            self._silent.labels(one.name).set(one.silent_hours * 3600)

    def told(self, connection: str) -> None:
        """A delivery with a good signature came."""
        self._told.labels(connection).set_to_current_time()
