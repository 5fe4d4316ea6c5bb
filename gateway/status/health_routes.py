"""Health, for load balancers, and the model in use."""

from __future__ import annotations

from typing import Any

from data.contract.bands import BANDS
from gateway.access.gate import GateDep
from gateway.access.scopes import OPEN, READ, GuardedRouter, needs
from gateway.champion import MODEL_TYPE, ChampionDep
from gateway.lookups.results import ResultsDep
from gateway.status.broker_probe import BrokerDep
from gateway.status.condition import Condition, examine
from gateway.texts.wording import AVERAGE
from gateway.web.prediction_metrics import THRESHOLD

router = GuardedRouter(tags=["operação"])


@router.get("/health")
@needs(OPEN)
async def health(champion: ChampionDep, results: ResultsDep, broker: BrokerDep, gate: GateDep) -> Condition:
    """Responder 200 enquanto predições funcionam; o estado das outras partes vem ao lado."""
    return await examine(champion, results, broker, gate)


@router.get("/model/info")
@needs(READ)
def model_info(champion: ChampionDep) -> dict[str, Any]:
    """Descrever o modelo em uso."""
    scorer = champion.scorer
    return {
        "model_loaded": True,
        "model_type": MODEL_TYPE,
        "model_version": scorer.version,
        "base_rate": scorer.base_rate,
        "threshold": THRESHOLD,
        "bands": [{"band": name, "from": low} for low, name in (*BANDS, (0.0, "baixa"))],
        "score": f"0 a 100: o quanto a pessoa serve para a vaga; {AVERAGE}.",
        "hire_probability": "0 a 1: a chance de contratação, conforme a vaga; fica ao lado da nota e não ordena.",
    }
