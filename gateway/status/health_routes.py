"""Health, for load balancers, and the model in use."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from data.contract.bands import BANDS
from gateway.access.gate import GateDep
from gateway.access.scopes import OPEN, READ, GuardedRouter, needs
from gateway.champion import MODEL_TYPE, ChampionDep
from gateway.drift import DriftDep
from gateway.lookups.results import ResultsDep
from gateway.status.broker_probe import BrokerDep
from gateway.status.condition import Condition, examine
from gateway.store.store import StoreDep
from gateway.texts.wording import AVERAGE
from gateway.web.prediction_metrics import THRESHOLD


class Band(BaseModel):
    """A band of the score, and where it begins."""

    band: str
    begins: float = Field(alias="from")


class ModelInfo(BaseModel):
    """The model in use."""

    model_config = ConfigDict(protected_namespaces=())

    model_loaded: bool
    model_type: str
    model_version: str
    base_rate: float
    threshold: float
    bands: list[Band]
    score: str
    hire_probability: str


router = GuardedRouter(tags=["operations"])


@router.get("/health", operation_id="read_health")
@needs(OPEN)
async def health(
    champion: ChampionDep,
    results: ResultsDep,
    broker: BrokerDep,
    gate: GateDep,
    store: StoreDep,
    drift: DriftDep,
) -> Condition:
    """Responder 200 enquanto predições funcionam; o estado das outras partes vem ao lado."""
    return await examine(champion, results, broker, gate, store, drift)


@router.get("/model/info", operation_id="read_model")
@needs(READ)
def model_info(champion: ChampionDep) -> ModelInfo:
    """Descrever o modelo em uso."""
    scorer = champion.scorer
    return ModelInfo(
        model_loaded=True,
        model_type=MODEL_TYPE,
        model_version=scorer.version,
        base_rate=scorer.base_rate,
        threshold=THRESHOLD,
        bands=[Band.model_validate({"band": name, "from": low}) for low, name in (*BANDS, (0.0, "baixa"))],
        score=f"0 a 100: o quanto a pessoa serve para a vaga; {AVERAGE}.",
        hire_probability="0 a 1: a chance de contratação, conforme a vaga; fica ao lado da nota e não ordena.",
    )
