from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import model

CALLED = "from numba import njit\n\n\n@njit(cache=True)\ndef called():\n    return {}\n"
CALLS = """from numba import njit

from model.text.called import called


@njit(cache=True)
def calls():
    return called()
"""


def answer(folder: Path) -> str:
    code = "from model.scoring.calls import calls; print(calls())"
    clean = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=clean, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_compiled_code_follows_a_change_of_what_it_calls_in_another_file(tmp_path):
    package = tmp_path / "model"
    for folder in ("text", "scoring"):
        (package / folder).mkdir(parents=True)
    shutil.copy(Path(model.__file__), package / "__init__.py")
    (package / "scoring" / "calls.py").write_text(CALLS)
    for value in (1, 2):
        (package / "text" / "called.py").write_text(CALLED.format(value))
        assert answer(tmp_path) == str(value)


def test_what_is_compiled_lies_in_the_folders_whose_sources_name_it():
    here = Path(model.__file__).parent
    named = {here / name for name in model._COMPILED} | {here.parent / "stream_processor" / "join"}
    packages = (here, here.parent / "data", here.parent / "stream_processor", here.parent / "gateway")
    compiled = [path for package in packages for path in package.rglob("*.py") if "import njit" in path.read_text()]
    assert compiled
    assert [path for path in compiled if not named & set(path.parents)] == []
