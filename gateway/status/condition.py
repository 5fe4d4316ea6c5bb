"""The condition of the gateway and its parts: what works, and what that means for users."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from data.contract.topics import MODELS
from data.redis.faults import RedisState
from gateway.access.gate import Gate, KeysState
from gateway.champion import MODEL_TYPE, Champion
from gateway.drift import Drift, DriftState
from gateway.lookups.freshness import Age, Freshness, moment
from gateway.lookups.results import Results
from gateway.status.broker_probe import Broker, BrokerState
from gateway.store.store import Store, StoreState
from gateway.texts import access_texts, decision_texts
from gateway.texts.topic_texts import what_changed, written_before

Flow = Literal["up", "stale", "unknown"]
"""Whether workers process events, by the report of the cache writer."""


class Condition(BaseModel):
    """The answer to `/health`."""

    model_config = ConfigDict(protected_namespaces=())

    status: Literal["healthy", "degraded"]
    model_loaded: bool
    model_type: str
    model_version: str
    model_announced: str | None
    redis: RedisState
    kafka: BrokerState
    cache: Age | Literal["unknown"]
    stream: Flow
    keys: KeysState
    drift: DriftState
    store: StoreState
    decisions_waiting: int | None
    stale_since: str | None
    reasons: list[str]


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


async def examine(
    champion: Champion, results: Results, broker: Broker, gate: Gate, store: Store, drift: Drift
) -> Condition:
    """Ask all parts at the same time."""
    (redis, fresh), kafka = await asyncio.gather(results.condition(), broker.state())
    cache = "unknown" if fresh is None else fresh.cache
    stale = None if fresh is None else fresh.of_all
    reported = fresh.changed_topics if fresh else ()
    changed = await broker.changed(reported)
    of_before = sorted({*reported} - changed)
    reasons = [
        *([what_changed(changed)] if changed else []),
        *([written_before(of_before)] if of_before else []),
        *_of_the_model(champion),
        *_of_servers(redis, kafka),
        *([] if fresh is None else _of_what_waits(fresh)),
        *([access_texts.KEYS_AWAY] if gate.state == "unknown" else []),
        *_of_the_store(store),
    ]
    return Condition(
        status="degraded" if reasons else "healthy",
        model_loaded=champion.is_loaded,
        model_type=MODEL_TYPE,
        model_version=champion.scorer.version,
        model_announced=champion.announced,
        redis=redis,
        kafka=kafka,
        cache=cache,
        stream=_flow(fresh),
        keys=gate.state,
        store=store.state,
        decisions_waiting=store.waiting,
        drift=drift.state,
        stale_since=None if stale is None or stale.since is None else moment(stale.since),
        reasons=reasons,
    )


def _flow(fresh: Freshness | None) -> Flow:
    if fresh is None or fresh.cache == "down" or fresh.without_kafka is not None:
        return "unknown"
    return "stale" if fresh.waiting else "up"


def _of_the_model(champion: Champion) -> Iterator[str]:
    """Why this gateway may use another model than the workers, and what to do."""
    used = champion.scorer.version
    if not champion.is_told:
        yield (
            f"Não se sabe qual modelo foi anunciado, pois {MODELS.name} não pôde ser lido: vale {used}, o champion do "
            "registro de modelos. Verifique se o Kafka está no ar e se o gateway pode ler esse tópico."
        )
    elif champion.differs:
        yield (
            f"O modelo anunciado é {champion.announced}, mas o registro de modelos não o fornece: aqui {used} responde "
            f"às predições. Devolva {champion.announced} ao registro (foi restaurado um registro antigo?), ou promova "
            "uma versão que ele tem com `python -m producers promote VERSÃO`. O log do gateway diz o que falta."
        )


def _of_servers(redis: RedisState, kafka: BrokerState) -> list[str]:
    """What is wrong with Redis and Kafka, and what to do."""
    found = []
    if redis is RedisState.FILLING:
        found.append(
            "Os resultados no Redis não estão completos, ou ninguém diz que estão: listas e avisos voltam quando "
            "`python -m stream_processor cache` os tiver gravado. Se não voltarem, inicie esse programa; se já estiver "
            "no ar, veja seu /health e seu log."
        )
    elif redis is not RedisState.UP:
        found.append(
            f"Redis: {_REDIS[redis]}. Verifique o servidor no endereço de MATCHSTREAM_REDIS_URL, seu log, e o /health "
            "de `python -m stream_processor cache`."
        )
    if kafka == "down":
        found.append(
            "O Kafka não responde: eventos são recusados. Verifique se ele está no ar no endereço de "
            "MATCHSTREAM_KAFKA_BOOTSTRAP."
        )
    return found


def _of_the_store(store: Store) -> Iterator[str]:
    """Why nothing can be decided, and what to do."""
    if store.state is not StoreState.UP:
        yield decision_texts.REASONS[store.state]


def _of_what_waits(fresh: Freshness) -> list[str]:
    """What is late, since when, and what to do."""
    found = []
    entities = fresh.of_entities
    since = "" if entities is None or entities.since is None else f" desde {moment(entities.since)}"
    if fresh.cache == "down":
        found.append(
            f"O programa que grava os resultados não dá sinal{since}: listas mostram o que havia então. Inicie "
            "`python -m stream_processor cache`; se já estiver no ar, veja seu /health e seu log."
        )
    elif fresh.without_kafka is not None:
        found.append(
            f"O programa que grava os resultados não ouve o Kafka desde {moment(fresh.without_kafka)}: do que chegou "
            "depois nada se sabe. Verifique se o Kafka está no ar e se esse programa o alcança."
        )
    elif fresh.cache == "stale":
        found.append(
            f"O programa que grava os resultados está atrasado{since}: listas mostram o que havia então. Veja o "
            "/health e o log de `python -m stream_processor cache`."
        )
    if fresh.waiting:
        found.append(
            f"Eventos de {len(fresh.waiting)} de {fresh.partitions} partições esperam desde "
            f"{moment(min(fresh.waiting.values()))}: nenhum worker as atende, ou não dá conta. Inicie "
            "`python -m stream_processor worker`; se já estiver no ar, veja seu /health e seu log."
        )
    return found
