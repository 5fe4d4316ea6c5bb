"""Results that are remembered by text, while no text is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


def remembered(kept: int) -> Callable[[Callable[[_K], _T]], Callable[[_K], _T]]:
    """Cache a function's results by text; the cache is bounded, and emptied when it is full.

    The key is the hash of the text, so that no text stays in memory after the person who wrote it was removed. Two
    different texts share the 64 bits about once in 2**64, with a hash key that is new in every process.

    Parameters
    ----------
    kept : int
        Most texts in the cache.
    """

    def decorate(find: Callable[[_K], _T]) -> Callable[[_K], _T]:
        known: dict[int, _T] = {}

        @wraps(find)
        def recall(text: _K) -> _T:
            key = hash(text)
            try:
                return known[key]
            except KeyError:
                found = find(text)
            if len(known) >= kept:
                known.clear()
            known[key] = found
            return found

        return recall

    return decorate
