"""The house: imports go down only, files stay small and well named, the dependencies are explained."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
PACKAGES = ("data", "model", "producers", "stream_processor", "gateway", "deploy")
CLIENTS = {"confluent_kafka", "aiokafka", "faust", "redis", "fastapi"}
LINES = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_imports_go_down_only_and_in_no_circle() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0, "run lint-imports"


@pytest.mark.parametrize("pure", ["stream_processor.join.shard", "data.contract.events", "model.scoring.scorer"])
def test_the_core_loads_no_client(pure: str) -> None:
    script = f"import sys, {pure}; print(*sorted({CLIENTS} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert loaded.stdout.split() == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_holds_one_concept_and_says_which(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES
    assert path.stem not in VAGUE
    assert not text or ast.get_docstring(ast.parse(text)), "a module says what it is"


def test_no_further_top_level_package() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(PACKAGES)


def test_every_dependency_is_explained_and_none_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *(d for g in project["dependency-groups"].values() for d in g)]
    names = {re.split(r"[\[~=<>; ]", dependency)[0] for dependency in asked}
    explained = re.findall(
        r"^\| `([^`]+)` \|", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(explained) == sorted(names)


@pytest.mark.parametrize("name", [f"requirements{kind}.lock" for kind in ("", "-local", "-dev", "-bench")])
def test_the_lock_pins_with_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        if not block.startswith("#"):
            assert re.match(r"[A-Za-z0-9_.\-\[\]]+==\S+", block), block.splitlines()[0]
            assert "--hash=sha256:" in block
