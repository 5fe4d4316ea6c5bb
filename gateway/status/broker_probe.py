"""Asks Kafka whether it answers, for the health page; at most once in a few seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Annotated, Literal

from confluent_kafka import KafkaException

from data.kafka.reading import KafkaConnection, answers
from data.kafka.topic_watch import Change
from gateway.deps import from_state

BrokerState = Literal["up", "down"]

_KEPT_SECONDS = 5.0
_TIMEOUT_SECONDS = 0.8
"""Health must answer within a second, whatever Kafka does."""


class Broker:
    """Knows whether Kafka answers.

    Parameters
    ----------
    ask : callable
        Returns if Kafka answers, else raises `KafkaException`; called in a thread.
    changed : callable, optional
        Returns the topics that are no longer those that workers read.
    """

    def __init__(self, ask: Callable[[], None], changed: Callable[[], tuple[Change, ...]] = tuple) -> None:
        self._ask = ask
        self.changed = changed
        self._known: BrokerState = "down"
        self._until = 0.0
        self._lock = asyncio.Lock()

    @classmethod
    def of(cls, connection: KafkaConnection, changed: Callable[[], tuple[Change, ...]]) -> Broker:
        """Make one for a connection."""
        return cls(answers(connection, _TIMEOUT_SECONDS), changed)

    async def state(self) -> BrokerState:
        """Whether Kafka answered just now, or a few seconds ago."""
        async with self._lock:
            if time.monotonic() >= self._until:
                try:
                    await asyncio.to_thread(self._ask)
                    self._known = "up"
                except KafkaException:
                    self._known = "down"
                self._until = time.monotonic() + _KEPT_SECONDS
            return self._known


BrokerDep = Annotated[Broker, from_state("parts.broker")]
