"""Subscriptions in Kafka: read when they are asked for, written when Kafka has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from data.kafka import webhooks as topics
from data.kafka.reading import KafkaConnection
from data.webhooks.messages import Message
from gateway.deps import from_state


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What is read of the topics of webhooks; each call blocks, and is made in a thread.

    Attributes
    ----------
    standing : callable
        The subscriptions, and how far each is.
    deliveries : callable
        The last attempts of a subscription, as many as are asked for.
    kept : callable
        The messages that are kept.
    """

    standing: Callable[[], topics.Standing]
    deliveries: Callable[[str, int], list[dict[str, Any]]]
    kept: Callable[[], Iterator[Message]]

    @classmethod
    def of(cls, connection: KafkaConnection) -> Webhooks:
        """Those of a broker."""
        return cls(
            partial(topics.standing, connection),
            partial(topics.deliveries, connection),
            partial(topics.kept, connection),
        )


WebhooksDep = Annotated[Webhooks, from_state("parts.webhooks")]
