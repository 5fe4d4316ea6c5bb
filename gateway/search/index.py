"""The index: both kinds as the newest events leave them, and one search at a time."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from data.contract.entities import Applicant, Job
from data.contract.topics import APPLICANTS, JOBS
from data.contract.unreadable import Unreadable
from data.errors import MatchstreamError
from data.kafka.inputs import Input
from gateway.search import entries, facets
from gateway.search.columns import Columns
from gateway.search.searching import Found, Hit, Query, hit_of, search
from model.features.encoding import Reader

FOLLOWED = (JOBS, APPLICANTS)


class NotRead(MatchstreamError):
    """The topics were not read to their end since the start, so that search would miss somebody."""

    retryable = True


class SearchIndex:
    """Jobs and applicants, by the rule of the stream: of an entity's events the newest counts, of equals the later.

    Attributes
    ----------
    is_known : bool
        Whether all topics were read to their end since the start.
    """

    def __init__(self) -> None:
        self._jobs, self._applicants = Columns(), Columns()
        # Of what was removed the hash of the id: who was removed is not kept.
        self._removed: dict[tuple[str, int], int] = {}
        self._busy = Lock()
        self.is_known = False

    def take(self, record: Input, reader: Reader, partitions: int) -> None:
        """Take in a record of either topic; one that can't be read, or is misplaced, says nothing.

        Parameters
        ----------
        record : Input
        reader : Reader
            Of any model: they read the same skills, levels and areas.
        partitions : int
            Of each topic.
        """
        if not record.counts_here(partitions):
            return
        try:
            event = record.read()
        except Unreadable:
            return
        columns = self._jobs if event.topic is JOBS else self._applicants
        gone = event.topic.name, hash(event.key)
        entity = event.entity
        row = columns.row(event.key)
        known = self._removed.get(gone, event.revision) if row is None else int(columns.revisions[row])
        if event.revision < known:
            return
        if isinstance(entity, Job):
            entry = entries.of_job(entity, event.revision, reader)
        elif isinstance(entity, Applicant):
            entry = entries.of_applicant(entity, event.revision, reader)
        else:
            with self._busy:
                columns.remove(event.key)
            self._removed[gone] = event.revision
            return
        with self._busy:
            columns.put(entry)
        self._removed.pop(gone, None)

    def jobs(self, query: Query) -> Found:
        """Search the jobs.

        Raises
        ------
        NotRead
        """
        return self._search(self._jobs, facets.OF_JOBS, query)

    def applicants(self, query: Query) -> Found:
        """Search the applicants; see `jobs`."""
        return self._search(self._applicants, facets.OF_APPLICANTS, query)

    def applicants_of(self, names: Iterable[str]) -> dict[str, Hit]:
        """What is known of some applicants; those of whom nothing was read yet are left out."""
        columns = self._applicants
        with self._busy:
            rows = {name: columns.row(name) for name in names}
            return {name: hit_of(columns, row) for name, row in rows.items() if row is not None}

    def job_of(self, name: str) -> Hit | None:
        """What is known of a job; None where nothing was read yet."""
        with self._busy:
            row = self._jobs.row(name)
            return None if row is None else hit_of(self._jobs, row)

    def counts(self) -> tuple[int, int]:
        """How many jobs and applicants there are."""
        return len(self._jobs), len(self._applicants)

    def _search(self, columns: Columns, its: dict[str, facets.Facet], query: Query) -> Found:
        if not self.is_known:
            raise NotRead("the topics of jobs and applicants are still being read")
        with self._busy:
            return search(columns, its, query)
