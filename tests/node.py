"""Programs of Node, with the packages of `tests/npm/package-lock.json`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.deploy.servers import program

PACKAGES = Path(__file__).parent / "npm"
FOLDER = Path(__file__).resolve().parents[1] / "var" / "npm"
INSTALL_SECONDS = 300.0


def packages() -> Path:
    """A folder with the packages, installed once for a state of the lock file, without their scripts."""
    digest = hashlib.sha256((PACKAGES / "package-lock.json").read_bytes()).hexdigest()[:12]
    target = FOLDER / digest
    FOLDER.mkdir(parents=True, exist_ok=True)
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=FOLDER) as temporary:
                made = Path(temporary) / "made"
                shutil.copytree(PACKAGES, made)
                command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
                subprocess.run(command, cwd=made, check=True, timeout=INSTALL_SECONDS)
                made.rename(target)
    return target


def command(script: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """How a script is run that imports these packages: command and environment."""
    copied = packages() / script.name
    shutil.copy(script, copied)
    return [program("node"), str(copied), *arguments], os.environ | {"NODE_NO_WARNINGS": "1"}
