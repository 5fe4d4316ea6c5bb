"""The metrics of the store of decisions."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge

from gateway.store.store import StoreState


class StoreMetrics:
    """The metrics of the store, in the gateway's registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._waiting = Gauge(
            "matchstream_decisions_waiting",
            "Records of the store of decisions that Kafka does not have yet; NaN while that is not known.",
            registry=registry,
        )
        self._state = Gauge(
            "matchstream_store_state",
            "1 for how the store of decisions is, 0 for how it may be.",
            ["state"],
            registry=registry,
        )
        self.tell(StoreState.OPENING, None)

    def tell(self, state: StoreState, waiting: int | None) -> None:
        """Set them."""
        self._waiting.set(float("nan") if waiting is None else waiting)
        for each in StoreState:
            self._state.labels(each.value).set(each is state)
