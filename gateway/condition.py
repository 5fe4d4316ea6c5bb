"""How the gateway is doing: what works, and what that means for who uses it."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from data.redis_faults import RedisState
from gateway.broker import Broker, BrokerState
from gateway.champion import MODEL_TYPE, Champion
from gateway.results import Results


class Condition(BaseModel):
    """What `/health` answers."""

    model_config = ConfigDict(protected_namespaces=())

    status: Literal["healthy", "degraded"]
    model_loaded: bool
    model_type: str
    model_version: str
    redis: RedisState
    kafka: BrokerState

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The parts, as the status page shows them."""
        return [
            {"name": "Modelo", "good": self.model_loaded, "text": f"Em uso: {self.model_version}"},
            {"name": "Resultados (Redis)", "good": self.redis is RedisState.UP, "text": _REDIS[self.redis]},
            {"name": "Eventos (Kafka)", "good": self.kafka == "up", "text": _KAFKA[self.kafka]},
        ]


_OUT = "predições funcionam, listas e avisos não"
_REDIS: dict[RedisState, str] = {
    RedisState.UP: "Disponível: listas e avisos funcionam",
    RedisState.FILLING: "Incompleto: listas voltam quando tudo estiver gravado",
    RedisState.DOWN: f"Fora do ar: {_OUT}",
    RedisState.LOADING: f"Carregando seus dados: {_OUT}",
    RedisState.BUSY: f"Ocupado: {_OUT}",
    RedisState.FULL: f"Sem memória livre: {_OUT}",
    RedisState.READ_ONLY: f"Não aceita gravações: {_OUT}",
    RedisState.NOT_SAVING: f"Não consegue salvar em disco: {_OUT}",
    RedisState.LOG_IN_REFUSED: f"Recusa o usuário ou a senha: {_OUT}",
    RedisState.FORBIDDEN: f"Não dá ao usuário as permissões necessárias: {_OUT}",
    RedisState.DAMAGED: f"Conteúdo danificado: {_OUT}",
    RedisState.REFUSING: f"Recusa comandos: {_OUT}",
}
_KAFKA: dict[BrokerState, str] = {
    "up": "Disponível: eventos são recebidos",
    "down": "Fora do ar: predições funcionam, eventos são recusados",
}


async def examine(champion: Champion, results: Results, broker: Broker) -> Condition:
    """Ask every part at the same time."""
    redis, kafka = await asyncio.gather(results.state(), broker.state())
    good = redis is RedisState.UP and kafka == "up"
    return Condition(
        status="healthy" if good else "degraded",
        model_loaded=champion.is_loaded,
        model_type=MODEL_TYPE,
        model_version=champion.scorer.version,
        redis=redis,
        kafka=kafka,
    )
