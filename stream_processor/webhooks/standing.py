"""Where each pair of the view stands: its band, whether it was applied for, its model; nine bytes per pair."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.webhooks.messages import ABSENT

MODELS = 16
"""Models that are told apart: more than one is scored with for a moment only."""
_MERGED_AT = 1 << 16


class Place(NamedTuple):
    """Where a pair stands.

    Attributes
    ----------
    level : int
        Its band as a number (`LEVELS`); `ABSENT` where it is not in the view.
    applied : bool
    model : int
        Number of its model, below `MODELS`.
    """

    level: int = ABSENT
    applied: bool = False
    model: int = 0


_NOWHERE = Place()


class Standing:
    """The places of pairs by a hash of 64 bits, in sorted columns; what changed lately is in a dict beside them."""

    def __init__(self) -> None:
        self._keys: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._places: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._changed: dict[int, int] = {}

    def __len__(self) -> int:
        """Number of pairs that are in the view."""
        self._merge()
        return int(self._keys.size)

    def put(self, pair: bytes, place: Place) -> Place:
        """Put a pair where it stands now; returns where it stood."""
        key = int.from_bytes(blake2b(pair, digest_size=8).digest(), "little")
        held = self._changed.get(key)
        if held is None:
            held = self._find(key)
        self._changed[key] = _packed(place)
        if len(self._changed) >= _MERGED_AT:
            self._merge()
        return _unpacked(held)

    def _find(self, key: int) -> int:
        at = int(np.searchsorted(self._keys, np.uint64(key)))
        return int(self._places[at]) if at < self._keys.size and int(self._keys[at]) == key else 0

    def _merge(self) -> None:
        if not self._changed:
            return
        keys = np.fromiter(self._changed.keys(), np.uint64, len(self._changed))
        places = np.fromiter(self._changed.values(), np.uint8, len(self._changed))
        kept = ~np.isin(self._keys, keys)
        keys = np.concatenate([self._keys[kept], keys[places != 0]])
        places = np.concatenate([self._places[kept], places[places != 0]])
        order = np.argsort(keys, kind="stable")
        self._keys, self._places = keys[order], places[order]
        self._changed.clear()


def _packed(place: Place) -> int:
    return 0 if place.level == ABSENT else (place.level + 1) | place.applied << 3 | place.model << 4


def _unpacked(held: int) -> Place:
    return Place((held & 7) - 1, bool(held & 8), held >> 4) if held else _NOWHERE
