"""The program that sends webhooks: planner, feed and deliverer, together until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from threading import Event, Thread
from typing import Any

from data.contract.topics import MATCHES, WEBHOOK_MESSAGES
from data.kafka.webhooks import page, standing
from data.webhooks.addresses import networks
from producers.sender import NotDelivered, Sender
from stream_processor.settings import StreamSettings
from stream_processor.webhooks.client import Client
from stream_processor.webhooks.deliverer import Deliverer
from stream_processor.webhooks.feed import Feed
from stream_processor.webhooks.planner import Planner
from stream_processor.webhooks.schedule import Schedule

LOG = logging.getLogger("matchstream.webhooks")

DAY = 86_400.0


class Sending:
    """Sends webhooks until it is stopped.

    Parameters
    ----------
    settings : StreamSettings
    sender : Sender
    ids : mapping of str to str
        Kafka's ids of topics by name, where they are known: offsets in a topic that was made anew count no more.
    """

    def __init__(self, settings: StreamSettings, sender: Sender, ids: Mapping[str, str]) -> None:
        self._settings = settings
        self._sender = sender
        self._ids = ids
        self._stopped = Event()
        self._deliverer: Deliverer | None = None
        self._planner: Planner | None = None
        self._failures: list[BaseException] = []
        self._end: Callable[[], object] = lambda: None

    def stop(self, *_signal: object) -> None:
        """End: attempts that are under way are given some time."""
        self._stopped.set()
        self._end()

    def health(self) -> dict[str, Any]:
        """Whether all is known that is needed to send."""
        deliverer, planner = self._deliverer, self._planner
        is_ready = deliverer is not None and deliverer.reading.is_current and planner is not None
        counts = deliverer.counts() if deliverer is not None else {}
        is_reading = planner is not None and planner.is_following
        return {
            "ready": is_ready,
            "status": "ready" if is_ready else "starting",
            "subscriptions": counts,
            "follows_matches": is_reading,
        }

    def run(self) -> None:
        """Send until `stop`; a failure of any part ends all of them.

        Raises
        ------
        NothingRead, NotDelivered, KafkaException
        """
        try:
            asyncio.run(self._run())
        finally:
            self._end = lambda: None
        if self._failures:
            raise self._failures[0]

    async def _run(self) -> None:
        settings, loop, ended = self._settings, asyncio.get_running_loop(), asyncio.Event()
        # Called by signals and by threads, which asyncio's own events know nothing of.
        self._end = lambda: loop.call_soon_threadsafe(ended.set)
        if self._stopped.is_set():
            return
        allowed = networks(settings.webhook_networks)
        stood = await asyncio.to_thread(standing, settings)
        async with Client(settings.webhook_seconds, allowed, settings.webhook_ca_file) as client:
            planner = Planner(settings, self._sender.send, stood.planned, self._ids.get(MATCHES.name, ""))
            deliverer = Deliverer(
                self._sender.send,
                partial(page, settings),
                client,
                Schedule(settings.webhook_retry, settings.webhook_days * DAY),
                lambda: planner.is_following,
                link=settings.webhook_link.rstrip("/"),
                topic=self._ids.get(WEBHOOK_MESSAGES.name, ""),
            )
            if stood.subscriptions:
                planner.begin()
            feed = Feed(settings, deliverer, loop, planner.begin)
            start = deliverer.begin(stood.subscriptions, stood.sent)
            self._deliverer, self._planner = deliverer, planner
            threads = [
                self._thread("webhooks-feed", lambda: feed.run(stood.next, start)),
                self._thread("webhooks-planner", planner.run),
            ]
            try:
                await deliverer.run(ended)
            finally:
                planner.stop()
                feed.stop()
                for thread in threads:
                    await asyncio.to_thread(thread.join)

    def _thread(self, name: str, work: Callable[[], None]) -> Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 -- raised again by `run`
                if not (self._stopped.is_set() and isinstance(error, NotDelivered)):
                    self._failures.append(error)
                self.stop()

        thread = Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread
