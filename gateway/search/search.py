"""The search of a gateway: its index, what follows the topics for it, and when it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from anyio.to_thread import run_sync

from data.kafka.topic_watch import Change
from data.redis.layout import SHOWN_OF_JOB
from gateway.deps import from_state
from gateway.search.index import FOLLOWED, NotRead, SearchIndex
from gateway.search.searching import Found, Hit, Query
from gateway.texts.search_texts import FILLING
from gateway.texts.topic_texts import what_changed
from gateway.web.problems import Problem
from model.features import layout as at
from model.levels.levels import ACADEMIC, LANGUAGE, SENIORITY, area_names
from model.skills.taxonomy import default

RETRY_SECONDS = 5
_TOPICS = {topic.name for topic in FOLLOWED}


class Search:
    """Finds jobs and applicants.

    Parameters
    ----------
    index : SearchIndex, optional
    changed : callable, optional
        Returns the topics that are no longer those that were read.
    """

    def __init__(self, index: SearchIndex | None = None, changed: Callable[[], tuple[Change, ...]] = tuple) -> None:
        self.index = index or SearchIndex()
        self._changed = changed

    async def jobs(self, query: Query) -> dict[str, Any]:
        """The answer to a search of jobs.

        Raises
        ------
        Problem
            503 while somebody might be missing.
        """
        found = await self._find(self.index.jobs, query)
        return {"jobs": [_job(hit) for hit in found.hits]} | _page(found, query)

    async def applicants(self, query: Query) -> dict[str, Any]:
        """The answer to a search of applicants; see `jobs`."""
        found = await self._find(self.index.applicants, query)
        return {"applicants": [shown_applicant(hit) for hit in found.hits]} | _page(found, query)

    def read_of_job(self, name: str) -> dict[str, Any] | None:
        """What was read of a job: areas, skills and levels; None where nothing was yet."""
        hit = self.index.job_of(name)
        return None if hit is None else _read(hit) | _levels(hit)

    def not_asked(self, name: str) -> list[str]:
        """The languages that a job says it doesn't ask for: of these nobody has a share."""
        hit = self.index.job_of(name)
        levels = {} if hit is None else _levels(hit)
        return [language for language in ("english", "spanish") if levels.get(language) == LANGUAGE[1]]

    async def _find(self, find: Callable[[Query], Found], query: Query) -> Found:
        changed = [change.topic for change in self._changed() if change.topic in _TOPICS]
        if changed:
            raise Problem(503, what_changed(changed), slug="topics-changed", retry_after=RETRY_SECONDS)
        try:
            return await run_sync(find, query)
        except NotRead:
            raise Problem(503, FILLING, slug="search-filling", retry_after=RETRY_SECONDS) from None


def _page(found: Found, query: Query) -> dict[str, Any]:
    following = query.offset + query.limit
    return {
        "total": found.total,
        "offset": query.offset,
        "limit": query.limit,
        "next_offset": following if following < found.total else None,
        "facets": {
            name: [{"value": value, "count": count} for value, count in counts] for name, counts in found.facets.items()
        },
    }


def _job(hit: Hit) -> dict[str, Any]:
    row = orjson.loads(hit.shown)
    return (
        {"id": hit.id, "revision": hit.revision, "open": row["open"]}
        | {field: row.get(field) for field in SHOWN_OF_JOB}
        | _read(hit)
    )


def shown_applicant(hit: Hit) -> dict[str, Any]:
    """A candidate as searches answer it: nothing that tells who it is, but the id."""
    title = orjson.loads(hit.shown).get("titulo_profissional")
    return {"id": hit.id, "revision": hit.revision, "titulo_profissional": title} | _read(hit) | _levels(hit)


def _levels(hit: Hit) -> dict[str, Any]:
    english, spanish, academic = (hit.levels[place] for place in (at.ENGLISH, at.SPANISH, at.ACADEMIC))
    return {
        "english": LANGUAGE[english] or None,
        "spanish": LANGUAGE[spanish] or None,
        "academic": ACADEMIC[academic] or None,
    }


def _read(hit: Hit) -> dict[str, Any]:
    """What was read of both kinds."""
    return {
        "areas": area_names(hit.areas),
        "skills": default().titles_of(hit.skills),
        "seniority": SENIORITY[hit.levels[at.SENIORITY]] or None,
    }


SearchDep = Annotated[Search, from_state("parts.search")]
