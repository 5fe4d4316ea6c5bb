"""Runs a command with a root folder of its own: `python enter.py SPECIFICATION`, on the host that it is to have.

The root holds the machine's programs, read-only, and what is mounted for the service. It stands alone, so that it
starts quickly, and becomes the command: signals reach that directly.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

RDONLY, REMOUNT, BIND, REC, PRIVATE = 1, 32, 4096, 16384, 1 << 18
NEWNS = 0x00020000
SYSTEM = ("bin", "sbin", "lib", "lib64", "lib32", "usr", "etc")
LIVING = ("proc", "sys", "dev")

_libc = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind=None, flags=0, data=None):
    arguments = [None if one is None else os.fsencode(one) for one in (source, target, kind)]
    if _libc.mount(*arguments, flags, None if data is None else data.encode()) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"mount {source} {target}: {os.strerror(error)}")


def bind(source, target, *, read_only):
    source = Path(source)
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(source, target, flags=BIND | REC)
    if read_only:
        mount(None, target, flags=BIND | REMOUNT | RDONLY)


def main(asked):
    if _libc.unshare(NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    mount(None, "/", flags=REC | PRIVATE)
    root = Path(asked["root"])
    mount("tmpfs", root, "tmpfs", data="mode=755")
    for name in SYSTEM:
        there = Path("/", name)
        if there.is_symlink():
            (root / name).symlink_to(there.readlink())
        elif there.is_dir():
            bind(there, root / name, read_only=True)
    for name in LIVING:
        bind(f"/{name}", root / name, read_only=False)
    for name in ("run", "var", "tmp"):
        (root / name).mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)
    for source, target, read_only in asked["mounts"]:
        bind(source, root / target.lstrip("/"), read_only=read_only)
    for target in asked["tmpfs"]:
        (root / target.lstrip("/")).mkdir(parents=True, exist_ok=True)
        mount("tmpfs", root / target.lstrip("/"), "tmpfs", data="mode=1777")
    if asked["read_only"]:
        mount(None, root, flags=REMOUNT | RDONLY)
    os.chroot(root)
    os.chdir(asked["folder"])
    os.execvpe(asked["command"][0], asked["command"], asked["environment"])


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
