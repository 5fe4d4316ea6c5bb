"""The registry: versions in a folder, and the alias `champion` that names one of them.

    registry/versions/<version>/{serving.npz, pipeline.joblib, manifest.json, ...}
    registry/aliases.json

A version is written beside the others and moved into place in one step; the alias is one file,
replaced in one step. A reader never sees half of either.

Which version scores is announced in Kafka (`data.kafka.champion`). The alias counts before anything is announced, and
where there is no Kafka.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.scoring import artifact as artifacts
from model.scoring.artifact import Artifact, ArtifactRefused

__all__ = ["CHAMPION", "ArtifactRefused", "Registry"]

CHAMPION = "champion"
"""The alias."""
_VERSION = re.compile(r"rf-[0-9a-f]{12}")


class Registry:
    """A registry folder.

    Parameters
    ----------
    folder : Path
        Made when the first version is saved.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def save(self, artifact: Artifact, extra: Callable[[Path], None] | None = None) -> str:
        """Save a version; saving the same model again changes nothing.

        Parameters
        ----------
        artifact : Artifact
        extra : callable, optional
            Called with the folder being written, to put more files into it; the manifest vouches for them too.

        Returns
        -------
        str
            The version.
        """
        versions = self.folder / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        target = versions / artifact.version
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=versions))
        try:
            if extra:
                extra(draft)
            artifact.write(draft)
            draft.chmod(0o755)
            if target.exists():
                spare = Path(tempfile.mkdtemp(prefix=".old-", dir=versions))
                target.rename(spare / "old")
                draft.rename(target)
                shutil.rmtree(spare)
            else:
                draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return artifact.version

    def versions(self) -> list[str]:
        """Names of the versions, sorted."""
        folder = self.folder / "versions"
        return (
            sorted(path.name for path in folder.iterdir() if _VERSION.fullmatch(path.name)) if folder.is_dir() else []
        )

    def aliases(self) -> dict[str, str]:
        """The champion's version under its alias; empty while there is none."""
        past = _champions(self.folder)
        return {CHAMPION: past[-1]} if past else {}

    def resolve(self, name: str) -> Path:
        """Folder of a version or alias.

        Parameters
        ----------
        name : str

        Raises
        ------
        ArtifactRefused
            If the registry holds no such version or alias.
        """
        version = self.aliases().get(name, name)
        folder = self.folder / "versions" / version
        if not _VERSION.fullmatch(version) or not folder.is_dir():
            known = ", ".join([*sorted(self.aliases()), *self.versions()]) or "nothing"
            raise ArtifactRefused(f"the registry holds no {name!r}; it holds {known}")
        return folder

    def manifest(self, name: str) -> dict[str, Any]:
        """Manifest of a version or alias."""
        return artifacts.read_manifest(self.resolve(name))

    def set_champion(self, version: str) -> None:
        """Give a version the alias, after checking it.

        Parameters
        ----------
        version : str

        Raises
        ------
        ArtifactRefused
            If the version is missing or damaged.
        """
        self.verify(version)
        name = self.resolve(version).name
        if self.aliases().get(CHAMPION) != name:
            self._write({CHAMPION: [name]})

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other programs on this machine from setting the alias."""
        with (self.folder / ".aliases.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def verify(self, name: str) -> None:
        """Check every file of a version against its manifest.

        Raises
        ------
        ArtifactRefused
            With the first thing that is wrong.
        """
        folder = self.resolve(name)
        manifest = artifacts.read_manifest(folder)
        for file in manifest["files"]:
            artifacts.check_file(folder, manifest, file)
        if artifacts.read(folder).version != folder.name:
            raise ArtifactRefused(f"{folder.name}: the folder holds another version")

    def pipeline(self, name: str) -> Any:
        """The scikit-learn forests of a version, for retraining; loaded only after its SHA-256 matched.

        Raises
        ------
        ArtifactRefused
            If it is missing or damaged.
        """
        import joblib  # noqa: PLC0415 - serving starts without it

        folder = self.resolve(name)
        artifacts.check_file(folder, artifacts.read_manifest(folder), artifacts.PIPELINE)
        return joblib.load(folder / artifacts.PIPELINE)

    def _write(self, history: dict[str, list[str]]) -> None:
        handle, name = tempfile.mkstemp(prefix=".aliases-", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(history, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(self.folder / "aliases.json")


def _champions(registry: Path) -> list[str]:
    """The versions under the alias, of which the last counts: older programs kept those before it too."""
    path = registry / "aliases.json"
    try:
        past = json.loads(path.read_text("utf-8")).get(CHAMPION, [])
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError) as error:
        raise ArtifactRefused(f"aliases.json: unreadable ({type(error).__name__})") from error
    if not isinstance(past, list) or not all(isinstance(name, str) and _VERSION.fullmatch(name) for name in past):
        raise ArtifactRefused("aliases.json: not aliases of this program")
    return past
