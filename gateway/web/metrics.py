"""The gateway's metrics, and the middleware that counts requests by route."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.redis.faults import RedisState
from gateway.deps import from_state

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

NO_ROUTE = "(none)"
"""Label of requests without a route; with the raw path clients could create any number of label values."""

STATIC = "/static"
"""Path of the static files; a mount has no route."""

_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


class Metrics:
    """The gateway's metrics, in a registry of their own, so that a process can have two gateways."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "matchstream_http_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "matchstream_http_request_seconds",
            "Seconds from a request to the beginning of its answer.",
            ["route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.predictions = Counter(
            "matchstream_predictions", "Pairs predicted on request.", ["band"], registry=self.registry
        )
        self.access_refused = Counter(
            "matchstream_access_refused",
            "Requests refused for their key or session, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.events_accepted = Counter(
            "matchstream_events_accepted", "Events that Kafka acknowledged.", ["type"], registry=self.registry
        )
        self.events_refused = Counter(
            "matchstream_events_refused", "Events refused at the door.", ["reason"], registry=self.registry
        )
        self.webhooks = Counter(
            "matchstream_webhooks",
            "Events of applicant tracking systems by what became of them; of deliveries that were refused, why.",
            ["connection", "event", "result"],
            registry=self.registry,
        )
        self.pushes_sent = Counter("matchstream_pushes_sent", "Pushes sent to clients.", registry=self.registry)
        self.push_clients = Gauge("matchstream_push_clients", "Open connections of clients.", registry=self.registry)
        self.push_overruns = Counter(
            "matchstream_push_overruns", "Times a slow client was sent back to reading Redis.", registry=self.registry
        )
        self._redis = Gauge(
            "matchstream_redis_state",
            "1 for how Redis is to lookups and to pushes, 0 for how it may be.",
            ["use", "state"],
            registry=self.registry,
        )
        self._topics = Gauge(
            "matchstream_topics_changed",
            "1 for a topic that is missing, was made anew or was widened.",
            ["topic", "kind"],
            registry=self.registry,
        )
        self.connections_ended = Counter(
            "matchstream_connections_ended",
            "Connections refused (all, address) or closed because no request came (head, head_size, body, parse).",
            ["why"],
            registry=self.registry,
        )
        self.model = Gauge("matchstream_model_info", "1 for the loaded model.", ["version"], registry=self.registry)
        self.model_swaps = Counter("matchstream_model_swaps", "New models taken.", registry=self.registry)
        self.model_refusals = Counter(
            "matchstream_model_refusals", "New models refused; the old one stayed.", registry=self.registry
        )
        self.model_differs = Gauge(
            "matchstream_model_differs",
            "1 while another model scores here than the announced champion.",
            registry=self.registry,
        )

    def topics_changed(self, changed: Mapping[str, str]) -> None:
        """Set the metric of topics that are no longer those that workers read."""
        self._topics.clear()
        for topic, kind in changed.items():
            self._topics.labels(topic, kind).set(1)

    def redis_is(self, use: Literal["lookups", "pushes"], state: RedisState) -> None:
        """Set the metric of Redis's state, for one of its uses."""
        for each in RedisState:
            self._redis.labels(use, each.value).set(each is state)

    def loaded(self, version: str) -> None:
        """Set the metric of the model in use."""
        self.model.clear()
        self.model.labels(version).set(1)


def label(scope: Scope) -> str:
    """The template of a request's route, used in metrics and logs."""
    if scope["path"].startswith(STATIC + "/"):
        return STATIC
    return getattr(scope.get("route"), "path", None) or NO_ROUTE


class CountedRequests:
    """ASGI middleware that counts and times requests; a stream is timed until it begins."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        # Cached, because looking up the counter takes longer than counting; there are few routes, methods and statuses.
        self._answered = cache(metrics.requests.labels)
        self._seconds = cache(metrics.seconds.labels)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = label(scope)
                method = scope["method"] if scope["method"] in _METHODS else "OTHER"
                self._answered(route, method, message["status"]).inc()
                self._seconds(route).observe(time.perf_counter() - begun)
            await send(message)

        await self.app(scope, receive, counted)


MetricsDep = Annotated[Metrics, from_state("metrics")]
