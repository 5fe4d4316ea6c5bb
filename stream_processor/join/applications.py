"""The applications that a shard has seen: of each pair the newest, also where its job or applicant is not there yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from data.contract.entities import Application, Stage
from stream_processor.join.match_records import Pair
from stream_processor.join.outcomes import Outcomes
from stream_processor.join.side import Stamp


class Applied(NamedTuple):
    """Where an application stands."""

    stamp: Stamp
    stage: Stage

    @property
    def counts(self) -> bool:
        """Whether it puts its pair into the view."""
        return self.stage is not Stage.WITHDREW


class Applications:
    """The newest application of each pair.

    Attributes
    ----------
    outcomes : Outcomes
        Of those that were decided.
    """

    def __init__(self) -> None:
        self.outcomes = Outcomes()
        self._of_pair: dict[Pair, Applied] = {}
        self._applicants: dict[str, set[str]] = {}
        self._jobs: dict[str, set[str]] = {}

    def accept(self, application: Application, stamp: Stamp, stage: Stage) -> Pair | None:
        """Keep an application unless a newer one, or the same, is known; returns its pair if it is kept."""
        pair = job, applicant = application.id_vaga, application.id_candidato
        known = self._of_pair.get(pair)
        if known is not None and (stamp.revision < known.stamp.revision or stamp == known.stamp):
            return None
        if known is None or known.stage is not stage:
            self.outcomes.note(pair, stage, stamp.revision)
        self._of_pair[pair] = Applied(stamp, stage)
        self._applicants.setdefault(job, set()).add(applicant)
        self._jobs.setdefault(applicant, set()).add(job)
        return pair

    def revision(self, pair: Pair) -> int | None:
        """The revision of a pair's application, if it puts the pair into the view."""
        known = self._of_pair.get(pair)
        return known.stamp.revision if known is not None and known.counts else None

    def is_open(self, pair: Pair) -> bool:
        """Whether a pair has an application that was neither decided nor withdrawn."""
        known = self._of_pair.get(pair)
        return known is not None and known.stage in (Stage.APPLIED, Stage.IN_PROCESS)

    def of_job(self, job: str) -> Iterator[Pair]:
        """The pairs of a job."""
        return ((job, applicant) for applicant in self._applicants.get(job, ()))

    def of_applicant(self, applicant: str) -> Iterator[Pair]:
        """The pairs of an applicant."""
        return ((job, applicant) for job in self._jobs.get(applicant, ()))

    def waiting(self, is_known: Callable[[Pair], bool]) -> int:
        """How many that count are of a pair that is not known; more may come while they are counted."""
        return sum(known.counts and not is_known(pair) for pair, known in self._of_pair.copy().items())
