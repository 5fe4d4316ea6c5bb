"""How seldom a busy program looks for cycles of objects that nothing else holds."""

from __future__ import annotations

import gc


def look_seldom() -> None:
    """Look for cycles seldom, and never among what is there by now.

    Batches make many objects and no cycles, and state is large and long-lived: with Python's own thresholds the
    collector took a fifth of a busy worker's time, and as much of the time of the writer to Redis.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
