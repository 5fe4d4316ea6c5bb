"""Back to the commit before and forth again by deploy/upgrade.sh, under load: without a standstill, and exact."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from tests.chaos.load import held, trickle
from tests.chaos.standstill import Movements
from tests.ops.native.composed import PROJECT
from tests.ops.native.docker import Docker
from tests.ops.site import GATEWAYS, Site
from tests.ops.traffic import Traffic
from tests.waiting import DEADLINE, eventually

pytestmark = pytest.mark.ops

UPGRADE = PROJECT / "deploy" / "upgrade.sh"
SEVERAL = ("worker", "gateway")
AWAY = {"jobs"}
"""What is not answered while the one cache writer is renewed: lookups say 503, and never an old list."""

LONGEST_IDLE = 30.0
"""Seconds of a shard's standstill."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it was in the commit before."""
    folder = tmp_path_factory.mktemp("before")
    archive = folder / "project.tar"
    git = ["git", "-C", str(PROJECT), "-c", f"safe.directory={PROJECT}", "archive", "--output", str(archive), "HEAD^"]
    subprocess.run(git, check=True)
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "project", filter="data")
    # Compiled kernels go by the time of a file; where it is the same, so is they.
    for path in (folder / "project").rglob("*.py"):
        here = PROJECT / path.relative_to(folder / "project")
        if here.exists() and here.read_bytes() == path.read_bytes():
            shutil.copystat(here, path)
    folder.chmod(0o755)
    return folder / "project"


@pytest.mark.parametrize("way", ["back", "forth"])
def test_every_program_is_replaced_by_another_version_under_load(
    way: str, site: Site, before: Path, tmp_path: Path
) -> None:
    docker = Docker(site.composed, before if way == "back" else PROJECT)
    old = [one.name for name in SEVERAL for one in site.replicas(name)]
    with Traffic(site, trickle()) as traffic, Movements(site.settings) as movements:
        eventually(lambda: len(traffic.requests) > 100, "requests", DEADLINE)
        begun = time.monotonic()
        with docker.on_path(tmp_path) as folder:
            path = {"PATH": f"{folder}:{os.environ['PATH']}"}
            done = subprocess.run([UPGRADE], env=os.environ | path, check=False, capture_output=True, text=True)
        ended = time.monotonic()
        idle = movements.longest_idle(begun, ended)
    failed = [one for one in traffic.failed([]) if one.what not in AWAY]
    away = [one for one in traffic.failed([]) if one.what in AWAY]
    seconds = max((one.ended for one in away), default=0.0) - min((one.begun for one in away), default=0.0)
    print(
        f"\n{way}: all replaced in {ended - begun:.0f} s, longest standstill of a shard {idle:.1f} s, of "
        f"{len(traffic.requests)} requests {len(failed)} failed, and {len(away)} lookups within {seconds:.1f} s; "
        f"the slowest took {traffic.slowest():.1f} s"
    )
    assert done.returncode == 0, (docker.asked, done.stdout, done.stderr)
    assert not {one.name for name in SEVERAL for one in site.replicas(name)} & set(old)
    assert [len(site.replicas(name)) for name in SEVERAL] == [2, GATEWAYS]
    assert failed == []
    assert traffic.acknowledged <= held(site.settings)
    assert idle <= LONGEST_IDLE
    site.wait_still()
    print(site.verify())
