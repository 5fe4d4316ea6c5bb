"""The house: imports go down only, files stay small and well named, the dependencies are explained."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("data", "model", "producers", "stream_processor", "gateway", "deploy")
CLIENTS = {"confluent_kafka", "aiokafka", "faust", "redis", "fastapi"}
FILE_LINES, CLASS_LINES, FUNCTION_LINES, PARAMETERS = 300, 150, 50, 10
LARGER = {
    # A numpydoc docstring with parameters, returned values and errors counts as lines of its class or function.
    "data/kafka/reading.py:read": "a third is docstring; in its loop each further call per record costs its reader",
    "producers/erasure/forget.py:run": "half of it is its docstring, and what it does is one sequence",
    "gateway/web/metrics.py:Metrics.__init__": "a list of metrics, one after the other",
    "deploy/local/processes.py:ChildProcess": "half of it is docstrings; the rest is one process, from start to end",
    "deploy/local/stack.py:Stack": "two fifths are docstrings; it names every part of a stack",
    "deploy/local/stack.py:Stack.__init__": "settings by name, each with a default",
    "stream_processor/cache/writer.py:Cache": "offsets, batches that Redis has not answered, and faults are one state",
    "stream_processor/worker/open_shard.py:OpenShard": "a third are docstrings; what it read and sent is one state",
    "stream_processor/join/shard.py:Shard": "events, lists and differences work on the same columns, and must agree",
    "model/evaluation/retrieval.py:draw_others": "nearly half of it is its docstring",
    "model/scoring/scorer.py:Scorer": "two fifths are docstrings; all that can be asked of a model, by one name",
    "model/skills/statements.py:read": "one pass keeps one state of thirty variables, which each part would pass on",
    "model/training/run.py:run": "nearly half of it is its docstring",
    "model/training/train.py:train": "one sequence; a third of it names the parts of an artifact",
}
"""What is larger than the rule has it, and why."""
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_imports_go_down_only_and_in_no_circle() -> None:
    # In a process of its own, for it sets up logging. Without its cache, which goes by the time of a file alone.
    program = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([program, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("pure", ["stream_processor.join.shard", "data.contract.codec", "model.scoring.scorer"])
def test_the_core_loads_no_client(pure: str) -> None:
    script = f"import sys, {pure}; print(*sorted({CLIENTS} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert loaded.stdout.split() == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_holds_one_concept_and_says_which(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stem not in VAGUE
    assert not text or ast.get_docstring(ast.parse(text)), "a module says what it is"


def _too_large(name: str, text: str) -> set[str]:
    """A file, and its classes and functions, that are larger than the rule has it."""
    found = {name} if len(text.splitlines()) > FILE_LINES else set()
    inside: list[tuple[str, ast.AST]] = [(f"{name}:", ast.parse(text))]
    while inside:
        path, node = inside.pop()
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                inside.append((path, child))
                continue
            own, lines = f"{path}{child.name}", (child.end_lineno or 0) - child.lineno + 1
            inside.append((f"{own}.", child))
            if isinstance(child, ast.ClassDef):
                is_large = lines > CLASS_LINES
            else:
                of = child.args
                parameters = [*of.posonlyargs, *of.args, *of.kwonlyargs, *filter(None, (of.vararg, of.kwarg))]
                is_large = lines > FUNCTION_LINES or len(parameters) > PARAMETERS
            if is_large:
                found.add(own)
    return found


def test_files_classes_and_functions_stay_small() -> None:
    large = [_too_large(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in FILES]
    assert set().union(*large) == set(LARGER), "split what is new here, or give its reason; what is small again goes"


@pytest.mark.parametrize(
    ("text", "large"),
    [
        ("x = 1\n" * 301, {"f"}),
        ("class A:\n" + "    x = 1\n" * 150, {"f:A"}),
        ("class A:\n    async def b(self):\n" + "        pass\n" * 50, {"f:A.b"}),
        ("def a():\n    if True:\n        def b(" + ", ".join("abcdefghij") + ", *k): pass\n", {"f:a.b"}),
        ("def a():\n" + "    pass\n" * 49 + "class A:\n" + "    x = 1\n" * 149, set()),
        ("def a(" + ", ".join("abcdefgh") + ", *i, **j): pass\n", set()),
    ],
)
def test_what_is_too_large_is_found(text: str, large: set[str]) -> None:
    assert _too_large("f", text) == large


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
