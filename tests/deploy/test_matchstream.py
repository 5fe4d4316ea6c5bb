from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from data.errors import ExitCode
from deploy import settings
from deploy.matchstream import COMMANDS, main

PROJECT = Path(__file__).resolve().parents[2]


def test_its_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == ExitCode.OK
    overview = capsys.readouterr().out
    assert all(f"  {name} " in overview and command.purpose in overview for name, command in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_shown_and_nothing_starts(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: matchstream")


def test_each_command_has_one_program() -> None:
    assert all(callable(import_module(command.module).main) for command in COMMANDS.values())


@pytest.mark.parametrize("arguments", [[], ["nonsense"]])
def test_a_wrong_command_is_a_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == ExitCode.USAGE
    said = capsys.readouterr()
    assert "matchstream" in said.out + said.err


def test_settings_are_listed_and_secrets_masked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHSTREAM_REDIS_URL", "redis://somebody:hidden@127.0.0.1:6379/3")
    monkeypatch.setenv("MATCHSTREAM_PARTITIONS", "3")
    assert main(["settings", "--json"]) == ExitCode.OK
    text = capsys.readouterr().out
    assert "hidden" not in text
    shown = {row["variable"]: row for row in json.loads(text)}
    names = {name for kind in settings.PROGRAMS.values() for name in kind.model_fields}
    assert set(shown) == {f"MATCHSTREAM_{name.upper()}" for name in names}
    assert (shown["MATCHSTREAM_PARTITIONS"]["value"], shown["MATCHSTREAM_PARTITIONS"]["is_default"]) == ("3", False)
    assert shown["MATCHSTREAM_REDIS_PASSWORD"]["value"] == settings.MASKED
    assert all(row["meaning"] for row in shown.values())


def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHSTREAM_BATCH", "many")
    assert main(["settings"]) == ExitCode.CONFIGURE
    assert capsys.readouterr().err.startswith("matchstream settings: MATCHSTREAM_BATCH: ")


@pytest.mark.enable_socket
def test_a_taken_port_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("MATCHSTREAM_GATEWAY_PORT", str(taken.getsockname()[1]))
        assert main(["gateway"]) == ExitCode.CONFIGURE
    assert "MATCHSTREAM_GATEWAY_PORT" in capsys.readouterr().err.splitlines()[-1]


def test_it_is_installed_from_a_clone_and_works_in_any_folder(tmp_path: Path) -> None:
    recipe = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "install", f"PREFIX={tmp_path}"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))},
    ).stdout
    ours = recipe[recipe.index("mkdir -p") :]
    subprocess.run(["bash", "-c", ours], cwd=PROJECT, check=True, capture_output=True)
    program = tmp_path / "bin" / "matchstream"
    said = subprocess.run(
        [program, "settings", "--json"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    ).stdout
    shown = {row["variable"]: row["value"] for row in json.loads(said)}
    assert shown["MATCHSTREAM_MODEL_REGISTRY"] == str(PROJECT / "var" / "models")
