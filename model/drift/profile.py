"""The reference profile of a model: what training saw of each trait, in bins. It stands beside the model's arrays.

A profile is no part of a model's version, for no score depends on it. A model without one scores as ever; then drift is
not watched, and says why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.drift.bins import Bins, Counts
from model.drift.chance import Chance, alike, independent
from model.drift.traits import SIDES, TRAITS
from model.scoring import artifact as artifacts
from model.scoring.artifact import ArtifactRefused

FILE = "reference.json"
_FORMAT = 1

Columns = Mapping[str, NDArray[np.int32]]
"""For each side (`SIDES`) its traits: ndarray of shape (n, traits of the side), int32."""


class NoProfile(Exception):
    """A model's profile can't be used; the text says why, for a person."""


class NotWatchedThen(NoProfile):
    """The model was trained when there was no profile, or one of other traits: only another training helps."""


@dataclass(frozen=True)
class Profile:
    """The reference.

    Attributes
    ----------
    bins : mapping of str to Bins
        By the name of a trait.
    counts : mapping of str to ndarray of int64
        Rows of the reference in each of the bins.
    chances : mapping of str to Chance
        What chance makes of the index of a trait.
    """

    bins: Mapping[str, Bins]
    counts: Mapping[str, Counts]
    chances: Mapping[str, Chance]

    @classmethod
    def of(cls, columns: Columns, common: Mapping[str, Sequence[NDArray[np.int64]]] | None = None) -> Profile:
        """The profile of a reference.

        Parameters
        ----------
        columns : mapping of str to ndarray
        common : mapping of str to sequence of ndarray of shape (n,), int64, optional
            By side, what its rows have in common, as `model.drift.chance.alike` takes it; rows of other sides are
            independent.
        """
        bins, counts, chances = {}, {}, {}
        for side, traits in SIDES.items():
            for trait, column in zip(traits, columns[side].T, strict=True):
                found = bins[trait.name] = Bins.of(trait, column)
                places = found.places(column)
                counts[trait.name] = np.bincount(places, minlength=found.size)
                chances[trait.name] = alike(places, found.size, (common or {}).get(side, ()))
        return cls(bins, counts, chances)

    @property
    def id(self) -> str:
        """Tells it from others: counts over the bins of one say nothing over those of another."""
        return hashlib.sha256(self.text().encode()).hexdigest()[:12]

    def count(self, side: str, rows: ArrayLike) -> dict[str, list[int]]:
        """Count rows of a side in its bins.

        Parameters
        ----------
        side : str
            One of `SIDES`.
        rows : array_like of shape (n, traits of the side), int
        """
        columns = np.asarray(rows, np.int64).reshape(-1, len(SIDES[side])).T
        return {
            trait.name: self.bins[trait.name].count(column).tolist()
            for trait, column in zip(SIDES[side], columns, strict=True)
        }

    def text(self) -> str:
        """As it is stored."""
        traits = {name: self._told(name) for name in sorted(self.bins)}
        told = {"format": _FORMAT, "traits": traits}
        return json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n"

    def _told(self, name: str) -> dict[str, Any]:
        found = self.bins[name].to_json() | {"counts": self.counts[name].tolist()}
        chance = self.chances[name]
        return found if chance == independent(self.bins[name].size) else found | {"chance": chance._asdict()}

    def write(self, folder: Path) -> None:
        """Write it into the folder of an artifact that is being saved."""
        (folder / FILE).write_text(self.text(), "utf-8")


def read(folder: Path) -> Profile:
    """Read the profile of an artifact.

    Raises
    ------
    NotWatchedThen
        It was trained before there were profiles, or the profile is of other traits.
    NoProfile
        With the reason: the file is damaged.
    """
    try:
        manifest = artifacts.read_manifest(folder)
        if FILE not in manifest["files"]:
            raise NotWatchedThen(
                f"{manifest['version']} was trained before models had a reference profile; train again"
            )
        artifacts.check_file(folder, manifest, FILE)
        return of_text((folder / FILE).read_text("utf-8"))
    except (ArtifactRefused, OSError, UnicodeDecodeError) as error:
        raise NoProfile(str(error)) from error


def of_text(text: str) -> Profile:
    """Read a stored profile; raises `NoProfile`."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["format"] != _FORMAT or told["traits"].keys() != TRAITS.keys():
            raise NotWatchedThen(f"{FILE}: made for other traits than are watched here; train again")
        bins = {name: Bins.of_json(one) for name, one in told["traits"].items()}
        counts = {name: np.array(one["counts"], np.int64) for name, one in told["traits"].items()}
        # Where a profile says nothing of chance, its rows are independent, or it was made before that was told.
        chances = {name: _chance(one.get("chance"), bins[name].size) for name, one in told["traits"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise NoProfile(f"{FILE}: unreadable ({type(error).__name__})") from error
    most = {name: len(trait.names) - 1 for name, trait in TRAITS.items() if not trait.is_number}
    if any(max(bins[name].values, default=0) > code or bins[name].is_number for name, code in most.items()):
        raise NotWatchedThen(f"{FILE}: made for other traits than are watched here; train again")
    if any(counts[name].shape != (bins[name].size,) or (counts[name] < 0).any() for name in bins):
        raise NoProfile(f"{FILE}: counts that are not those of its bins")
    return Profile(bins, counts, chances)


def _chance(told: Mapping[str, Any] | None, bins: int) -> Chance:
    if told is None:
        return independent(bins)
    found = Chance(float(told["scale"]), float(told["freedom"]))
    if not all(0 < value < np.inf for value in found):
        raise ValueError("chance without an extent")
    return found
