"""Kernels are compiled by one of the processes that run tests, and loaded by the others.

Numba's cache knows no lock: processes that begin at once compile everything each, a minute of processor time, and two
that save other signatures of one function at once may write over each other's files.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core.compiler_lock import global_compiler_lock
from numba.core.dispatcher import Dispatcher

from tests.trained import PROJECT

FOLDER = PROJECT / "var" / "kernels"

_held: set[str] = set()
"""Functions that this process compiles; as callees are compiled below their callers, and none calls itself through
another, no two processes wait for each other."""


def compile_once() -> None:
    """From now on, let a process wait while another compiles the same function."""
    plain = Dispatcher.compile

    def locked(self: Any, sig: Any) -> Any:
        if self._cache.cache_path is None:  # it is not kept: a part of Numba
            return plain(self, sig)
        with global_compiler_lock, _alone(f"{self.py_func.__module__}.{self.py_func.__qualname__}"):
            return plain(self, sig)

    Dispatcher.compile = locked


@contextmanager
def _alone(name: str) -> Iterator[None]:
    if name in _held:
        yield
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    _held.add(name)
    try:
        with (FOLDER / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    finally:
        _held.remove(name)
