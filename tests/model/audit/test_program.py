from __future__ import annotations

import json

import pytest

from data.errors import ExitCode
from data.files.decision_folder import read
from data.synthetic import generate
from model.__main__ import main
from model.audit.protected import ID


@pytest.fixture
def folder(tmp_path):
    generate(40, 3, tmp_path / "data")
    return tmp_path


def test_a_report_is_written_as_page_and_as_document(folder, registry, capsys):
    people = sorted(read(folder / "data").applicants)
    rows = [f"{person},{('Feminino', 'Masculino')[number % 2]}" for number, person in enumerate(people)]
    (folder / "protected.csv").write_text("\n".join([f"{ID},sexo", *rows]), encoding="utf-8")
    command = ["audit", "--data", str(folder / "data"), "--registry", str(registry.folder), "--exchanges", "199"]
    command += ["--protected", str(folder / "protected.csv"), "--out", str(folder / "out"), "--least", "10"]
    assert main([*command, "--language", "en"]) == ExitCode.OK
    assert " of 12 comparisons are beyond chance, at level 0.01: " in capsys.readouterr().out
    found = json.loads((folder / "out" / "audit.json").read_text(encoding="utf-8"))
    assert found["model"] == registry.manifest("champion")["version"]
    assert found["rules"]["exchanges"] == 199
    assert {cell["group"][0] for cell in found["groupings"][0]["cells"]} == {"Feminino", "Masculino"}
    assert "<h1>Fairness audit</h1>" in (folder / "out" / "audit.html").read_text(encoding="utf-8")


def test_a_file_beside_what_is_replayed_stops_it(folder, registry, capsys):
    file = folder / "data" / "protected.csv"
    file.write_text(f"{ID},sexo\n1,F\n2,M\n", encoding="utf-8")
    command = [
        "audit",
        "--data",
        str(folder / "data"),
        "--registry",
        str(registry.folder),
        "--out",
        str(folder / "out"),
    ]
    assert main([*command, "--protected", str(file)]) == ExitCode.USAGE
    assert "keep it elsewhere" in capsys.readouterr().err
    assert not (folder / "out").exists()
