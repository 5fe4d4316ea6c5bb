"""Checks that the matches written to Redis are of the announced model: the cache writer sees those of all workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.kafka.champion import ChampionFollower
from data.kafka.reading import KafkaConnection
from stream_processor.monitoring.health import Health


class ModelsWritten:
    """Compares the models of the last matches with the announced one, in the health of the cache writer.

    Parameters
    ----------
    connection : KafkaConnection
    models : mapping of int to str
        For each shard, the model of its last match; changes while the writer runs.
    """

    def __init__(self, connection: KafkaConnection, models: Mapping[int, str]) -> None:
        self._follower = ChampionFollower(connection)
        self._models = models

    def look(self) -> None:
        """Read which model is announced now."""
        self._follower.look()

    def health(self, inner: Health) -> Health:
        """Wrap the writer's health: degraded while the last match of a shard is of another model."""

        def told() -> dict[str, Any]:
            state, announced = inner(), self._follower.current
            others = {number: model for number, model in dict(self._models).items() if model != announced}
            if not state["ready"] or announced is None or not others:
                return state
            shards = ", ".join(f"{number} ({model})" for number, model in sorted(others.items()))
            reason = (
                f"{announced} is announced as champion, but the last matches of these shards are of another model: "
                f"{shards}. Their worker is scoring them anew, or can't load the model: see its /health and its log"
            )
            return state | {"status": "degraded", "reasons": [*state.get("reasons", []), reason]}

        return told

    def close(self) -> None:
        """Close the connection."""
        self._follower.close()
