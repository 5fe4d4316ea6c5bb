"""How many events could not be read, for the page of the system's state; what they hold is for operators alone."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated, Protocol

from gateway.deps import from_state

LOG = logging.getLogger("matchstream.gateway.status")

LOOK_SECONDS = 10.0


class Counted(Protocol):
    """What is needed of `data.kafka.dead_letter_count.DeadLetterCount`."""

    @property
    def count(self) -> int | None:
        """How many there are; None where that is not known yet."""

    def look(self) -> None:
        """Read what came since."""

    def close(self) -> None:
        """Close the connection."""


class DeadLetters:
    """Knows how many there are.

    Parameters
    ----------
    counted : Counted, optional
        Without it nothing is known.
    """

    def __init__(self, counted: Counted | None = None) -> None:
        self._counted = counted

    @property
    def count(self) -> int | None:
        """How many there are; None where that is not known."""
        return None if self._counted is None else self._counted.count

    async def watch(self) -> None:
        """Look regularly, for ever."""
        while self._counted is not None:
            try:
                await asyncio.to_thread(self._counted.look)
            except Exception:
                LOG.exception("dead letters could not be counted; trying again")
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Close the connection."""
        if self._counted is not None:
            self._counted.close()


DeadLettersDep = Annotated[DeadLetters, from_state("parts.dead_letters")]
