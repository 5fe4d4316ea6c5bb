"""Switches to the announced champion, if it can be loaded."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from model.registry import ArtifactRefused
from stream_processor import metrics
from stream_processor.settings import StreamSettings
from stream_processor.worker import champion
from stream_processor.worker.assignment import Assignment

LOG = logging.getLogger("matchstream.shards")


class Switching:
    """Follows what is announced.

    Parameters
    ----------
    settings : StreamSettings
    assignment : Assignment
        Has the model that scores, and the shards that it scores.
    """

    def __init__(self, settings: StreamSettings, assignment: Assignment) -> None:
        self._settings = settings
        self._assignment = assignment
        self._announcement = champion.Announcement(assignment.scorer.version)

    def health(self) -> dict[str, Any]:
        """Which model scores and which is announced; where they differ, that the worker is degraded, and why."""
        return self._announcement.health()

    async def follow(self, announced: str | None) -> None:
        """Have the announced champion score, if it is another than the one that does and it can be loaded."""
        version = self._announcement.hear(announced)
        if version is None:
            return
        try:
            scorer = await asyncio.to_thread(champion.load, self._settings, version)
        except ArtifactRefused as error:
            if self._announcement.refuse(error):
                metrics.REFUSED.inc()
                LOG.error(  # noqa: TRY400
                    "the new champion %s is refused, %s goes on: %s", version, self._assignment.scorer.version, error
                )
            return
        await self._assignment.score_with(scorer)
        self._announcement.runs(version)
        metrics.scores_with(version)
        LOG.info("%s scores from here on", version)
