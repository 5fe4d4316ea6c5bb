"""The systemd units: read by systemd, hardened, with settings that the programs take."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from data.errors import ExitCode
from deploy.local.supervision import RESTART_CODES
from deploy.settings import PROGRAMS
from gateway.settings import GatewaySettings
from stream_processor.settings import StreamSettings
from tests.deploy.servers import program as needed

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
MOST_EXPOSED = 20
"""Tenths: 0 is wholly shut, 100 wholly open."""
_PYTHON = "/opt/matchstream/.venv/bin/python"


def settings(unit: Path) -> dict[str, str]:
    text = unit.read_text(encoding="utf-8").replace("%H", "host").replace("%i", "10")
    return dict(re.findall(r"^Environment=(MATCHSTREAM_\w+)=(.*)$", text, re.MULTILINE))


@pytest.fixture
def copied(tmp_path: Path) -> list[Path]:
    """The units as systemd would find them, of a program that is there."""
    here = shutil.which("env") or ""
    for unit in FOLDER.glob("*.*"):
        text = unit.read_text(encoding="utf-8").replace(_PYTHON, here)
        (tmp_path / unit.name.replace("@.", "@10.")).write_text(text, encoding="utf-8")
    return sorted(tmp_path.glob("*.service"))


@pytest.mark.servers
def test_systemd_reads_every_unit(copied: list[Path]) -> None:
    needed("systemd-analyze")
    done = subprocess.run(["systemd-analyze", "verify", *copied], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.servers
def test_every_unit_is_hardened(copied: list[Path]) -> None:
    needed("systemd-analyze")
    for unit in copied:
        command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", unit]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_program_with_settings_that_it_takes(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = unit.read_text(encoding="utf-8")
    [program] = re.findall(rf"^ExecStart={_PYTHON} -m (\w+)", text, re.MULTILINE)
    kind = {"gateway": GatewaySettings, "stream_processor": StreamSettings}[program]
    for variable, value in settings(unit).items():
        monkeypatch.setenv(variable, value)
    assert {f"MATCHSTREAM_{name.upper()}" for name in kind.model_fields} >= settings(unit).keys()
    assert kind().log_format == "json"


def test_a_workers_name_and_port_are_its_instances() -> None:
    held = settings(FOLDER / "matchstream-worker@.service")
    assert (held["MATCHSTREAM_GROUP_INSTANCE"], held["MATCHSTREAM_WORKER_PORT"]) == ("worker-host-10", "9110")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_is_started_again_is_what_our_own_supervisor_does(unit: Path) -> None:
    [codes] = re.findall(r"^RestartPreventExitStatus=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    never = {ExitCode(int(code)) for code in codes.split()}
    assert never == {ExitCode.USAGE, ExitCode.CONFIGURE}
    assert not never & set(RESTART_CODES)


def test_the_example_of_settings_names_known_ones() -> None:
    named = re.findall(r"^(MATCHSTREAM_\w+)=", (FOLDER / "matchstream.env").read_text(encoding="utf-8"), re.MULTILINE)
    known = {f"MATCHSTREAM_{name.upper()}" for kind in PROGRAMS.values() for name in kind.model_fields}
    assert named
    assert set(named) <= known
