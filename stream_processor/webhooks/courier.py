"""Delivers the messages of one subscription, beside all others: what it waits for holds up nobody else."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from data.telemetry.traces import Trace, exemplar
from data.webhooks import signatures
from data.webhooks.deliveries import Attempt, Result
from data.webhooks.messages import Message
from data.webhooks.progress import Disabled, Sent, state_of
from data.webhooks.subscription import State, Subscription
from stream_processor import metrics
from stream_processor.webhooks.client import Answer, Client
from stream_processor.webhooks.schedule import Schedule, retry_after
from stream_processor.webhooks.traced import TracedAttempt
from stream_processor.webhooks.window import Waiting, Window

GONE = 410
SLOW_DOWN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that are about the receiver and not about the message; and no answer at all."""

REDIRECTED = "it redirects, which is not followed"


class Terms(NamedTuple):
    """What all couriers share.

    Attributes
    ----------
    client : Client
    schedule : Schedule
    link : str
        Address of this installation.
    note : callable
        Takes each attempt.
    may_send : asyncio.Event
        Not set while attempts can't be written down.
    """

    client: Client
    schedule: Schedule
    link: str
    note: Callable[[Attempt], None]
    may_send: asyncio.Event


class Courier:
    """Delivers until it is ended.

    Parameters
    ----------
    subscription : Subscription
        Replaced when it changes.
    sent : Sent
        Where it was left.
    terms : Terms

    Attributes
    ----------
    window : Window
    is_behind : bool
        Whether it reads for itself, and not what all read.
    is_changed : bool
        Whether its progress is to be written down.
    """

    def __init__(self, subscription: Subscription, sent: Sent, terms: Terms) -> None:
        self.subscription = subscription
        self.window = Window(sent)
        self.is_behind = True
        self.is_changed = False
        self._terms = terms
        self._wake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether it is to be sent."""
        return state_of(self.subscription, self.window.disabled) is State.ON

    @property
    def is_hungry(self) -> bool:
        """Whether it would read on."""
        return self.is_on and self.is_behind and self.window.has_room

    def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run())

    def change(self, subscription: Subscription) -> None:
        """Go on with another form of the subscription."""
        self.subscription = subscription
        self._wake.set()

    def offer(self, offset: int, message: Message | None) -> None:
        """Offer the record at an offset; where there is no room, it is read again later."""
        wanted = message if message is not None and message.is_for(self.subscription) else None
        before = self.window.next
        if not self.window.offer(offset, wanted):
            self.is_behind = True
        elif wanted is not None:
            self.is_changed = True
            self._wake.set()
        else:
            # That something was passed over is written down now and then; it costs nothing to pass over it again.
            self.is_changed |= self.window.next // 1000 > before // 1000

    def erase(self, key: str) -> None:
        """Drop what was erased."""
        self.window.erase(key)
        self.is_changed = True

    async def stop(self, seconds: float) -> None:
        """End: attempts that are under way are given some time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._sending:
            await asyncio.wait(self._sending, timeout=seconds)
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            now = time.time()
            while self.is_on and self._terms.may_send.is_set() and (one := self.window.ready(now)) is not None:
                task = asyncio.create_task(self._send(one))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)
            await self._rest()

    async def _rest(self) -> None:
        """Wait until something may have to be sent."""
        if not self._terms.may_send.is_set():
            await self._terms.may_send.wait()
            return
        due = self.window.wake_at() if self.is_on else None
        seconds = None if due is None else max(due - time.time(), 0.001)
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    async def _send(self, one: Waiting) -> None:
        begun = time.time()
        one.attempts += 1
        one.since = one.since or begun
        subscription, message = self.subscription, one.message
        body = message.body(subscription, self._terms.link)
        secrets = subscription.signing(datetime.now(UTC))
        traced = TracedAttempt(message)
        headers = signatures.headers(secrets, message.identity, int(begun), body) | traced.headers
        number = one.attempts
        try:
            answer = await self._terms.client.post(subscription.url, headers, body)
            result = self._settle(one, answer, subscription)
        except BaseException:
            one.is_sending = False
            raise
        metrics.WEBHOOK_ATTEMPTS.labels(result, f"{answer.status // 100}xx" if answer.status else "none").inc()
        attempt = _attempt(subscription, message, number, begun, answer, result)
        traced.tell(attempt)
        self._terms.note(attempt)
        self.is_changed = True
        self._wake.set()

    def _settle(self, one: Waiting, answer: Answer, subscription: Subscription) -> Result:
        """Note what an answer means; returns the attempt's result."""
        now = time.time()
        if 200 <= answer.status < 300:
            self.window.delivered(one, now)
            of = exemplar(Trace.read(one.message.traceparent))
            metrics.WEBHOOK_SECONDS.observe(max(0.0, now - one.message.document["time"] / 1000), of)
            return Result.DELIVERED
        if answer.status == GONE:
            self.window.failed(one, now, of_receiver=False)
            self._disable(subscription, now, "its receiver answered 410: it wants no more")
            return Result.DISABLED
        asked = retry_after(answer.retry_after, now)
        one.failures += 1
        due = self._terms.schedule.next(one.failures, one.since, now, asked, random.random)
        of_receiver = answer.status == 0 or answer.status in SLOW_DOWN
        until = now + asked if asked is not None else None
        if due is None and of_receiver:
            # The message stays, and is sent when somebody switches the subscription on again.
            self.window.failed(one, now, of_receiver=True)
            self._disable(subscription, now, "its receiver failed for as long as a message is tried")
            return Result.DISABLED
        self.window.failed(one, due, of_receiver=of_receiver, until=until)
        return Result.GIVEN_UP if due is None else Result.AGAIN

    def _disable(self, subscription: Subscription, now: float, why: str) -> None:
        self.window.disable(Disabled(subscription.activation, round(now, 3), why))


def _attempt(
    subscription: Subscription, message: Message, number: int, begun: float, answer: Answer, result: Result
) -> Attempt:
    why = answer.why or (REDIRECTED if 300 <= answer.status < 400 else "")
    of = (subscription.id, message.identity, message.kind.value)
    return Attempt(*of, number, round(begun, 3), round(answer.seconds, 4), answer.status, result, why)
