"""Metrics of the sender of webhooks."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from data.contract.webhook_bodies import MessageKind
from data.webhooks.deliveries import Result
from data.webhooks.subscription import State
from stream_processor.metrics.registries import WEBHOOKS, with_series

WEBHOOK_MESSAGES = with_series(
    Counter("matchstream_webhook_messages", "Messages that webhooks tell, once for all.", ["kind"], registry=WEBHOOKS),
    MessageKind,
)
WEBHOOK_ATTEMPTS = with_series(
    Counter("matchstream_webhook_attempts", "Attempts to deliver a webhook.", ["result", "answer"], registry=WEBHOOKS),
    Result,
    ("none", "1xx", "2xx", "3xx", "4xx", "5xx"),
)
WEBHOOK_SECONDS = Histogram(
    "matchstream_webhook_seconds",
    "Time from a message to its delivery.",
    buckets=(0.03, 0.1, 0.3, 1, 3, 10, 60, 600, 3600, 21600, 86400, 259200),
    registry=WEBHOOKS,
)
WEBHOOK_WAITING = Gauge(
    "matchstream_webhook_waiting", "Messages in memory that wait for their delivery.", registry=WEBHOOKS
)
WEBHOOK_SUBSCRIPTIONS = with_series(
    Gauge("matchstream_webhook_subscriptions", "Subscriptions to webhooks.", ["state"], registry=WEBHOOKS), State
)
