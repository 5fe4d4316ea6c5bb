"""The CI script runs what the house promises."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / ".ci" / "run"


def test_it_is_a_program_that_bash_can_read():
    assert os.access(SCRIPT, os.X_OK)
    assert subprocess.run(["bash", "-n", SCRIPT], check=False).returncode == 0


def test_every_test_is_run_somewhere():
    text = SCRIPT.read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    left_out = set(re.search(r"^MARK +\?= (not .+)$", makefile, re.MULTILINE)[1].replace("not ", "").split(" and "))
    marks = " ".join(re.findall(r'\bMARK="?([^"\n]+)', text))
    run_apart = set(re.findall(r"(?<!not )\b(?!(?:not|or|and)\b)(\w+)", marks))
    run_apart |= set(re.findall(r"make (chaos|ops)\b", text))
    assert left_out == run_apart
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert run_apart <= {marker.split(":")[0] for marker in declared["markers"]}


def test_the_promised_targets_are_run():
    text = SCRIPT.read_text(encoding="utf-8")
    chaos = 'make chaos QUICK=1 BROKER=apache JOBS=2 ROWS="$MAIN_ROWS"'
    for command in ("make test", "make check", "make smoke BROKER=apache WORKERS=2", chaos):
        assert re.search(rf'^part "[^"]+" \d+ {re.escape(command)}$', text, re.MULTILINE)


def test_what_make_starts_keeps_its_bytecode(tmp_path):
    """Where nothing is kept, each process compiles all it imports: seconds a start, thousands of times in all."""
    asked = tmp_path / "Makefile"
    asked.write_text(f"include {PROJECT / 'Makefile'}\nshown:\n\t@echo [$$PYTHONDONTWRITEBYTECODE]\n", encoding="utf-8")
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = ["make", "--silent", "--file", str(asked), "shown"]
    assert subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_pages_are_collected_from_their_folder_and_all_else_from_all():
    shown = ["make", "--no-print-directory", "--dry-run", "test"]
    plain, pages = (
        subprocess.run([*shown, *more], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        for more in ([], ["MARK=browser"])
    )
    assert " -m pytest  -n auto " in plain
    assert plain.endswith(' and not ops and not long"')
    assert " -m pytest tests/browser -n auto " in pages
