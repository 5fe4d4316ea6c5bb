from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import model

CALLED = "from numba import njit\n\n\n@njit(cache=True)\ndef called():\n    return {}\n"
CALLS = """from numba import njit

from model.called import called


@njit(cache=True)
def calls():
    return called()
"""


def answer(folder: Path) -> str:
    code = "from model.calls import calls; print(calls())"
    clean = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=clean, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_compiled_code_follows_a_change_of_what_it_calls_in_another_file(tmp_path):
    package = tmp_path / "model"
    package.mkdir()
    shutil.copy(Path(model.__file__), package / "__init__.py")
    (package / "calls.py").write_text(CALLS)
    for value in (1, 2):
        (package / "called.py").write_text(CALLED.format(value))
        assert answer(tmp_path) == str(value)
