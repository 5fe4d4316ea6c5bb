"""What routes ask for, each under one name."""

from __future__ import annotations

from typing import Annotated, cast

from anyio import CapacityLimiter
from fastapi import Depends, Path, Query, Request
from pydantic import BeforeValidator

from data.contract.entities import MAX_ID, nfc
from gateway.champion import Champion as _Champion
from gateway.events.ingest import Ingest as _Ingest
from gateway.lookups.results import Results as _Results
from gateway.parts import Parts
from gateway.pushes.feed import PushFeed as _PushFeed
from gateway.settings import GatewaySettings
from gateway.status.broker_probe import Broker as _Broker
from gateway.web.metrics import Metrics as _Metrics

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


# Async although nothing is awaited: FastAPI gives every other dependency a trip through the thread pool.
async def _parts(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)


async def _settings(request: Request) -> GatewaySettings:
    return cast("GatewaySettings", request.app.state.settings)


async def _metrics(request: Request) -> _Metrics:
    return cast("_Metrics", request.app.state.metrics)


_Opened = Annotated[Parts, Depends(_parts)]


async def _champion(parts: _Opened) -> _Champion:
    return parts.champion


async def _results(parts: _Opened) -> _Results:
    return parts.results


async def _pushes(parts: _Opened) -> _PushFeed:
    return parts.pushes


async def _ingest(parts: _Opened) -> _Ingest:
    return parts.ingest


async def _scoring(parts: _Opened) -> CapacityLimiter:
    return parts.scoring


async def _broker(parts: _Opened) -> _Broker:
    return parts.broker


Settings = Annotated[GatewaySettings, Depends(_settings)]
Metrics = Annotated[_Metrics, Depends(_metrics)]
Champion = Annotated[_Champion, Depends(_champion)]
Results = Annotated[_Results, Depends(_results)]
PushFeed = Annotated[_PushFeed, Depends(_pushes)]
Ingest = Annotated[_Ingest, Depends(_ingest)]
Broker = Annotated[_Broker, Depends(_broker)]
Scoring = Annotated[CapacityLimiter, Depends(_scoring)]

EntityId = Annotated[str, BeforeValidator(nfc), Path(min_length=1, max_length=MAX_ID)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Quantos, no máximo.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Quantos pular.")]
