"""Keeps the gateway's keys up to date while it runs; without Kafka those that are known go on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from confluent_kafka import KafkaException

from data.contract.keys import Keys
from data.contract.records import Record
from data.kafka.keys import KeyFollower
from gateway.settings import GatewaySettings

_LOG = logging.getLogger("matchstream.gateway.keys")

START_SECONDS = 3.0
"""How long a start waits for the keys, if a broker can be reached."""


class KeySource(Protocol):
    """Where keys are known from: `data.kafka.keys.KeyFollower`, or a stand-in.

    Attributes
    ----------
    keys : Keys
    is_known : bool
        Whether the topic was read to its end; until then no key is good.
    """

    keys: Keys
    is_known: bool

    def look(self, seconds: float = 0.0) -> None:
        """Read what is new."""

    def note(self, *records: Record) -> None:
        """Take in what was just sent."""

    def close(self) -> None:
        """Close the connection."""


def keys_of(settings: GatewaySettings) -> KeySource | None:
    """What follows the topic of keys; None where keys are off."""
    return KeyFollower(settings) if settings.gateway_keys == "on" else None


@asynccontextmanager
async def followed(source: KeySource | None, seconds: float) -> AsyncIterator[None]:
    """Look for keys, at this interval, while the block runs."""
    if source is None:
        yield
        return
    await asyncio.to_thread(source.look, START_SECONDS)
    if not source.is_known:
        _LOG.warning("the keys can't be read from Kafka yet: requests that need one are answered 503 until they are")
    watching = asyncio.create_task(_watch(source, seconds))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(source.close)


async def _watch(source: KeySource, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(source.look)
        except KafkaException as error:
            _LOG.error("the keys can't be followed, those that are known go on: %s", error)
