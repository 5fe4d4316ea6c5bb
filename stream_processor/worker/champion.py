"""The model that scores: the champion announced in the models topic, loaded from the registry."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from model.registry import ArtifactRefused, Registry
from model.scoring.scorer import Scorer
from producers.promotion import announce_first
from producers.sender import Sender
from stream_processor import metrics
from stream_processor.settings import StreamSettings

AGAIN_SECONDS = 5.0
"""How often a refused champion is tried again: the registry may have been put right."""


def load(settings: StreamSettings, version: str) -> Scorer:
    """Load a version from the registry.

    Raises
    ------
    ArtifactRefused
        Where it is missing, damaged, foreign or of another feature schema; with what to do.
    """
    try:
        return Scorer.load(Registry(settings.model_registry).resolve(version))
    except ArtifactRefused as error:
        raise ArtifactRefused(
            f"the registry {settings.model_registry} can't give {version}; put that version back into it (was an older "
            f"registry put back?), or promote one that it holds with `python -m producers promote VERSION`: {error}"
        ) from error


def settle(settings: StreamSettings, sender: Sender) -> Scorer:
    """Load the announced champion; where none is announced yet, announce the registry's first.

    Raises
    ------
    ArtifactRefused
    """
    return load(settings, announce_first(settings, Registry(settings.model_registry), sender))


class Announcement:
    """The announced champion, and whether this worker scores with it.

    Parameters
    ----------
    version : str
        Version of the model that scores at the start.
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, version: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._version = self._running = version
        self._clock = clock
        self._refusal = ""
        self._again_at = 0.0

    def hear(self, version: str | None) -> str | None:
        """Note the version that the topic announces now.

        Returns
        -------
        str or None
            The version to load, if it differs from the one that scores, and it is time to try.
        """
        if version not in (None, self._version):
            self._version, self._refusal, self._again_at = str(version), "", 0.0
        differs = self._version != self._running
        metrics.DIFFERS.set(differs)
        return self._version if differs and self._clock() >= self._again_at else None

    def refuse(self, error: ArtifactRefused) -> bool:
        """Note that the announced version can't be loaded; returns whether the reason is new."""
        is_new = str(error) != self._refusal
        self._refusal, self._again_at = str(error), self._clock() + AGAIN_SECONDS
        return is_new

    def runs(self, version: str) -> None:
        """Note which model scores from now on."""
        self._running, self._refusal = version, ""
        metrics.DIFFERS.set(self._version != version)

    def health(self) -> dict[str, Any]:
        """Both versions; where they differ also the status "degraded", the reason and what to do."""
        state: dict[str, Any] = {"model_version": self._running, "model_announced": self._version}
        if self._version == self._running:
            return state
        why = self._refusal or "the shards are being scored anew with it, which ends by itself"
        reason = f"{self._version} is announced as champion, but {self._running} scores here: {why}"
        return state | {"status": "degraded", "reasons": [reason]}
