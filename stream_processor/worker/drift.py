"""Watches what a shard takes in: counts its newest entities and outcomes, for whoever merges all shards' counts.

The counts follow from the shard's state, so they are the same whoever has the shard and however often it was opened.
Outcomes do not: what was said before somebody was decided on stands nowhere once it is replaced. So they are kept in
the shard's record, which is written before the progress that covers them, and read back when the shard is opened.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

from data.contract.drift import Decided, ShardDrift
from data.contract.records import Record
from data.contract.topics import APPLICATIONS
from data.kafka.progress import Vector
from data.kafka.shard_drift import last
from model.drift import findings, outcomes, profile
from model.drift.profile import NoProfile, Profile
from model.registry import ArtifactRefused, Registry
from stream_processor import metrics
from stream_processor.join.shard import Shard
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.drift")

EVERY_SECONDS = 30.0
"""How often a shard that takes events in is counted; outcomes are written down at once."""


class Reference:
    """The reference profile of the model that scores.

    Parameters
    ----------
    settings : StreamSettings
    version : str
        Of the model.

    Attributes
    ----------
    version : str
    profile : Profile or None
    missing : str
        Why there is no profile; empty where there is one.
    """

    def __init__(self, settings: StreamSettings, version: str) -> None:
        self.version = version
        self.profile: Profile | None = None
        self.missing = ""
        try:
            self.profile = profile.read(Registry(settings.model_registry).resolve(version))
        except (NoProfile, ArtifactRefused) as error:
            self.missing = f"drift is not watched: {error}"
            LOG.warning("%s", self.missing)

    @property
    def id(self) -> str:
        """The profile's; empty where there is none."""
        return "" if self.profile is None else self.profile.id


class ShardWatch:
    """Counts one shard.

    Parameters
    ----------
    reference : Reference
    number, partitions : int
        The shard, and how many share each window. Every shard has all jobs, so shard 0 counts them for all.
    held : ShardDrift, optional
        The last record of the shard.
    next_offset : int
        Of applications, where the shard goes on reading.
    clock : callable
        Monotonic seconds.

    Attributes
    ----------
    outcomes : deque of Decided
        The last ones.
    """

    def __init__(
        self,
        reference: Reference,
        number: int,
        partitions: int,
        held: ShardDrift | None = None,
        next_offset: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reference = reference
        self._number = number
        self._most = {side: -(-rows // partitions) for side, rows in findings.WINDOW.items() if side != "job"}
        if number == 0:
            self._most["job"] = findings.WINDOW["job"]
        self._clock = clock
        self._counted_at = float("-inf")
        self._is_stale = True
        # A worker that ended before it wrote its progress has outcomes in the record that come once more.
        told = [one for one in held.outcomes if one.taken <= next_offset] if held else []
        self.outcomes: deque[Decided] = deque(told, -(-outcomes.WINDOW // partitions))
        self._record = ShardDrift(reference.version, reference.id, {}, {}, 0, {}, [])

    @property
    def is_due(self) -> bool:
        """Whether something was taken in that is not counted, and long enough ago that it was counted last."""
        return self._is_stale and self._clock() - self._counted_at >= EVERY_SECONDS

    def inherit(self, old: ShardWatch) -> None:
        """Take over the outcomes of the watch whose place this one takes."""
        self.outcomes = old.outcomes

    def note(self) -> None:
        """Note that the shard has changed."""
        self._is_stale = True

    def look(self, shard: Shard, vector: Vector) -> Record | None:
        """Count what there is to count; the shard must not change meanwhile.

        Parameters
        ----------
        shard : Shard
            Just published.
        vector : Vector
            Where it goes on reading.

        Returns
        -------
        Record or None
            What is to be written before the progress; None if it is too soon, and no outcome came.
        """
        taken = vector.get(APPLICATIONS.name, 0)
        came = [one._replace(taken=taken) for one in shard.outcomes.take()]
        self.outcomes.extend(came)
        for one in came:
            level = "high" if one.score >= outcomes.THRESHOLD else "low"
            metrics.OUTCOMES.labels("hired" if one.hired else "rejected", level).inc()
        if self.is_due:
            self._count(shard)
        elif not came:
            return None
        # What was counted last goes along unchanged where an outcome alone came.
        self._record = self._record._replace(outcomes=list(self.outcomes))
        return self._record.to_record(self._number)

    def _count(self, shard: Shard) -> None:
        self._counted_at, self._is_stale = self._clock(), False
        reference = self._reference.profile
        if reference is None:
            return
        seen = shard.observe(self._most)
        counts: dict[str, list[int]] = {}
        for side, rows in seen.rows.items():
            counts |= reference.count(side, rows)
        self._record = self._record._replace(
            counts=counts, best_jobs=seen.best_jobs, open_jobs=shard.jobs, spans=seen.spans
        )


def restored(settings: StreamSettings, reference: Reference, number: int, next_offset: int) -> ShardWatch:
    """The watch of a shard that is opened, with the outcomes that its record holds."""
    held = last(settings, [number]).get(number)
    return ShardWatch(reference, number, settings.partitions, held, next_offset)
