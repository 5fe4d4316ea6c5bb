"""`python -m model drift`: a folder beside a model's reference, and models without one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import data
from data.errors import ExitCode
from model.__main__ import main
from model.registry import Registry
from model.training.train import Trained


def test_a_model_s_own_data_has_not_moved(
    registry: Registry, model_of_this_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, made = ["--registry", str(registry.folder)], ["--data", str(model_of_this_run / "data")]
    assert main(["drift", *folder, *made, "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    of_inputs = [one for one in told["traits"] if not one["trait"].startswith("application.")]
    assert {one["verdict"] for one in of_inputs} == {"steady"}
    assert max(one["index"] for one in of_inputs) < 1e-9
    assert main(["drift", *folder, *made]) == ExitCode.OK
    printed = capsys.readouterr().out
    assert all(one["trait"] in printed for one in told["traits"])


def test_the_committed_sample_is_like_what_models_are_trained_on(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = str(Path(data.__file__).parent / "sample")
    assert main(["drift", "--registry", str(registry.folder), "--data", sample, "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert {one["trait"]: one["index"] for one in told["traits"] if one["verdict"] != "steady"} == {}


def test_a_model_without_a_profile_says_so(
    registry: Registry, trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = registry.save(replace(trained.artifact, base_rate=0.5))
    arguments = ["drift", "--registry", str(registry.folder), "--data", str(tmp_path), "--model", older]
    assert main(arguments) == ExitCode.FAILED
    said = capsys.readouterr().err
    assert f"drift of {older} can't be told: {older} was trained before models had a reference profile" in said
