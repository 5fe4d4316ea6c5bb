"""Files fail: a disk without room, a folder that can't be written, a model that is damaged or swapped."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.errors import ExitCode
from deploy.local.programs import Service
from model.registry import Registry
from tests.chaos.forms import DEADLINE
from tests.chaos.scene import Scene
from tests.waiting import eventually

pytestmark = pytest.mark.chaos

UNFIT = ExitCode.CONFIGURE
"""Exit code of a program whose surroundings must be put right before it can start."""


def test_files_fail(scene: Scene, tmp_path: Path) -> None:
    stack = scene.stack
    said = {}
    with scene.load() as load:
        load.wait_sent(round(scene.form.rate), DEADLINE)
        pids = [worker.pid for worker in stack.workers]
        with unwritable(tmp_path / "read-only") as read_only, full(tmp_path / "full") as without_room:
            folders = {"read-only data folder": read_only, "full disk": without_room / "a" / "b"}
            with ThreadPoolExecutor() as pool:
                refusals = {
                    name: pool.submit(refusal, scene, {"MATCHSTREAM_DATA_FOLDER": str(folder / "faust")}, name)
                    for name, folder in folders.items()
                }
            said |= {name: refused.result() for name, refused in refusals.items()}
        champion = Registry(stack.registry).resolve("champion")
        for name in DAMAGES if scene.form.name == "full" else DAMAGES_AT_LEAST:
            damage = DAMAGES[name]
            with damaged(champion, damage):
                said[name] = refusal(scene, {})
                load.wait_sent(load.sent + round(scene.form.rate), DEADLINE)
        goes_on_without_its_log(scene)
        assert pids == [worker.pid for worker in stack.workers]
    scene.end(
        "full disk, read-only data folder, damaged and swapped model",
        load,
        besides="the running workers kept their model; one that could not write its log worked on; a new worker ended "
        "with 78: " + "; ".join(said.values()),
    )


def refusal(scene: Scene, environment: dict[str, str], name: str = "refused") -> str:
    """Start a worker that must not start; returns the one line in which it says why."""
    guest: Service = scene.stack.programs.service(
        name, "stream_processor", "worker", port_setting="MATCHSTREAM_WORKER_PORT"
    )
    guest.environment |= environment
    guest.log_path.unlink(missing_ok=True)
    guest.start()
    try:
        code = guest.wait(DEADLINE)
    finally:
        guest.kill()
    log = guest.log_tail(50)
    assert code == UNFIT, log
    assert "Traceback" not in log
    last = log.splitlines()[-1]
    return last.replace(str(scene.stack.registry), "the registry").rpartition(": ")[2]


def goes_on_without_its_log(scene: Scene) -> None:
    """Have a worker whose every line of log meets a full disk take shards."""
    guest = scene.stack.programs.service(
        "speechless", "stream_processor", "worker", port_setting="MATCHSTREAM_WORKER_PORT"
    )
    guest.log_path = Path("/dev/full")
    scene.workers.append(guest)
    guest.start()
    try:
        eventually(lambda: scene.shards(guest) or not guest.running, "a worker whose log meets a full disk has shards")
        assert guest.running, f"ended with {guest.returncode}"
        scene.settle([*scene.stack.workers, guest])
        guest.stop(DEADLINE)
    finally:
        guest.kill()
    assert guest.returncode == 0


@contextmanager
def unwritable(folder: Path) -> Iterator[Path]:
    """A folder in which nothing can be made: mounted read-only for root, whom no permission stops."""
    folder.mkdir()
    if os.geteuid() == 0:
        with mounted(folder, "ro"):
            yield folder
    else:
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@contextmanager
def full(folder: Path) -> Iterator[Path]:
    """A folder on a file system that has no room left: a tiny one of its own, which only root can mount."""
    if os.geteuid() != 0:
        with unwritable(folder):
            yield folder
        return
    folder.mkdir()
    with mounted(folder, "size=4k,nr_inodes=2"):
        (folder / "last").touch()
        yield folder


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def damaged(version: Path, damage: Callable[[Path], None]) -> Iterator[None]:
    """Damage a version's folder, and put it back."""
    spare = version.with_name(f".spare-{version.name}")
    shutil.copytree(version, spare)
    try:
        damage(version)
        yield
    finally:
        shutil.rmtree(version, ignore_errors=True)
        spare.rename(version)


def _flip(version: Path) -> None:
    file = version / "serving.npz"
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 0xFF
    file.write_bytes(held)


def _truncate(version: Path) -> None:
    file = version / "serving.npz"
    file.write_bytes(file.read_bytes()[:1000])


def _swap(version: Path) -> None:
    """Put another model's file under this one's name."""
    other = next(path for path in version.parent.iterdir() if path.name != version.name and path.name[0] != ".")
    shutil.copy(other / "serving.npz", version / "serving.npz")


def _remove(version: Path) -> None:
    shutil.rmtree(version)


DAMAGES = {"a bit flipped": _flip, "half a file": _truncate, "another model's file": _swap, "removed": _remove}
DAMAGES_AT_LEAST = ("a bit flipped", "another model's file")
