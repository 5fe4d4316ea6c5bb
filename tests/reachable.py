"""What a process still holds: texts and bytes that something in it leads to."""

from __future__ import annotations

import gc
from typing import Any


def reachable(mark: str) -> list[str | bytes]:
    """Find every text that holds a mark, in any case, and that something in this process leads to.

    Parameters
    ----------
    mark : str
        ASCII letters. Whoever asks makes it as it asks, so that no constant of a test holds it whole.

    Returns
    -------
    list of str or bytes
        The mark itself is left out.
    """
    gc.collect()
    small, raw = mark.lower(), mark.lower().encode()
    own = {id(mark), id(small), id(raw)}
    waiting: list[Any] = gc.get_objects()
    own |= {id(waiting), id(own)}
    seen = {id(thing) for thing in waiting}
    found: list[str | bytes] = []
    while waiting:
        for thing in gc.get_referents(waiting.pop()):
            if id(thing) in seen or id(thing) in own:
                continue
            seen.add(id(thing))
            if isinstance(thing, str):
                if small in thing.lower():
                    found.append(thing)
            elif isinstance(thing, bytes | bytearray | memoryview):
                if raw in bytes(thing).lower():
                    found.append(bytes(thing))
            else:
                waiting.append(thing)
    return found
