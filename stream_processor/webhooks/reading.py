"""Hands messages out to all subscriptions: what is new to those that keep up, pages to those that are behind.

Nothing is delivered before the messages were read to their end once, because only then all erasures are known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from confluent_kafka import KafkaException

from data.kafka.reading import NothingRead
from data.kafka.webhooks import Read
from stream_processor.webhooks.courier import Courier

LOG = logging.getLogger("matchstream.webhooks")

PAUSE_SECONDS = 1.0


class Reading:
    """Hands messages out, all in one event loop.

    Parameters
    ----------
    page : callable
        Reads a page of messages from an offset to another; called in threads.

    Attributes
    ----------
    couriers : dict of str to Courier
    edge : int
        Offset from which on nothing was read.
    is_current : bool
        Whether the messages were read to their end once.
    """

    def __init__(self, page: Callable[[int, int], tuple[list[Read], int]]) -> None:
        self._page = page
        self._erased: set[str] = set()
        self._hungry = asyncio.Event()
        self.couriers: dict[str, Courier] = {}
        self.edge = 0
        self.is_current = False

    def wake(self) -> None:
        """Look again who is behind."""
        self._hungry.set()

    def messages(self, records: list[Read], *, at_end: bool) -> None:
        """Hand out the next records of the topic of messages."""
        for offset, message, key in records:
            if message is None:
                self._erased.add(key)
                for courier in self.couriers.values():
                    courier.erase(key)
            for courier in self.couriers.values():
                if not courier.is_behind:
                    courier.offer(offset, message)
            self.edge = offset + 1
        if at_end and not self.is_current:
            self.is_current = True
            for courier in self.couriers.values():
                courier.start()
        self._hungry.set()

    async def catch_up(self) -> None:
        """Read on for ever for those that are behind, one page at a time, the one that is furthest behind first."""
        while True:
            self._hungry.clear()
            waiting = [one for one in self.couriers.values() if one.is_hungry] if self.is_current else []
            if not waiting:
                await self._wait_for_room()
                continue
            start = min(courier.window.needs for courier in waiting)
            if start >= self.edge:
                for courier in waiting:
                    courier.is_behind = courier.window.needs < self.edge
                continue
            try:
                records, end = await asyncio.to_thread(self._page, start, self.edge)
            except (NothingRead, KafkaException) as error:
                LOG.warning("messages can't be read again: %s", error)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self._hand_out(records, start, end)

    def _hand_out(self, records: list[Read], start: int, end: int) -> None:
        """Offer a page to all that are behind and want some of it."""
        for courier in list(self.couriers.values()):
            if not courier.is_hungry or not start <= courier.window.needs < end:
                continue
            courier.is_behind = False
            for offset, message, key in records:
                if offset >= courier.window.needs and not courier.is_behind:
                    courier.offer(offset, None if key in self._erased else message)
            if not courier.is_behind:
                courier.window.offer(end - 1, None)
                courier.is_behind = courier.window.needs < self.edge

    async def _wait_for_room(self) -> None:
        try:
            await asyncio.wait_for(self._hungry.wait(), PAUSE_SECONDS / 5)
        except TimeoutError:
            return
