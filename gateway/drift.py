"""Whether what comes is still what the model in use was trained on: what all shards counted, put together and judged.

The gateway is where it is put together because it has both, what shards wrote and the model's reference profile, and
because people look here. Predictions don't depend on it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from data.contract.drift import ShardDrift
from gateway.deps import from_state
from gateway.texts import drift_texts as texts
from gateway.texts.catalogue import LANGUAGES, Language, Texts, texts_of
from gateway.web.drift_metrics import DriftMetrics
from model.drift import outcomes, profile
from model.drift.bins import Counts
from model.drift.findings import Verdict, judge, look_at_lists, merge
from model.drift.profile import NoProfile, NotWatchedThen, Profile
from model.drift.traits import TRAITS
from model.registry import ArtifactRefused

LOG = logging.getLogger("matchstream.gateway.drift")

LOOK_SECONDS = 5.0
_BANDS = "application.band"


class Follower(Protocol):
    """What is needed of `data.kafka.shard_drift.DriftFollower`."""

    @property
    def shards(self) -> Mapping[int, ShardDrift]:
        """The last that each shard wrote."""

    def look(self) -> None:
        """Read what came since."""

    def close(self) -> None:
        """Close the connection."""


class DriftState(BaseModel):
    """What is known of drift, as `/health` tells it."""

    model_config = ConfigDict(protected_namespaces=())

    status: Literal["steady", "moved", "few", "off", "unknown"]
    shards: int = 0
    moved: list[str] = []
    said: dict[Language, list[str]]

    @property
    def is_good(self) -> bool:
        """Whether nobody need look."""
        return self.status not in ("moved", "off")


class Drift:
    """Puts together what shards count.

    Parameters
    ----------
    resolve : callable, optional
        From a version to the artifact's path; raises `ArtifactRefused`. Without it nothing is watched.
    version : callable
        The model in use.
    metrics : DriftMetrics, optional
    follower : Follower, optional

    Attributes
    ----------
    state : DriftState
    """

    def __init__(
        self,
        resolve: Callable[[str], Path] | None = None,
        version: Callable[[], str] = str,
        metrics: DriftMetrics | None = None,
        follower: Follower | None = None,
    ) -> None:
        self._resolve = resolve
        self._version = version
        self._metrics = metrics
        self._follower = follower
        self._of = ""
        self._profile: Profile | None = None
        self._missing = "unreadable"
        self.state = _state("unknown", lambda t: t("drift.unknown"))

    def look(self) -> None:
        """Read what shards wrote since the last call, and judge it."""
        if self._follower is None or self._metrics is None:
            return
        self._follower.look()
        self._learn_reference()
        shards = self._follower.shards.values()
        decided = outcomes.figures(one for shard in shards for one in shard.outcomes)
        self._metrics.of_outcomes(decided)
        if self._profile is None:
            self._metrics.nothing()
            self.state = _state("off", lambda t: t.of("drift.off", self._missing))
            return
        merged = merge(self._profile, shards)
        if not merged.shards:
            self._metrics.nothing()
            self.state = _state("unknown", lambda t: t("drift.unknown"))
            return
        found = judge(self._profile, merged.counts)
        lists = look_at_lists(merged.best_jobs, merged.open_jobs)
        self._metrics.of_inputs(found, lists, _shares(self._profile, merged.counts))
        moved = [one for one in found if one.verdict is Verdict.MOVED]
        verdicts = {one.verdict for one in found} | {lists.verdict, decided.verdict}
        said: dict[Language, list[str]] = {
            t.language: [
                *(texts.of_finding(one, t) for one in moved),
                *([texts.of_lists(lists, t)] if lists.verdict is Verdict.MOVED else []),
                *([texts.of_outcomes(decided, t)] if decided.verdict is Verdict.MOVED else []),
            ]
            for t in map(texts_of, LANGUAGES)
        }
        names = [one.trait for one in moved]
        names += ["lists"] * (lists.verdict is Verdict.MOVED) + ["outcomes"] * (decided.verdict is Verdict.MOVED)
        if names:
            self.state = DriftState(status="moved", shards=merged.shards, moved=names, said=said)
        elif verdicts == {Verdict.FEW}:
            self.state = _state("few", lambda t: t("drift.few"), merged.shards)
        else:
            self.state = _state("steady", lambda t: t("drift.steady"), merged.shards)

    def _learn_reference(self) -> None:
        version = self._version()
        if version == self._of or self._resolve is None:
            return
        self._of, self._profile = version, None
        try:
            self._profile = profile.read(self._resolve(version))
        except (NoProfile, ArtifactRefused) as error:
            self._missing = "untrained" if isinstance(error, NotWatchedThen) else "unreadable"
            LOG.warning("drift is not watched: %s", error)

    async def watch(self) -> None:
        """Look regularly, for ever."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except Exception:
                LOG.exception("drift could not be judged; trying again")
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Close the connection."""
        if self._follower is not None:
            self._follower.close()


def _state(
    status: Literal["steady", "few", "off", "unknown"], say: Callable[[Texts], str], shards: int = 0
) -> DriftState:
    return DriftState(status=status, shards=shards, said={t.language: [say(t)] for t in map(texts_of, LANGUAGES)})


def _shares(reference: Profile, counts: Mapping[str, Counts]) -> dict[str, float]:
    """The share of each band that the reference or the newest applications have."""
    found = counts.get(_BANDS)
    if found is None or not found.sum():
        return {}
    names = reference.bins[_BANDS].names(TRAITS[_BANDS])
    return dict(zip(names, (found / found.sum()).tolist(), strict=True))


DriftDep = Annotated[Drift, from_state("parts.drift")]
