"""The model in use: loaded before the gateway serves, replaced in one step when a new champion is ready.

As in the workers, this is the announced champion. The registry's alias is used while none is announced, while Kafka has
not been reached since the start, and at a start at which the registry can't give the announced one: then predictions
work, and `/health` says that another model is in use.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from data.contract.entities import ApplicantDescription, JobDescription
from data.errors import ExitCode, MatchstreamError
from data.kafka.champion import ChampionFollower
from gateway.deps import from_state
from gateway.web.metrics import Metrics
from model.registry import CHAMPION
from model.scoring.scorer import Scorer

_LOG = logging.getLogger("matchstream.gateway.model")

START_SECONDS = 3.0
"""How long a start waits for the announced champion, if a broker can be reached."""
MODEL_TYPE = "random_forest"

_NOTHING_ASKED = JobDescription.model_validate({})
_NOTHING_BROUGHT = ApplicantDescription.model_validate({})


ADVICE = "train one with `make train`, or set MATCHSTREAM_MODEL_REGISTRY to a registry that holds one"


class NoModel(MatchstreamError):
    """There is no champion that can be used; the text says why."""

    exit_code = ExitCode.CONFIGURE


class Champion:
    """Holds the champion.

    Parameters
    ----------
    resolve : callable
        From a version or alias to the artifact's path: a registry's `resolve`.
    load : callable
        From a path to the scorer; raises an error where the artifact can't be used.
    metrics : Metrics
    follower : ChampionFollower, optional
        Tells which version is announced. Without it the registry's alias counts.
    """

    def __init__(
        self,
        resolve: Callable[[str], Path],
        load: Callable[[Path], Scorer],
        metrics: Metrics,
        follower: ChampionFollower | None = None,
    ) -> None:
        self._resolve = resolve
        self._load = load
        self._metrics = metrics
        self._follower = follower
        self._scorer: Scorer | None = None
        self._seen: object = None

    @property
    def scorer(self) -> Scorer:
        """The model in use."""
        if self._scorer is None:
            raise NoModel("no model was loaded")
        return self._scorer

    @property
    def is_loaded(self) -> bool:
        """Whether a model is loaded."""
        return self._scorer is not None

    @property
    def is_told(self) -> bool:
        """Whether the announcements were read; also true without a follower."""
        return self._follower is None or self._follower.is_known

    @property
    def announced(self) -> str | None:
        """The announced version; None where none is announced, or it is not known."""
        return self._follower.current if self._follower is not None else None

    @property
    def differs(self) -> bool:
        """Whether the version in use is not the announced one."""
        return self.announced not in (None, self.scorer.version)

    def start(self) -> None:
        """Load the champion, unless it is loaded.

        Raises
        ------
        NoModel
            When there is none, or it can't be used.
        """
        if self._scorer is not None:
            return
        self._look(START_SECONDS)
        name = self.announced or CHAMPION
        self._seen = self._mark(name)
        try:
            self._take(name)
        except NoModel as error:
            if name == CHAMPION:
                raise
            self._take(CHAMPION)
            _LOG.error(
                "the announced champion %s is refused, model %s of the registry's alias is used: %s",
                name,
                self.scorer.version,
                error,
            )
        self._metrics.model_differs.set(self.differs)

    def refresh(self) -> bool:
        """Load the champion if it has changed since the last look; if it is damaged, the old one stays in use.

        Returns
        -------
        bool
            Whether a new model is in use.
        """
        self._look()
        try:
            return self._replace(self.announced or CHAMPION)
        finally:
            self._metrics.model_differs.set(self.differs)

    def _replace(self, name: str) -> bool:
        now = self._mark(name)
        if now == self._seen:
            return False
        self._seen = now
        try:
            self._take(name)
        except NoModel as error:
            self._metrics.model_refusals.inc()
            _LOG.error("the new champion is refused, model %s stays in use: %s", self.scorer.version, error)
            return False
        self._metrics.model_swaps.inc()
        _LOG.info("model %s is in use now", self.scorer.version)
        return True

    async def watch(self, seconds: float) -> None:
        """Look for a new champion, at this interval, for ever."""
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.refresh)

    def close(self) -> None:
        """Close the follower."""
        if self._follower is not None:
            self._follower.close()

    def _look(self, seconds: float = 0.0) -> None:
        if self._follower is not None:
            self._follower.look(seconds)

    def _mark(self, name: str) -> object:
        """A value that differs when the artifact, its files, or the reason why it is missing differ."""
        try:
            return _fingerprint(self._resolve(name))
        except Exception as error:  # noqa: BLE001 -- whatever a registry raises, the running model stays
            return str(error)

    def _take(self, name: str) -> None:
        try:
            scorer = self._load(self._resolve(name))
            # The first pair compiles the kernel, and shows that the artifact can score at all.
            scorer.match(_NOTHING_ASKED, _NOTHING_BROUGHT)
        except Exception as error:
            raise NoModel(f"no champion model can be used: {type(error).__name__}: {error}; {ADVICE}") from error
        self._scorer = scorer
        self._metrics.loaded(scorer.version, _samples(scorer))


def _samples(scorer: Scorer) -> int:
    """How many comparisons a model was trained on, by its manifest."""
    compared = scorer.artifact.manifest.get("comparisons")  # reported only, so nothing has checked it
    counts = compared.values() if isinstance(compared, dict) else ()
    return sum(count for count in counts if isinstance(count, int))


def _fingerprint(path: Path) -> object:
    """A value that differs when an artifact's path or one of its files does."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return str(path), tuple((str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in files)


ChampionDep = Annotated[Champion, from_state("parts.champion")]
