"""Thresholds of Python's garbage collector for busy programs."""

from __future__ import annotations

import gc


def look_seldom() -> None:
    """Let the collector run seldom, and never over the objects that exist now.

    Batches make many objects and no cycles, and state is large and long-lived: with Python's own thresholds the
    collector takes much of the time of a busy worker or cache writer, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
