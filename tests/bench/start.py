"""Start: from a new process to its first score, the kernel's cache being warm."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.bench.figures import Figure, at_most
from tests.bench.setting import PROJECT, Setting, registry
from tests.bench.timing import in_turn, seconds

BARE = "pass"
LIBRARIES = "import numba, numpy, pydantic"
SCORE = """
import sys
from pathlib import Path
from data.contract.entities import ApplicantDescription, JobDescription
from model.registry import Registry
from model.scoring.scorer import Scorer
scorer = Scorer.load(Registry(Path(sys.argv[1])).resolve("champion"))
job = JobDescription(titulo_vaga="Desenvolvedor Python", nivel_ingles="Avançado")
assert 0 < scorer.match(job, ApplicantDescription(cv="Python, Django", nivel_ingles="Fluente")).quality_score < 100
"""


def measure(setting: Setting) -> Iterator[Figure]:
    """Start processes; the round that is not counted fills the cache."""
    found = in_turn(
        {
            "score": lambda: _started(SCORE),
            "libraries": lambda: _started(LIBRARIES),
            "bare": lambda: _started(BARE),
        },
        setting.size(5, 1),
    )
    yield Figure("process start to first score", "s", found["score"], at_most(3.0),
                 "to the end of the process: model read and checked, forest compiled, one pair scored")  # fmt: skip
    yield Figure("  of it importing numba, numpy, pydantic", "s", found["libraries"])
    yield Figure("  of it Python itself", "s", found["bare"])


def _started(program: str) -> float:
    command = [sys.executable, "-c", program, str(registry())]
    return seconds(lambda: subprocess.run(command, cwd=PROJECT, check=True))
