"""Stand-ins of applicant tracking systems as senders: they sign, repeat, give up and disable as theirs is documented.

Their clock is a number: nothing waits. Where a rule is not documented (`docs/connect.md`), the stand-in does the worst.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from producers.connectors.delivery import Delivery
from producers.connectors.signatures import SharedText
from producers.connectors.vendors import VENDORS
from tests.ats import bodies

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Post = Callable[[bytes, dict[str, str]], tuple[int, Mapping[str, str]]]
"""Sends a request; answers its status and headers. 0: nobody answered."""


@dataclass(frozen=True)
class Rules:
    """How a system delivers.

    Attributes
    ----------
    waits : tuple of float
        Seconds before each repetition.
    delivered : frozenset of int
        Statuses that count as delivered.
    final : frozenset of int
        Statuses after which it does not repeat.
    disabled_after : float, optional
        Seconds of nothing but failures after which the address is removed.
    ping_must_pass : bool
        Whether a failed ping leaves the webhook disabled.
    """

    waits: tuple[float, ...]
    delivered: frozenset[int]
    final: frozenset[int] = frozenset()
    disabled_after: float | None = None
    ping_must_pass: bool = False


RULES = {
    "greenhouse": Rules(tuple(n * MINUTE for n in (1, 15, 60, 120, 240, 480)), frozenset({200}), ping_must_pass=True),
    "gupy": Rules(tuple(n * MINUTE for n in (1, 5, 15, 30, 30, 39)), frozenset({200}), disabled_after=7 * DAY),
    "ashby": Rules(
        tuple(((1 << n) - 1) * 10.0 for n in range(1, 10)),
        frozenset(range(200, 300)),
        final=frozenset({401, 403, 404, 405, 410}),
        ping_must_pass=True,
    ),
    "smartrecruiters": Rules(
        tuple(n * MINUTE for n in (1, 3, 10, 45, 120, 240, 480, 960, 1440, 1440)), frozenset({202})
    ),
    "standard_webhooks": Rules(
        tuple(float(n) for n in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)),
        frozenset(range(200, 300)),
        final=frozenset({410}),
    ),
    "cloudevents": Rules((5.0, 300.0, 1800.0), frozenset({200, 201, 202, 204}), final=frozenset({410, 415})),
}


@dataclass
class Queued:
    """An event on its way."""

    name: str
    body: bytes
    due: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: int = 0


@dataclass
class Sender:
    """One system's webhook.

    Attributes
    ----------
    vendor : str
    secret : str
    post : callable
    now : float
        Seconds since the beginning.
    is_enabled : bool
    lost : list of str
        Events that were given up.
    """

    vendor: str
    secret: str
    post: Post
    epoch: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(days=30))
    now: float = 0.0
    is_enabled: bool = True
    lost: list[str] = field(default_factory=list)
    delivered: int = 0
    _queue: list[Queued] = field(default_factory=list)
    _failing_since: float | None = None

    @property
    def rules(self) -> Rules:
        return RULES[self.vendor]

    @property
    def undelivered(self) -> int:
        return len(self._queue) + len(self.lost)

    def activate(self) -> None:
        """What the system does as the webhook is made."""
        if self.vendor == "smartrecruiters":
            status, headers = self.post(b"", {"x-hook-secret": "hook-secret-1"})
            self.is_enabled = status == 200 and headers.get("x-hook-secret") == "hook-secret-1"
        elif self.rules.ping_must_pass:
            document = {"action": "ping", "payload": {"name": "hook"}, "webhookActionId": str(uuid.uuid4()), "data": {}}
            status, _ = self._send(Queued("ping", bodies.encoded(document), self.now))
            self.is_enabled = status in self.rules.delivered

    def happen(self, name: str, document: Any) -> None:
        """Queue an event."""
        if self.is_enabled:
            self._queue.append(Queued(name, bodies.encoded(document), self.now))

    def run(self, until: float = 40 * DAY) -> None:
        """Deliver what is due, in the order in which it is due, as long as anything is."""
        while self._queue and self.is_enabled:
            queued = min(self._queue, key=lambda one: one.due)
            if queued.due > until:
                return
            self.now = max(self.now, queued.due)
            self._deliver(queued)

    def _deliver(self, queued: Queued) -> None:
        status, _ = self._send(queued)
        if status in self.rules.delivered:
            self._queue.remove(queued)
            self.delivered += 1
            self._failing_since = None
            return
        since = self._failing_since = self.now if self._failing_since is None else self._failing_since
        if self.rules.disabled_after is not None and self.now - since >= self.rules.disabled_after:
            self.is_enabled = False
        queued.attempts += 1
        if status in self.rules.final or queued.attempts > len(self.rules.waits):
            self._queue.remove(queued)
            self.lost.append(queued.name)
        else:
            queued.due = self.now + self.rules.waits[queued.attempts - 1]

    def _send(self, queued: Queued) -> tuple[int, Mapping[str, str]]:
        return self.post(queued.body, signed(self.vendor, self.secret, queued.body, queued.name, queued.id))


def signed(vendor: str, secret: str, body: bytes, name: str = "", event_id: str = "ev-1") -> dict[str, str]:
    """The headers with which a system sends a body now."""
    connector = VENDORS[vendor]
    headers = {"content-type": "application/json"}
    seconds = str(int(datetime.now(UTC).timestamp()))
    if vendor == "smartrecruiters":
        headers |= {
            "event-id": event_id,
            "event-name": name,
            "event-version": "v201910",
            "link": f"<https://api.smartrecruiters.com/x/{event_id}>; rel=self",
            "smartrecruiters-timestamp": seconds,
        }
    elif vendor == "standard_webhooks":
        headers |= {"webhook-id": event_id, "webhook-timestamp": seconds}
    elif vendor == "cloudevents":
        headers |= {"content-type": "application/cloudevents+json"}
    elif vendor == "greenhouse":
        headers |= {"greenhouse-event-id": event_id}
    scheme = connector.scheme
    if isinstance(scheme, SharedText):
        return headers | {"authorization": f"Bearer {secret}"}
    return headers | {scheme.header: scheme.sign(secret, Delivery(headers, body, datetime.now(UTC)))}
