"""Asks Kafka whether it answers, for the health page; at most once in a few seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Annotated, Literal

from confluent_kafka import KafkaException

from data.kafka.reading import KafkaConnection, NothingRead, answers
from data.kafka.topic_watch import Change, TopicWatch
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
        Returns the topics that are no longer those that workers read, as last seen.
    look : callable, optional
        Returns them as they are now; called in a thread.
    """

    def __init__(
        self,
        ask: Callable[[], None],
        changed: Callable[[], tuple[Change, ...]] = tuple,
        look: Callable[[], tuple[Change, ...]] = tuple,
    ) -> None:
        self._ask = ask
        self._changed = changed
        self._look = look
        self._known: BrokerState = "down"
        self._until = 0.0
        self._lock = asyncio.Lock()

    @classmethod
    def of(cls, connection: KafkaConnection, watch: TopicWatch) -> Broker:
        """Make one for a connection and the watch that events are sent by."""
        return cls(answers(connection, _TIMEOUT_SECONDS), lambda: watch.changes, lambda: watch.recent(_TIMEOUT_SECONDS))

    async def changed(self, reported: Collection[str]) -> set[str]:
        """The topics that changed, as events are refused by.

        Parameters
        ----------
        reported : collection of str
            Topics that another program reports as changed. Those that are not known here are looked at first, and
            believed where Kafka does not answer: no event is sent then.
        """
        known = {change.topic for change in self._changed()}
        if known.issuperset(reported):
            return known
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                return {change.topic for change in await asyncio.to_thread(self._look)}
        except (KafkaException, NothingRead, TimeoutError):
            return known.union(reported)

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
