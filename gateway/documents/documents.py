"""Has documents read, a few at a time, each by a process of its own: the gateway itself parses none."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread

from data.errors import MatchstreamError
from gateway.deps import from_state
from producers.documents import reading
from producers.documents.outcome import Reading

AT_ONCE = 2
WAITING = 4


class TooManyDocuments(MatchstreamError):
    """Too many documents wait to be read."""

    retryable = True


class Documents:
    """Reads documents.

    Parameters
    ----------
    at_once : int, optional
        Documents that are read at a time.
    waiting : int, optional
        Documents that may wait for their turn.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._room = at_once + waiting
        self._inside = 0

    def check_room(self) -> None:
        """Raise `TooManyDocuments` where a further document could not wait; asked before its bytes are taken in."""
        if self._inside >= self._room:
            raise TooManyDocuments

    async def read(self, document: bytes) -> Reading:
        """Read a document.

        Raises
        ------
        NotRead, TooManyDocuments
        """
        self.check_room()
        self._inside += 1
        try:
            return await to_thread.run_sync(reading.read, document, limiter=self._limiter)
        finally:
            self._inside -= 1


DocumentsDep = Annotated[Documents, from_state("parts.documents")]
