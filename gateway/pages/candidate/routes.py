"""The page of a candidate: what was read, the best jobs, applications, why scores moved, and what people decided.

It is blind: of a person it shows the id, the title, and what the model read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Query, Response

from data.contract.entities import Id
from data.store.connection import StoreAway
from gateway.access.scopes import READ, needs
from gateway.decisions import history
from gateway.decisions.documents import PairState
from gateway.deps import MAX_LIMIT
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.errors import told
from gateway.lookups.results import ResultsDep
from gateway.search.search import SearchDep, shown_applicant
from gateway.store.store import Store, StoreDep

router = PageRouter()

Cause = Literal["person", "job", "application"]
_FIRST = 10
"""Jobs of a list that stand open; people look at the first few."""


@dataclass(frozen=True, slots=True)
class Line:
    """One job of a candidate.

    Attributes
    ----------
    match : dict
        As it was published.
    state : PairState or None
        What people decided.
    cause : Cause
        Whose event the score is of: the newest of the candidate, the job and the application.
    at : float
        The time of that event, in milliseconds since 1970.
    not_asked : list of str
        Languages that the job says it doesn't ask for.
    """

    match: dict[str, Any]
    state: PairState | None
    cause: Cause
    at: float
    not_asked: list[str]


@router.get("/candidato")
@needs(READ)
async def candidate(
    id: Annotated[Id, Query()],  # noqa: A002 -- the name in the address
    page: PageDep,
    results: ResultsDep,
    search: SearchDep,
    store: StoreDep,
) -> Response:
    """What is known of a candidate."""
    with told("O candidato"):
        found = await results.of_applicant(id, limit=MAX_LIMIT)
    hit = search.index.applicants_of([id]).get(id)
    states = await _states(store, id)
    lines = [
        _line(match, (states or {}).get(match["job_id"]), search.not_asked(match["job_id"])) for match in found.matches
    ]
    listed = {line.match["job_id"] for line in lines}
    return page.show(
        "candidate.html",
        section="search",
        id=id,
        first_shown=_FIRST,
        title=found.entity.shown.get("titulo_profissional"),
        stale=found.stale,
        read=shown_applicant(hit) if hit else None,
        best=[line for line in lines if not line.match["applied"]],
        applied=[line for line in lines if line.match["applied"]],
        store_is_away=states is None,
        elsewhere=[state for job, state in (states or {}).items() if job not in listed and state.decision],
    )


def _line(match: dict[str, Any], state: PairState | None, not_asked: list[str]) -> Line:
    job, person, at = match["job_revision"], match["applicant_revision"], match["event_time"]
    cause: Cause = "person" if person >= job else "job"
    if match["applied"] and at > max(job, person):
        cause = "application"
    return Line(match, state, cause, at / 1000, not_asked)


async def _states(store: Store, applicant_id: str) -> dict[str, PairState] | None:
    """What people decided of a candidate, by job; None while the store does not answer."""
    try:
        found = await store.read(history.standing, applicant_id=applicant_id)
    except StoreAway:
        return None
    return {state.job_id: state for state in found}
