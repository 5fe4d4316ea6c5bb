from __future__ import annotations

import ast
import json
from dataclasses import replace

import numpy as np
import pytest

from data.errors import ExitCode
from model.__main__ import main
from model.registry import ArtifactRefused, Registry
from model.scoring import artifact as artifacts
from model.scoring.scorer import Scorer


def refused(folder, match):
    with pytest.raises(ArtifactRefused, match=match) as caught:
        Scorer.load(folder)
    assert caught.value.reason


def edited(folder, **values):
    path = folder / artifacts.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_missing(tmp_path):
    refused(tmp_path / "nowhere", "missing")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_truncated_arrays(registry, share):
    path = registry.resolve("champion") / artifacts.ARRAYS
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refused(path.parent, "damaged")


@pytest.mark.parametrize("place", range(0, 100, 20))
def test_one_flipped_bit(registry, place):
    path = registry.resolve("champion") / artifacts.ARRAYS
    content = bytearray(path.read_bytes())
    content[len(content) * place // 100] ^= 1
    path.write_bytes(bytes(content))
    refused(path.parent, "damaged")


def test_arrays_gone(registry):
    folder = registry.resolve("champion")
    (folder / artifacts.ARRAYS).unlink()
    refused(folder, r"serving\.npz: missing")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', "\x00\xff", '{"format": "1", "version": 3}'])
def test_manifest_that_is_none(registry, text):
    folder = registry.resolve("champion")
    (folder / artifacts.MANIFEST).write_text(text, "latin-1")
    refused(folder, "manifest")


def test_manifest_gone(registry):
    folder = registry.resolve("champion")
    (folder / artifacts.MANIFEST).unlink()
    refused(folder, "manifest.json: missing")


def test_a_model_made_before_scores_stood_for_the_match_alone(registry):
    """It has other arrays and another schema; what is told is the reason of its format."""
    folder = registry.resolve("champion")
    np.savez(folder / artifacts.ARRAYS, vectors_table=np.zeros(3))
    files = json.loads((folder / artifacts.MANIFEST).read_text())["files"]
    files[artifacts.ARRAYS] = artifacts.sha256(folder / artifacts.ARRAYS)
    edited(folder, format=1, schema="0" * 64, files=files)
    why = r"^manifest\.json: made before 0\.2, when a score held how easily the job is filled .*; train again$"
    refused(folder, why)
    with pytest.raises(ArtifactRefused, match=why):
        registry.set_champion("champion")


@pytest.mark.parametrize("number", [0, artifacts.FORMAT + 1])
def test_a_format_that_nobody_knows(registry, number):
    folder = registry.resolve("champion")
    edited(folder, format=number)
    refused(folder, f"unknown format {number}")


def test_another_feature_schema(registry):
    folder = registry.resolve("champion")
    edited(folder, schema="0" * 64)
    refused(folder, "another feature schema")


def stored(folder, **changes):
    """Arrays changed by somebody who knows how to vouch for them."""
    with np.load(folder / artifacts.ARRAYS) as held:
        arrays = {name: held[name] for name in held.files}
    arrays |= {name: change(arrays[name]) for name, change in changes.items()}
    np.savez(folder / artifacts.ARRAYS, **{name: array for name, array in arrays.items() if array is not None})
    edited(folder, files={artifacts.ARRAYS: artifacts.sha256(folder / artifacts.ARRAYS)})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *((f"affinity_{name}", lambda array: array[:-1]) for name in (
            "squares", "jobs", "applicants", "skills", "titles", "areas", "levels", "job_bias", "applicant_bias",
            "usual", "rare",
        )),
        *((name, lambda array: array.astype(np.float16)) for name in ("affinity_jobs", "affinity_usual", "additive")),
        ("affinity_rare", lambda array: array.view(np.int64)),
        ("affinity_jobs", lambda array: array[:, :-1]),
        ("additive", lambda array: array[:-1]),
        ("centre", lambda array: array[:-1]),
        ("centre", lambda array: np.where(np.arange(len(array)) == 3, np.nan, array)),
        ("affinity_usual", lambda array: np.where(np.arange(len(array)) == 3, -np.inf, array)),
        ("prior_weight", lambda array: array[:-1]),
        ("prior_rarity", lambda array: array[:-1]),
        ("scalars", lambda array: array[:-1]),
        ("scalars", lambda array: np.full(len(array), np.nan)),
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit_together(registry, name, change):
    folder = registry.resolve("champion")
    stored(folder, **{name: change})
    refused(folder, rf"^serving\.npz: {name} (is|holds)")


@pytest.mark.parametrize("name", ["affinity_words", "prior_words"])
def test_words_that_are_not_those_of_the_arrays(registry, name):
    folder = registry.resolve("champion")
    stored(folder, **{name: lambda array: array[:-20]})
    refused(folder, rf"^serving\.npz: {name.split('_')[0]}_\w+ is")


@pytest.mark.parametrize("name", ["affinity_titles", "pairs_value", "centre", "scalars"])
def test_arrays_that_are_missing(registry, name):
    folder = registry.resolve("champion")
    stored(folder, **{name: lambda _: None})
    refused(folder, rf"^serving\.npz: {name} is missing")


def test_arrays_cut_short_with_a_fitting_digest(registry):
    path = registry.resolve("champion") / artifacts.ARRAYS
    path.write_bytes(path.read_bytes()[:-1000])
    edited(path.parent, files={artifacts.ARRAYS: artifacts.sha256(path)})
    refused(path.parent, r"^serving\.npz: unreadable")


def test_foreign_arrays_with_a_fitting_digest(registry):
    folder = registry.resolve("champion")
    np.savez(folder / artifacts.ARRAYS, weights=np.zeros(3))
    edited(folder, files={artifacts.ARRAYS: artifacts.sha256(folder / artifacts.ARRAYS)})
    refused(folder, r"serving\.npz: \w+ is missing")


def test_pickles_are_not_loaded(registry):
    folder = registry.resolve("champion")
    np.savez(folder / artifacts.ARRAYS, scalars=np.array([{}], dtype=object), allow_pickle=True)
    edited(folder, files={artifacts.ARRAYS: artifacts.sha256(folder / artifacts.ARRAYS)})
    refused(folder, "unreadable")


def test_a_changed_version_name(registry):
    folder = registry.resolve("champion")
    edited(folder, version="rf-000000000000")
    refused(folder, "names")


def test_the_champion_s_alias(registry, trained):
    first = registry.aliases()["champion"]
    second = registry.save(replace(trained.artifact, base_rate=0.5))
    assert sorted(registry.versions()) == sorted([first, second])
    assert registry.aliases() == {"champion": first}, "a second version takes nothing from the first"
    registry.set_champion(second)
    assert registry.aliases() == {"champion": second}
    with pytest.raises(ArtifactRefused, match="holds no 'rf-zzz'"):
        registry.set_champion("rf-zzz")


def test_the_aliases_of_an_older_program_are_read(registry):
    first = registry.aliases()["champion"]
    held = {"champion": ["rf-000000000000", first], "challenger": ["rf-000000000001"]}
    (registry.folder / "aliases.json").write_text(json.dumps(held))
    assert registry.aliases() == {"champion": first}


def test_a_damaged_version_is_not_promoted(registry, trained):
    second = registry.save(replace(trained.artifact, base_rate=0.5), trained.write_beside)
    path = registry.resolve(second) / artifacts.PIPELINE
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtifactRefused, match=r"pipeline\.joblib: damaged"):
        registry.set_champion(second)
    with pytest.raises(ArtifactRefused, match=r"pipeline\.joblib: damaged"):
        registry.pipeline(second)
    assert registry.aliases()["champion"] != second


def test_the_pipeline_is_kept_for_retraining(registry, trained):
    kept = registry.pipeline("champion")
    rows = np.zeros((1, kept["jobs"].n_features_in_), np.float32)
    assert kept["jobs"].predict_proba(rows) == pytest.approx(trained.job_forest.predict_proba(rows))


def test_a_version_that_fails_while_written_leaves_nothing(registry, trained):
    def fail(_):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        registry.save(replace(trained.artifact, base_rate=0.5), fail)
    assert len(list((registry.folder / "versions").iterdir())) == 1


@pytest.mark.parametrize("text", ["{", "[]", '{"champion": "x"}', '{"champion": ["../../etc"]}'])
def test_damaged_aliases(registry, text):
    (registry.folder / "aliases.json").write_text(text)
    with pytest.raises(ArtifactRefused, match=r"aliases\.json"):
        registry.resolve("champion")


def test_names_do_not_leave_the_folder(registry):
    for name in ("..", "../versions", "/", ""):
        with pytest.raises(ArtifactRefused):
            registry.resolve(name)


def test_commands(registry, capsys):
    where = ["--registry", str(registry.folder)]
    version = registry.aliases()["champion"]
    assert main(["list", *where]) == 0
    assert capsys.readouterr().out == f"{version} champion\n"
    assert main(["verify", *where]) == 0
    assert main(["show", *where]) == 0
    assert f'"version": "{version}"' in capsys.readouterr().out
    for gone in (["promote", version], ["promote", version, "--alias", "champion"], ["rollback"]):
        assert main(gone) == ExitCode.FAILED
        assert "python -m producers promote VERSION" in capsys.readouterr().err
    assert main(["show", "nothing", *where]) == ExitCode.CONFIGURE


def test_an_empty_registry(tmp_path, capsys):
    assert Registry(tmp_path).versions() == []
    assert main(["verify", "--registry", str(tmp_path)]) == ExitCode.CONFIGURE
    assert "holds nothing" in capsys.readouterr().err


def test_arrays_are_parsed_by_one_thread_at_a_time(registry, monkeypatch):
    parse, alone = ast.literal_eval, []
    monkeypatch.setattr(ast, "literal_eval", lambda text: (alone.append(artifacts.PARSER.locked()), parse(text))[1])
    artifacts.read(registry.resolve("champion"))
    assert alone
    assert all(alone)
