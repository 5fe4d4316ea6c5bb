"""Models that tests and benchmarks share: trained once, whoever asks first."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import joblib

from model.registry import Registry
from model.scoring.scorer import Scorer

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "var" / "trained"
DEFAULT_SEED = 7
"""That of `python -m model train`."""
TRAINS = ("model", "data/contract", "data/files", "data/privacy", "data/synthetic")
"""What makes up data and trains."""


def shared() -> Path:
    """A folder with made-up `data`, the `trained` of it (by joblib), and a `registry` whose champion it is.

    All runs of one state of the code share it, so none may change it.
    """
    from data.files.decision_folder import read  # noqa: PLC0415 -- training's libraries take seconds to load
    from data.synthetic import generate  # noqa: PLC0415
    from model.labelled.pairs import labelled  # noqa: PLC0415
    from model.training.hyperparameters import Settings  # noqa: PLC0415
    from model.training.train import train  # noqa: PLC0415
    from stream_processor.worker.warm_up import warm_up  # noqa: PLC0415

    target = FOLDER / f"shared-{_code()}"
    with _locked(target):
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=FOLDER) as temporary:
                folder = Path(temporary) / "made"
                generate(2000, 11, folder / "data")
                made = train(labelled(read(folder / "data")), Settings(job_trees=30))
                joblib.dump(made, folder / "trained")
                registry = Registry(folder / "registry")
                registry.set_champion(registry.save(made.artifact, made.write_beside))
                # Workers that a stack starts at once would each compile what none of them finds.
                warm_up(Scorer(made.artifact))
                folder.rename(target)
    return target


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def trained(jobs: int, *seeds: int) -> Path:
    """A registry with a model a seed, trained on that many made-up jobs for a state of the code; the first is champion.

    It is shared: who changes it copies it first.
    """
    seeds = seeds or (DEFAULT_SEED,)
    target = FOLDER / f"{jobs}-{'-'.join(map(str, seeds))}-{_code()}"
    with _locked(target):
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                made_up, registry = f"{folder}/made-up", f"{folder}/registry"
                _run("data.synthetic", "--jobs", str(jobs), "--out", made_up)
                for seed in map(str, seeds):
                    _run("model", "train", "--data", made_up, "--registry", registry, "--seed", seed, "--no-evaluation")
                Path(registry).rename(target)
    return target


def compiled(registry: Path) -> Path:
    """A registry, once all kernels are compiled: programs that start at once would each compile what none finds."""
    from stream_processor.worker.warm_up import warm_up  # noqa: PLC0415 -- takes seconds to load

    with _locked(FOLDER / "kernels"):
        warm_up(Scorer.load(Registry(registry).resolve("champion")))
    return registry


def another(registry: Registry, base_rate: float) -> str:
    """Another version of the champion, for a test that needs one and not what it would be trained to say."""
    champion = Scorer.load(registry.resolve("champion")).artifact
    return registry.save(replace(champion, base_rate=base_rate, manifest={}))


def _code() -> str:
    """What tells this state of the code that trains from another."""
    total = hashlib.sha256()
    for package in TRAINS:
        for path in sorted([*(PROJECT / package).rglob("*.py"), *(PROJECT / package).rglob("*.txt")]):
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", *arguments], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
