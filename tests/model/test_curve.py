from __future__ import annotations

import numpy as np
import pytest

from data.decision import read
from data.synthetic import generate
from model import curve
from model.__main__ import main
from model.curve import Point, chosen, first_trees
from model.forest import Forest
from model.pairs import labelled


def point(trees, leaves, behind, error):
    return Point(trees, leaves, 0.5 + behind, behind, error, 0.7, 0.3, 0.6, 0.02, 1.0)


def test_the_first_trees_are_a_forest_of_their_own(trained):
    whole = Forest.of(trained.pair_forest)
    rows = np.random.default_rng(1).random((50, trained.pair_forest.n_features_in_)).astype(np.float32)
    votes = [tree.predict_proba(rows)[:, 1] for tree in trained.pair_forest.estimators_[:5]]
    assert first_trees(whole, 5).probability(rows) == pytest.approx(np.mean(votes, axis=0), abs=1e-6)
    assert (first_trees(whole, whole.trees).probability(rows) == whole.probability(rows)).all()


def test_the_smallest_size_within_an_error_of_the_best_on_all_data_is_chosen():
    one = [point(8, 8, 0.03, 0.01), point(16, 8, 0.009, 0.01), point(8, 16, 0.008, 0.01), point(16, 16, 0.0, 0.0)]
    other = [point(8, 8, 0.0, 0.0), point(16, 8, 0.001, 0.01), point(8, 16, 0.02, 0.01), point(16, 16, 0.003, 0.01)]
    assert (chosen([one]).trees, chosen([one]).leaves) == (8, 16)
    assert (chosen([one, other]).trees, chosen([one, other]).leaves) == (16, 8)


def test_the_command_prints_tables_and_draws(tmp_path, capsys, monkeypatch):
    generate(500, 5, tmp_path)
    assert labelled(read(tmp_path))
    monkeypatch.setattr(curve, "JOB_TREES", (3, 6))
    monkeypatch.setattr(curve, "TREES", (8, 32))
    monkeypatch.setattr(curve, "LEAVES", (8, 16))
    assert main(["curve", "--data", str(tmp_path), "--plot", str(tmp_path / "curve.svg")]) == 0
    told = capsys.readouterr().out
    assert told.count("| 32 | 8 |") == 1
    assert "chosen: match forest of" in told
    assert (tmp_path / "curve.svg").read_text("utf-8").count("<svg") == 1
