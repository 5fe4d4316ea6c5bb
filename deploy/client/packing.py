"""Builds the producer library's wheel: copies the modules that `producers.client` imports, under one name of their own.

In the wheel `data` and `producers` lie below `matchstream_client`, for an environment may have packages of such names.
The rest is setuptools'.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from setuptools import build_meta

PROJECT = Path(__file__).resolve().parents[2]
NAME = "matchstream_client"
TARGET = Path(__file__).parent / NAME
START = "producers.client"
_IMPORT = re.compile(r"^(\s*(?:from|import) )((?:data|producers)\b)", re.MULTILINE)

get_requires_for_build_wheel = build_meta.get_requires_for_build_wheel


def build_wheel(
    wheel_directory: str, config_settings: dict[str, str] | None = None, _metadata: str | None = None
) -> str:
    """Build the wheel (PEP 517)."""
    shutil.rmtree(TARGET, ignore_errors=True)
    try:
        for module in sorted(needed(START)):
            _copy(module)
        (TARGET / "__init__.py").write_text(
            f'"""Publishes applicants, jobs and applications to Matchstream."""\n\n'
            f"from {NAME}.{START} import *\nfrom {NAME}.{START} import __all__ as __all__\n",
            encoding="utf-8",
        )
        (TARGET / "py.typed").touch()
        return str(build_meta.build_wheel(wheel_directory, config_settings))
    finally:
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.rmtree(Path(__file__).parent / "build", ignore_errors=True)
        shutil.rmtree(Path(__file__).parent / f"{NAME}.egg-info", ignore_errors=True)


def needed(start: str) -> set[str]:
    """A module of the project, all that it imports of the project, and their packages."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        if module in found or _file(module) is None:
            continue
        found.add(module)
        waiting += [module.rpartition(".")[0], *_imported(module)]
    return found


def _imported(module: str) -> Iterator[str]:
    file = _file(module)
    assert file is not None
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _file(module: str) -> Path | None:
    if module.partition(".")[0] not in ("data", "producers"):
        return None
    path = PROJECT / module.replace(".", "/")
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _copy(module: str) -> None:
    file = _file(module)
    assert file is not None
    target = TARGET / file.relative_to(PROJECT)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_IMPORT.sub(rf"\g<1>{NAME}.\2", file.read_text(encoding="utf-8")), encoding="utf-8")
