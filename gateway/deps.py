"""FastAPI dependencies on the application's state; the alias for each part (`ResultsDep`) is beside its class."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import Depends, Path, Query, Request
from pydantic import BeforeValidator

from data.contract.entities import MAX_ID, nfc

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


def from_state(path: str) -> Any:
    """Make a dependency on an object in the application's state.

    Parameters
    ----------
    path : str
        Attributes of `app.state`, joined by dots; see `gateway.app` and `gateway.parts.Parts`.
    """
    found = attrgetter(path)

    # Async although nothing is awaited: FastAPI gives every other dependency a trip through the thread pool.
    async def asked(request: Request) -> Any:
        return found(request.app.state)

    return Depends(asked)


Scoring = Annotated[CapacityLimiter, from_state("parts.scoring")]

EntityId = Annotated[str, BeforeValidator(nfc), Path(min_length=1, max_length=MAX_ID)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Quantos, no máximo.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Quantos pular.")]
