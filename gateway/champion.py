"""The model in use: loaded before the gateway serves, replaced in one step when a new champion stands ready."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from data.entities import ApplicantDescription, JobDescription
from gateway.metrics import Metrics
from model.scorer import Scorer

_LOG = logging.getLogger("matchstream.gateway.model")

ALIAS = "champion"
MODEL_TYPE = "random_forest"

_NOTHING_ASKED = JobDescription.model_validate({})
_NOTHING_BROUGHT = ApplicantDescription.model_validate({})


class NoModel(RuntimeError):  # noqa: N818 -- what happened
    """There is no champion that can be used; the text says why."""


class Champion:
    """Holds the model that the registry names champion.

    Parameters
    ----------
    resolve : callable
        Alias to the artifact's path: a registry's `resolve`.
    load : callable
        Path to scorer; raises what makes an artifact unusable.
    metrics : Metrics
    """

    def __init__(self, resolve: Callable[[str], Path], load: Callable[[Path], Scorer], metrics: Metrics) -> None:
        self._resolve = resolve
        self._load = load
        self._metrics = metrics
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
        """Whether there is a model."""
        return self._scorer is not None

    def start(self) -> None:
        """Load the champion.

        Raises
        ------
        NoModel
            When there is none, or it can't be used.
        """
        self._seen = self._take()

    def refresh(self) -> bool:
        """Take the champion if it is another than at the last look; a damaged one leaves the old in use.

        Returns
        -------
        bool
            Whether a new model was taken.
        """
        try:
            now: object = _fingerprint(self._resolve(ALIAS))
        except Exception as error:  # noqa: BLE001 -- whatever a registry raises, the running model stays
            now = str(error)
        if now == self._seen:
            return False
        try:
            self._seen = self._take()
        except NoModel as error:
            self._seen = now
            self._metrics.model_refusals.inc()
            _LOG.error("the new champion is refused, model %s stays in use: %s", self.scorer.version, error)
            return False
        self._metrics.model_swaps.inc()
        _LOG.info("model %s is in use now", self.scorer.version)
        return True

    async def watch(self, seconds: float) -> None:
        """Look for a new champion for ever."""
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.refresh)

    def _take(self) -> object:
        try:
            path = self._resolve(ALIAS)
            mark = _fingerprint(path)
            scorer = self._load(path)
            # The first pair compiles the kernel, and shows that the artifact can score at all.
            scorer.match(_NOTHING_ASKED, _NOTHING_BROUGHT)
        except Exception as error:
            raise NoModel(f"{type(error).__name__}: {error}") from error
        self._scorer = scorer
        self._metrics.loaded(scorer.version)
        return mark


def _fingerprint(path: Path) -> object:
    """What changes when an artifact is another or written anew."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return str(path), tuple((str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in files)
