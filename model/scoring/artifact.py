"""A trained model on disk: plain arrays for serving, and a manifest with their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from data.errors import ExitCode, MatchstreamError
from model.features import layout
from model.features.affinity import Affinity
from model.features.channels import COMMON_SENSE, FEATURES, SIZES, STEPS, TABLES
from model.features.job_words import JobPrior
from model.levels.levels import AREAS
from model.scoring.forest import Forest
from model.scoring.shapley import COALITIONS
from model.skills import skill_table as skills

FORMAT = 3
"""Number of the format: increased when an older reader would misread a newer artifact, or the other way round."""
_FORMATS = {
    1: "made before 0.2, when a score held how easily the job is filled and would mean something else; train again",
    2: "made before skills were denied, welcome, or one of several, and for other skills; train again",
}
"""For each older format, why it is refused."""
ARRAYS = "serving.npz"
MANIFEST = "manifest.json"
PIPELINE = "pipeline.joblib"
_SCALARS = 9
PARSER = Lock()
"""NumPy reads the head of an array with `ast.literal_eval`, which CPython before 3.11.8 can't run in two threads at
once: they share a count of depth, and either may end with `SystemError` (python/cpython#106905)."""


class ArtifactRefused(MatchstreamError):
    """An artifact must not be served: missing, damaged, foreign or of another feature schema.

    Attributes
    ----------
    reason : str
        What is wrong and with which file, for a person.
    """

    exit_code = ExitCode.CONFIGURE

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Artifact:
    """A trained model.

    Attributes
    ----------
    pairs : Forest
        The match forest; its values are log-odds.
    jobs : Forest
        The job forest.
    affinity : Affinity
    prior : JobPrior
    additive : ndarray of shape (n_steps,), float64
        Weights of `model.features.channels.STEPS`.
    centre : ndarray of shape (64,), float64
        Mean log-odds of those who were considered, for every coalition of the recruiter's categories; the last is
        that of all categories, at which the score is 50.
    base_rate : float
        Share of hired among the decided applications of the training data.
    intercept, job_weight, prior_weight, match_weight : float
        Log-odds of a hire against the base rate:
        ``intercept + job_weight * logit(jobs) + prior_weight * prior + match_weight * match``.
    pair_weight : float
        Log-odds of the match: ``additive + pair_weight * pairs - centre[-1]``.
    smoothing : float
        Keeps the job forest's share off 0 and 1: ``smoothing + (1 - 2 * smoothing) * share``.
    least_fields : int
        Number of fields in which something must be understood for a person to count as known.
    manifest : dict
        Everything that is reported, but not used for scores; see `docs/model.md`.
    """

    pairs: Forest
    jobs: Forest
    affinity: Affinity
    prior: JobPrior
    additive: NDArray[np.float64]
    centre: NDArray[np.float64]
    base_rate: float
    intercept: float
    job_weight: float
    prior_weight: float
    match_weight: float
    pair_weight: float
    smoothing: float
    least_fields: int
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that a score depends on."""
        total = hashlib.sha256(schema().encode())
        for name, array in sorted(self.arrays().items()):
            total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
            total.update(np.ascontiguousarray(array).tobytes())
        return total.hexdigest()

    @property
    def version(self) -> str:
        """Name of the model: the same data and seed give the same name."""
        return f"rf-{self.digest[:12]}"

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything that a score depends on, by name."""
        scalars = [
            self.base_rate,
            self.intercept,
            self.job_weight,
            self.prior_weight,
            self.match_weight,
            self.pair_weight,
            self.smoothing,
            self.prior.centre,
            self.least_fields,
        ]
        return {
            **{f"pairs_{name}": array for name, array in self.pairs.arrays().items()},
            **{f"jobs_{name}": array for name, array in self.jobs.arrays().items()},
            **{f"affinity_{name}": array for name, array in self.affinity.arrays().items()},
            "affinity_words": _packed(self.affinity.vocabulary),
            "additive": self.additive,
            "centre": self.centre,
            "prior_words": _packed(self.prior.vocabulary),
            "prior_rarity": self.prior.rarity,
            "prior_weight": self.prior.weight,
            "scalars": np.array(scalars, np.float64),
        }

    def write(self, folder: Path) -> None:
        """Write arrays and manifest into an existing folder.

        Parameters
        ----------
        folder : Path
        """
        np.savez(folder / ARRAYS, allow_pickle=False, **self.arrays())
        files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}
        manifest = {
            "format": FORMAT,
            "version": self.version,
            "digest": self.digest,
            "schema": schema(),
            "base_rate": self.base_rate,
            "files": files,
            **self.manifest,
        }
        (folder / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
        )


def read(folder: Path) -> Artifact:
    """Read an artifact folder, or refuse it.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Artifact

    Raises
    ------
    ArtifactRefused
        If anything is missing, changed since it was written, or made for other features.
    """
    manifest = read_manifest(folder)
    if (number := manifest["format"]) != FORMAT:
        raise ArtifactRefused(f"{MANIFEST}: {_FORMATS.get(number, f'unknown format {number}')}")
    if manifest["schema"] != schema():
        theirs, ours = manifest["schema"][:12], schema()[:12]
        raise ArtifactRefused(f"{MANIFEST}: made for another feature schema ({theirs}, here {ours}); train again")
    check_file(folder, manifest, ARRAYS)
    try:
        with PARSER, (folder / ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        artifact = _assemble(arrays, manifest)
    except KeyError as error:
        raise ArtifactRefused(f"{ARRAYS}: {error.args[0]} is missing") from error
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise ArtifactRefused(f"{ARRAYS}: unreadable ({type(error).__name__})") from error
    if artifact.version != manifest["version"]:
        raise ArtifactRefused(f"{MANIFEST}: names {manifest['version']!r}, the arrays are {artifact.version!r}")
    return artifact


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of an artifact folder; raises `ArtifactRefused`."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ArtifactRefused(f"{MANIFEST}: missing in {folder.name!r}") from None
    except (OSError, ValueError) as error:
        raise ArtifactRefused(f"{MANIFEST}: unreadable ({type(error).__name__})") from error
    wanted = {"format": int, "version": str, "digest": str, "schema": str, "files": dict, "base_rate": float}
    if not isinstance(manifest, dict) or any(not isinstance(manifest.get(key), kind) for key, kind in wanted.items()):
        raise ArtifactRefused(f"{MANIFEST}: not a manifest of this program")
    return manifest


def check_file(folder: Path, manifest: Mapping[str, Any], name: str) -> None:
    """Compare a file with its digest in the manifest; raises `ArtifactRefused`."""
    if not (folder / name).is_file():
        raise ArtifactRefused(f"{name}: missing")
    if sha256(folder / name) != manifest["files"].get(name):
        raise ArtifactRefused(f"{name}: damaged, its SHA-256 is not the manifest's")


def _assemble(arrays: Mapping[str, NDArray[Any]], manifest: dict[str, Any]) -> Artifact:
    names = Forest.__dataclass_fields__
    words, terms = _unpacked(arrays["affinity_words"]), _unpacked(arrays["prior_words"])
    affinity = Affinity.empty(words).arrays()
    _check(arrays, {f"affinity_{name}": like for name, like in affinity.items()})
    _check(arrays, {"additive": COMMON_SENSE, "centre": np.zeros(COALITIONS), "scalars": np.zeros(_SCALARS)})
    _check(arrays, dict.fromkeys(("prior_rarity", "prior_weight"), np.zeros(len(terms))))
    base_rate, intercept, job, prior, match, pair, smoothing, prior_centre, least = arrays["scalars"].tolist()
    return Artifact(
        pairs=Forest(**{name: arrays[f"pairs_{name}"] for name in names}),
        jobs=Forest(**{name: arrays[f"jobs_{name}"] for name in names}),
        affinity=Affinity(words, **{name: arrays[f"affinity_{name}"] for name in affinity}),
        prior=JobPrior(terms, arrays["prior_rarity"], arrays["prior_weight"], prior_centre),
        additive=arrays["additive"],
        centre=arrays["centre"],
        base_rate=base_rate,
        intercept=intercept,
        job_weight=job,
        prior_weight=prior,
        match_weight=match,
        pair_weight=pair,
        smoothing=smoothing,
        least_fields=int(least),
        manifest=manifest,
    )


def _check(arrays: Mapping[str, NDArray[Any]], likes: Mapping[str, NDArray[Any]]) -> None:
    """Compare shapes and types of arrays with those of `likes`; raises `ArtifactRefused`."""
    for name, like in likes.items():
        array = arrays[name]
        if array.shape != like.shape or array.dtype != like.dtype:
            wanted = f"not {like.dtype} of shape {like.shape}"
            raise ArtifactRefused(f"{ARRAYS}: {name} is {array.dtype} of shape {array.shape}, {wanted}")
        if not np.isfinite(array).all():
            raise ArtifactRefused(f"{ARRAYS}: {name} holds what is no number")


def _packed(vocabulary: Mapping[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(sorted(vocabulary, key=vocabulary.__getitem__)).encode(), np.uint8)


def _unpacked(packed: NDArray[Any]) -> dict[str, int]:
    words = bytes(packed).decode()
    return {word: row for row, word in enumerate(words.split("\n"))} if words else {}


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def schema() -> str:
    """SHA-256 over the definition of the features: what a model was made for."""
    total = hashlib.sha256(f"{SIZES} {FEATURES} {AREAS} {skills.text()} {layout.DIMENSIONS}".encode())
    tables: list[NDArray[Any]] = [*TABLES, *STEPS]
    for table in tables:
        total.update(table.tobytes())
    return total.hexdigest()
