"""What a person's statements on one level say together, as one small number: from the lowest of them to the highest.

Of a level that is to fit and not merely to suffice, neither the lowest nor the highest statement may count by itself:
leaving out the other one would raise a score. So the level of the span that is nearest to what a job asks counts.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

TOP: Final = 8
"""The highest level."""
SPANS: Final = tuple((level, level) for level in range(TOP + 1)) + tuple(combinations(range(1, TOP + 1), 2))
"""Lowest and highest level of each number. That of a single level is the level itself, 0 for "no data"."""
_NUMBER = {span: number for number, span in enumerate(SPANS)}


def span(*stated: int) -> int:
    """Number of the span of some statements, of which those that say nothing are 0."""
    levels = [level for level in stated if level] or [0]
    return _NUMBER[min(levels), max(levels)]


NEAREST: Final[NDArray[np.int64]] = np.array(
    [[max(low, min(high, asked or high)) for low, high in SPANS] for asked in range(TOP + 1)]
)
"""The level that counts, by level asked and number of the span; where nothing is asked, the highest."""
HIGHEST: Final[NDArray[np.int64]] = NEAREST[0]
"""The highest level of each span."""
