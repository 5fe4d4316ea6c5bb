"""Follows subscriptions and messages in a thread, for the event loop that delivers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing
from threading import Event

from data.contract.topics import WEBHOOK_MESSAGES, WEBHOOKS
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection
from data.kafka.webhooks import Read, as_read
from data.webhooks.subscription import Subscription
from stream_processor.webhooks.deliverer import Deliverer

LOG = logging.getLogger("matchstream.webhooks")

TAKEN = 500
_OPTIONS = {"fetch.wait.max.ms": 20, "queued.max.messages.kbytes": 4096, "fetch.error.backoff.ms": 50}


class Feed:
    """Follows subscriptions and messages in a thread, and hands them to the event loop.

    Parameters
    ----------
    connection : KafkaConnection
    deliverer : Deliverer
    loop : asyncio.AbstractEventLoop
    has_subscriptions : callable
        Called when there is a subscription.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        deliverer: Deliverer,
        loop: asyncio.AbstractEventLoop,
        has_subscriptions: Callable[[], object],
    ) -> None:
        self._connection = connection
        self._deliverer = deliverer
        self._loop = loop
        self._has_subscriptions = has_subscriptions
        self._stopped = Event()

    def stop(self) -> None:
        """End after the records in hand."""
        self._stopped.set()

    def run(self, subscriptions: int, messages: int) -> None:
        """Follow both topics from these offsets until `stop`."""
        of_messages = (WEBHOOK_MESSAGES.name, 0)
        with closing(Follower(self._connection, _OPTIONS)) as follower:
            follower.assign({(WEBHOOKS.name, 0): subscriptions, of_messages: messages})
            was_told = False
            while not self._stopped.is_set():
                found = []
                for record in follower.read(TAKEN, 0.05):
                    if record.topic() == WEBHOOKS.name:
                        self._subscription(record.key(), record.value())
                    else:
                        found.append(as_read(record))
                at_end = of_messages not in follower.behind
                if found or (at_end and not was_told):
                    was_told |= at_end
                    self._in_loop(self._deliverer.reading.messages, found, at_end)

    def _subscription(self, key: bytes | None, value: bytes | None) -> None:
        identity = (key or b"").decode(errors="replace")
        found = None if value is None else Subscription.of(value)
        if value is not None and found is None:
            LOG.warning("a record of %s is no subscription, and is passed over", WEBHOOKS.name)
            return
        if found is not None:
            self._has_subscriptions()
        self._loop.call_soon_threadsafe(self._deliverer.subscription, identity, found)

    def _in_loop(self, take: Callable[..., None], records: list[Read], at_end: bool) -> None:
        """Have the loop take records, and wait until it has: what is read ahead must not pile up."""
        done = Event()

        def work() -> None:
            take(records, at_end=at_end)
            done.set()

        self._loop.call_soon_threadsafe(work)
        while not done.wait(0.5) and not self._stopped.is_set():
            pass
