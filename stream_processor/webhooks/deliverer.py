"""Delivers messages to all subscriptions, and writes down how far each is.

All of it happens in one event loop; Kafka is read and written in threads.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping

from data.contract.records import Record
from data.kafka.webhooks import Read
from data.webhooks.deliveries import Attempt
from data.webhooks.progress import Sent, dropped, state_of
from data.webhooks.subscription import State, Subscription
from producers.sender import NotDelivered
from stream_processor import metrics
from stream_processor.webhooks.client import Client
from stream_processor.webhooks.courier import Courier, Terms
from stream_processor.webhooks.reading import Reading
from stream_processor.webhooks.schedule import Schedule

LOG = logging.getLogger("matchstream.webhooks")

FLUSH_SECONDS = 0.5
"""Between two writings of progress: what was delivered since is delivered once more after a crash."""
STOP_SECONDS = 5.0


class Deliverer:
    """Delivers until it is stopped.

    Parameters
    ----------
    send, page : callable
        Sends records until Kafka has them; reads a page of messages from an offset to another. Called in threads.
    client : Client
    schedule : Schedule
    is_planning : callable
        Whether each match from now on becomes messages: a new subscription is told to be on from then on only.
    link : str
    topic : str
        Id of the topic of messages.

    Attributes
    ----------
    reading : Reading
        Hands messages out to the subscriptions.
    """

    def __init__(
        self,
        send: Callable[[list[Record]], object],
        page: Callable[[int, int], tuple[list[Read], int]],
        client: Client,
        schedule: Schedule,
        is_planning: Callable[[], bool],
        *,
        link: str = "",
        topic: str = "",
    ) -> None:
        self._write = send
        self._is_planning = is_planning
        self._topic = topic
        self._log: list[Record] = []
        self._dropped: list[Record] = []
        self.reading = Reading(page)
        self._new: list[Subscription] = []
        self._writing = asyncio.Lock()
        may_send = asyncio.Event()
        may_send.set()
        self._terms = Terms(client, schedule, link, self._note, may_send)

    def counts(self) -> dict[str, int]:
        """Subscriptions by state."""
        states = [state_of(one.subscription, one.window.disabled) for one in self.reading.couriers.values()]
        return {state.value: states.count(state) for state in State}

    def begin(self, subscriptions: Mapping[str, Subscription], sent: Mapping[str, Sent]) -> int:
        """Take in what stands in Kafka at the start; returns the offset from which messages are to be read."""
        needs = []
        for identity, subscription in subscriptions.items():
            stood = sent.get(identity)
            if stood is None or stood.topic != self._topic:
                self._new.append(subscription)
                continue
            self.reading.couriers[identity] = courier = Courier(subscription, stood, self._terms)
            if courier.is_on:
                needs.append(courier.window.needs)
        self._dropped += [dropped(identity.encode()) for identity in sent.keys() - subscriptions.keys()]
        self.reading.edge = min(needs, default=0)
        for courier in self.reading.couriers.values():
            courier.is_behind = courier.window.needs < self.reading.edge
        return self.reading.edge

    def subscription(self, identity: str, subscription: Subscription | None) -> None:
        """Take in a subscription that is new, was changed, or was removed."""
        known = self.reading.couriers.get(identity)
        self._new = [one for one in self._new if one.id != identity]
        if subscription is None:
            if known is not None:
                del self.reading.couriers[identity]
                self._stopping = asyncio.create_task(known.stop(0.0))
            self._dropped.append(dropped(identity.encode()))
        elif known is None:
            self._new.append(subscription)
            self.reading.wake()
        else:
            known.change(subscription)
            self.reading.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set."""
        tasks = [asyncio.create_task(work) for work in (self._flush(), self.reading.catch_up())]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            async with self._writing:  # cut off in the middle, what is being written would be written twice
                for task in (*tasks, stopping):
                    task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
            await asyncio.gather(*(courier.stop(STOP_SECONDS) for courier in self.reading.couriers.values()))
            await self._write_down()

    def _note(self, attempt: Attempt) -> None:
        self._log.append(attempt.record())

    async def _flush(self) -> None:
        while True:
            try:
                async with self._writing:
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
        changed = [courier for courier in self.reading.couriers.values() if courier.is_changed]
        begun: list[Courier] = []
        if self.reading.is_current and self._is_planning():
            stood = Sent(self.reading.edge, topic=self._topic)
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
                courier.is_behind = courier.window.needs < self.reading.edge
                self.reading.couriers[identity] = courier
                courier.start()
        if begun:
            self.reading.wake()
        _measure(self.reading.couriers.values(), self.counts())


def _measure(couriers: Iterable[Courier], counts: Mapping[str, int]) -> None:
    metrics.WEBHOOK_WAITING.set(sum(len(courier.window) for courier in couriers))
    for state, number in counts.items():
        metrics.WEBHOOK_SUBSCRIPTIONS.labels(state).set(number)
