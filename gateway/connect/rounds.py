"""Tells Prometheus when the systems that are asked last answered, as it is told of deliveries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

LOG = logging.getLogger("matchstream.gateway")

LOOK_SECONDS = 10.0


class Followed(Protocol):
    """What is needed of `producers.polling.rounds.Rounds`."""

    last: dict[str, float]

    def look(self) -> None:
        """Read what came since."""

    def close(self) -> None:
        """Close the connection."""


async def watch(rounds: Followed, tell: Callable[[str, float], None]) -> None:
    """Look regularly, for ever.

    Parameters
    ----------
    rounds : Followed
    tell : callable
        Takes a connection's name, and when its system last answered.
    """
    while True:
        try:
            await asyncio.to_thread(rounds.look)
        except Exception:
            LOG.exception("when systems were last asked could not be read; trying again")
        for name, at in rounds.last.items():
            tell(name, at)
        await asyncio.sleep(LOOK_SECONDS)
