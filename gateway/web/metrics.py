"""The gateway's metrics, and what counts requests by route.

A counter whose labels have few fixed values starts at 0 with each of them: a series that is born with its first value
shows no increase to Prometheus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from starlette.types import Scope

from data.contract.events import EventType
from data.contract.unreadable import Reason
from data.redis.faults import RedisState
from data.telemetry.traces import CURRENT, exemplar
from gateway.deps import from_state
from gateway.web.connection_metrics import ConnectionMetrics
from gateway.web.drift_metrics import DriftMetrics
from gateway.web.prediction_metrics import PredictionMetrics
from gateway.web.store_metrics import StoreMetrics
from producers.connectors.connections import Connection
from producers.connectors.signatures import Verdict
from producers.documents.outcome import Reason as NotReadReason

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

NO_EVENT = "(none)"
"""Label of a webhook delivery of which nothing was read."""
NO_ROUTE = "(none)"
"""Label of requests without a route; with the raw path clients could create any number of label values."""

STATIC = "/static"
"""Path of the static files; a mount has no route."""

RefusedAccess = Literal[
    "missing",
    "malformed",
    "unknown",
    "wrong",
    "revoked",
    "expired",
    "session",
    "proxy",
    "page",
    "scope",
    "rate",
    "away",
]
"""Why a request is not let in (docs/security.md)."""

READ = "read"
"""Label of a document that was read."""

ENDED = ("all", "address", "head", "head_size", "body", "parse")
FAILED = (500, 503)
"""The statuses of answers that are failures of ours."""

_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


class Metrics:
    """The gateway's metrics, in a registry of their own, so that a process can have two gateways."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=self.registry)
        self.requests = Counter(
            "matchstream_http_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "matchstream_http_request_seconds",
            "Seconds from a request to the beginning of its answer.",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.predictions = PredictionMetrics(self.registry)
        self.store = StoreMetrics(self.registry)
        self.drift = DriftMetrics(self.registry)
        self.connections = ConnectionMetrics(self.registry)
        self.results_age = Gauge(
            "matchstream_results_age_seconds",
            "Seconds for which events may be missing in what was last read from Redis; NaN while that is not known.",
            registry=self.registry,
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
        self.documents = Counter(
            "matchstream_documents", "CVs that were read, and of others why not.", ["result"], registry=self.registry
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
        self._begin()

    def _begin(self) -> None:
        """Begin the series whose labels are known."""
        for event in EventType:
            self.events_accepted.labels(event.value)
        for reason in Reason:
            self.events_refused.labels(reason.value)
        for refused in get_args(RefusedAccess):
            self.access_refused.labels(refused)
        for result in (READ, *NotReadReason):
            self.documents.labels(result)
        for why in ENDED:
            self.connections_ended.labels(why)
        for use in ("lookups", "pushes"):
            for state in RedisState:
                self._redis.labels(use, state.value)

    def serves(self, routes: Iterable[tuple[str, str]]) -> None:
        """Begin the counts of failed requests, for each method and path."""
        for method, path in routes:
            for status in FAILED:
                self.requests.labels(path, method, status)

    def connects(self, connections: Mapping[str, Connection]) -> None:
        """Begin the series of each connection: when it was heard of, and the counts of refused deliveries."""
        self.connections.begin(connections.values())
        for name in connections:
            for verdict in Verdict:
                if verdict is not Verdict.GOOD:
                    self.webhooks.labels(name, NO_EVENT, verdict.value)

    def topics_changed(self, changed: Mapping[str, str]) -> None:
        """Set the metric of topics that are no longer those that workers read."""
        self._topics.clear()
        for topic, kind in changed.items():
            self._topics.labels(topic, kind).set(1)

    def redis_is(self, use: Literal["lookups", "pushes"], state: RedisState) -> None:
        """Set the metric of Redis's state, for one of its uses."""
        for each in RedisState:
            self._redis.labels(use, each.value).set(each is state)

    def loaded(self, version: str, samples: int) -> None:
        """Set the metrics of the model in use: its version, and the comparisons that it was trained on."""
        self.model.clear()
        self.model.labels(version).set(1)
        self.predictions.samples.set(samples)


def label(scope: Scope) -> str:
    """The template of a request's route, used in metrics and logs."""
    if scope["path"].startswith(STATIC + "/"):
        return STATIC
    return getattr(scope.get("route"), "path", None) or NO_ROUTE


class RequestCounts:
    """Counts and times requests; a stream is timed until it begins."""

    def __init__(self, metrics: Metrics) -> None:
        # Cached, because looking up the counter takes longer than counting; there are few routes, methods and statuses.
        self._answered = cache(metrics.requests.labels)
        self._seconds = cache(metrics.seconds.labels)

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request that is answered."""
        route = label(scope)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._answered(route, method, status).inc()
        self._seconds(method, route).observe(seconds, exemplar(CURRENT.get()))


MetricsDep = Annotated[Metrics, from_state("metrics")]
