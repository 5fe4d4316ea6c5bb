"""Find a server program that some tests need: in CI it must be there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.ports import free_port, is_listening
from deploy.local.processes import ChildProcess

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "nginx.conf"
READY_SECONDS = 20.0


def program(name: str) -> str:
    """Return the path of a program; where it is missing, skip, or fail in CI."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} must be installed in CI")
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def nginx_before(gateway: int, folder: Path) -> Iterator[str]:
    """Run nginx before a gateway's port; its configuration is the committed one, but for port and folder."""
    # A port of two nginx at once: the later one opens the others, waits, and closes them all.
    ports = {"8080": free_port(), "8081": free_port()}
    text, count = re.subn(
        r"listen (\d+);",
        lambda found: f"listen 127.0.0.1:{ports[found[1]]};",
        CONFIGURATION.read_text(encoding="utf-8"),
    )
    assert count == len(ports)
    for there, here in {
        "gateway:8000": f"127.0.0.1:{gateway}",
        "/tmp/": f"{folder}/",
        "/dev/stdout": str(folder / "access.log"),
    }.items():
        assert there in text
        text = text.replace(there, here)
    configuration = folder / "nginx.conf"
    configuration.write_text(text, encoding="utf-8")
    command = [program("nginx"), "-c", str(configuration), "-e", "stderr"]
    ChildProcess("nginx-test", [*command, "-t"], log_directory=folder).run(READY_SECONDS)
    # Started by root, nginx would work as another user, to whom pytest's folder is closed.
    directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    pid = folder / "nginx.pid"  # empty after the check; written once all ports are open

    def is_ready() -> bool:
        return bool(pid.read_text(encoding="utf-8")) and all(is_listening(port) for port in ports.values())

    process = ChildProcess("nginx", [*command, "-g", directives], log_directory=folder, ready=is_ready)
    process.start()
    process.wait_ready(READY_SECONDS)
    try:
        yield f"http://127.0.0.1:{ports['8080']}"
    finally:
        process.stop()
