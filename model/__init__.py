"""What a match is worth: features, forest, score, explanation, training, evaluation, registry."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_COMPILED = ("text", "levels", "skills", "features", "scoring")
"""The folders of what is compiled and of all it can call: imports go down only."""


def _name_compiled_code() -> None:
    """Have Numba keep what it compiles under a name of the sources, unless a folder is given.

    Its own cache sees a change of a function's file, not of what the function calls in another: after an upgrade in
    place, a kernel would go on with the old channels and score wrongly.
    """
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    here = Path(__file__).parent
    digest = hashlib.sha256()
    folders = [*(here / name for name in _COMPILED), here.parent / "stream_processor" / "join"]
    for source in sorted(path for folder in folders for kind in ("*.py", "*.txt") for path in folder.rglob(kind)):
        digest.update(source.read_bytes())
    folder = here / "__pycache__" / f"compiled-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # nothing may be written here: Numba finds a place of its own
        return
    os.environ["NUMBA_CACHE_DIR"] = str(folder)


_name_compiled_code()
