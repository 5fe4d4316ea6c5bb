"""Short texts that are kept as they are, remembered by hash: most are levels, areas and places, which come again."""

from __future__ import annotations

_LONGEST = 64
"""Characters of the longest text that is remembered; a longer one hardly comes twice."""


class Untouched:
    """Texts that were found to hold nothing to be cleaned or masked.

    Only hashes are kept, so that no text stays in memory after the person who wrote it was removed. Two different texts
    share the 64 bits about once in 2**64, with a hash key that is new in every process.

    Parameters
    ----------
    kept : int
        Most texts; all are forgotten when there are as many.
    """

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._hashes: set[int] = set()

    def __contains__(self, text: str) -> bool:
        return len(text) <= _LONGEST and hash(text) in self._hashes

    def add(self, text: str) -> None:
        """Remember a text; one that is too long is not remembered."""
        if len(text) > _LONGEST:
            return
        if len(self._hashes) >= self._kept:
            self._hashes.clear()
        self._hashes.add(hash(text))
