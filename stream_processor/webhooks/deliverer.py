"""Delivers messages to all subscriptions: hands out what is read, and writes down how far each is.

All of it happens in one event loop; Kafka is read and written in threads. Nothing is delivered before the messages
were read to their end once, because only then all erasures are known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from confluent_kafka import KafkaException

from data.contract.records import Record
from data.kafka.reading import NothingRead
from data.kafka.webhooks import Read
from data.webhooks.deliveries import Attempt
from data.webhooks.progress import Sent, dropped
from data.webhooks.subscription import Subscription
from producers.sender import NotDelivered
from stream_processor import metrics
from stream_processor.webhooks.client import Client
from stream_processor.webhooks.courier import Courier, Terms
from stream_processor.webhooks.schedule import Schedule

LOG = logging.getLogger("matchstream.webhooks")

FLUSH_SECONDS = 0.5
"""Between two writings of progress: what was delivered since is delivered once more after a crash."""
STOP_SECONDS = 5.0
PAUSE_SECONDS = 1.0


class Deliverer:
    """Delivers until it is stopped.

    Parameters
    ----------
    send : callable
        Sends records and returns when Kafka has them; called in threads.
    page : callable
        Reads a page of messages from an offset to another; called in threads.
    client : Client
    schedule : Schedule
    link : str
    topic : str
        Id of the topic of messages.
    """

    def __init__(
        self,
        send: Callable[[list[Record]], object],
        page: Callable[[int, int], tuple[list[Read], int]],
        client: Client,
        schedule: Schedule,
        *,
        link: str = "",
        topic: str = "",
    ) -> None:
        self._write = send
        self._page = page
        self._topic = topic
        self._log: list[Record] = []
        self._erased: set[str] = set()
        self._dropped: list[Record] = []
        self._couriers: dict[str, Courier] = {}
        self._new: list[Subscription] = []
        self._edge = 0
        self._is_current = False
        self._hungry = asyncio.Event()
        may_send = asyncio.Event()
        may_send.set()
        self._terms = Terms(client, schedule, link, self._note, may_send)

    @property
    def is_current(self) -> bool:
        """Whether the messages were read to their end once."""
        return self._is_current

    def counts(self) -> dict[str, int]:
        """Subscriptions by state."""
        on = sum(courier.is_on for courier in self._couriers.values())
        return {"on": on, "off": len(self._couriers) - on}

    def begin(self, subscriptions: Mapping[str, Subscription], sent: Mapping[str, Sent]) -> int:
        """Take in what stands in Kafka at the start; returns the offset from which messages are to be read."""
        needs = []
        for identity, subscription in subscriptions.items():
            stood = sent.get(identity)
            if stood is None or stood.topic != self._topic:
                self._new.append(subscription)
                continue
            self._couriers[identity] = courier = Courier(subscription, stood, self._terms)
            if courier.is_on:
                needs.append(courier.window.needs)
        self._dropped += [dropped(identity.encode()) for identity in sent.keys() - subscriptions.keys()]
        self._edge = min(needs, default=0)
        for courier in self._couriers.values():
            courier.is_behind = courier.window.needs < self._edge
        return self._edge

    def subscription(self, identity: str, subscription: Subscription | None) -> None:
        """Take in a subscription that is new, was changed, or was removed."""
        known = self._couriers.get(identity)
        self._new = [one for one in self._new if one.id != identity]
        if subscription is None:
            if known is not None:
                del self._couriers[identity]
                self._stopping = asyncio.create_task(known.stop(0.0))
            self._dropped.append(dropped(identity.encode()))
        elif known is None:
            self._new.append(subscription)
            self._hungry.set()
        else:
            known.change(subscription)
            self._hungry.set()

    def messages(self, records: list[Read], *, at_end: bool) -> None:
        """Hand out the next records of the topic of messages."""
        for offset, message, key in records:
            if message is None:
                self._erased.add(key)
                for courier in self._couriers.values():
                    courier.erase(key)
            for courier in self._couriers.values():
                if not courier.is_behind:
                    courier.offer(offset, message)
            self._edge = offset + 1
        if at_end and not self._is_current:
            self._is_current = True
            for courier in self._couriers.values():
                courier.start()
        self._hungry.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set."""
        tasks = [asyncio.create_task(work) for work in (self._flush(), self._catch_up())]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (*tasks, stopping):
                task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
            await asyncio.gather(*(courier.stop(STOP_SECONDS) for courier in self._couriers.values()))
            await self._write_down()

    def _note(self, attempt: Attempt) -> None:
        self._log.append(attempt.record())

    async def _flush(self) -> None:
        while True:
            try:
                await self._write_down()
            except NotDelivered as error:
                if not error.retryable:
                    raise
                # Nothing is sent meanwhile: what could not be written down would have to be sent again.
                self._terms.may_send.clear()
                LOG.warning("%s; webhooks wait until it can be written down how far they are", error)
            else:
                self._terms.may_send.set()
            await asyncio.sleep(FLUSH_SECONDS)

    async def _write_down(self) -> None:
        """Write the log of attempts and how far each subscription is; new ones begin once that is written."""
        attempts, gone = list(self._log), list(self._dropped)
        changed = [courier for courier in self._couriers.values() if courier.is_changed]
        begun: list[Courier] = []
        if self._is_current:
            stood = Sent(self._edge, topic=self._topic)
            begun = [Courier(subscription, stood, self._terms) for subscription in self._new]
        for courier in changed:
            courier.is_changed = False
        records = [*attempts, *gone]
        records += [one.window.sent().record(one.subscription.id) for one in (*changed, *begun)]
        try:
            if records:
                await asyncio.to_thread(self._write, records)
        except BaseException:
            for courier in changed:
                courier.is_changed = True
            raise
        del self._log[: len(attempts)], self._dropped[: len(gone)]
        new = {subscription.id: subscription for subscription in self._new}
        for courier in begun:
            identity = courier.subscription.id
            if identity in new:  # it may have been changed or removed meanwhile
                courier.change(new[identity])
                self._new.remove(new[identity])
                courier.is_behind = courier.window.needs < self._edge
                self._couriers[identity] = courier
                courier.start()
        if begun:
            self._hungry.set()
        self._measure()

    def _measure(self) -> None:
        metrics.WEBHOOK_WAITING.set(sum(len(courier.window) for courier in self._couriers.values()))
        for state, number in self.counts().items():
            metrics.WEBHOOK_SUBSCRIPTIONS.labels(state).set(number)

    async def _catch_up(self) -> None:
        """Read on for those that are behind the others, one page at a time, the one that is furthest behind first."""
        while True:
            self._hungry.clear()
            waiting = [one for one in self._couriers.values() if one.is_hungry] if self._is_current else []
            if not waiting:
                await self._wait_for_room()
                continue
            start = min(courier.window.needs for courier in waiting)
            if start >= self._edge:
                for courier in waiting:
                    courier.is_behind = courier.window.needs < self._edge
                continue
            try:
                records, end = await asyncio.to_thread(self._page, start, self._edge)
            except (NothingRead, KafkaException) as error:
                LOG.warning("messages can't be read again: %s", error)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self._hand_out(records, start, end)

    def _hand_out(self, records: list[Read], start: int, end: int) -> None:
        """Offer a page to all that are behind and want some of it."""
        for courier in list(self._couriers.values()):
            if not courier.is_hungry or not start <= courier.window.needs < end:
                continue
            courier.is_behind = False
            for offset, message, key in records:
                if offset >= courier.window.needs and not courier.is_behind:
                    courier.offer(offset, None if key in self._erased else message)
            if not courier.is_behind:
                courier.window.offer(end - 1, None)
                courier.is_behind = courier.window.needs < self._edge

    async def _wait_for_room(self) -> None:
        try:
            await asyncio.wait_for(self._hungry.wait(), PAUSE_SECONDS / 5)
        except TimeoutError:
            return
