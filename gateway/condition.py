"""How the gateway is doing: what works, and what that means for who uses it."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from gateway.broker import Broker, BrokerState
from gateway.champion import MODEL_TYPE, Champion
from gateway.results import Results, State


class Condition(BaseModel):
    """What `/health` answers."""

    model_config = ConfigDict(protected_namespaces=())

    status: Literal["healthy", "degraded"]
    model_loaded: bool
    model_type: str
    model_version: str
    redis: State
    kafka: BrokerState

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The parts, as the status page shows them."""
        return [
            {"name": "Modelo", "good": self.model_loaded, "text": f"Em uso: {self.model_version}"},
            {"name": "Resultados (Redis)", "good": self.redis == "up", "text": _REDIS[self.redis]},
            {"name": "Eventos (Kafka)", "good": self.kafka == "up", "text": _KAFKA[self.kafka]},
        ]


_REDIS: dict[State, str] = {
    "up": "Disponível: listas e avisos funcionam",
    "filling": "Em reconstrução: listas voltam em instantes",
    "down": "Fora do ar: predições funcionam, listas e avisos não",
}
_KAFKA: dict[BrokerState, str] = {
    "up": "Disponível: eventos são recebidos",
    "down": "Fora do ar: predições funcionam, eventos são recusados",
}


async def examine(champion: Champion, results: Results, broker: Broker) -> Condition:
    """Ask every part at the same time."""
    redis, kafka = await asyncio.gather(results.state(), broker.state())
    good = redis == "up" and kafka == "up"
    return Condition(
        status="healthy" if good else "degraded",
        model_loaded=champion.is_loaded,
        model_type=MODEL_TYPE,
        model_version=champion.scorer.version,
        redis=redis,
        kafka=kafka,
    )
