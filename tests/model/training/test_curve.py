from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.files.decision_folder import read
from data.synthetic import generate
from model.__main__ import main
from model.labelled.comparisons import Comparisons, draw
from model.labelled.pairs import by_job, labelled
from model.scoring.forest import Forest
from model.training import curve
from model.training.curve import Grown, Point, chosen, first_trees, retrieval
from model.training.hyperparameters import Settings
from model.training.match_part import Matches
from model.training.rows import Entities


def point(trees, leaves, behind, error):
    return Point(trees, leaves, 0.5 + behind, behind, error, {}, 1.0)


def test_the_first_trees_are_a_forest_of_their_own(trained):
    whole = Forest.of(trained.pair_forest)
    rows = np.random.default_rng(1).random((50, trained.pair_forest.n_features_in_)).astype(np.float32)
    votes = [tree.predict_proba(rows)[:, 1] for tree in trained.pair_forest.estimators_[:5]]
    assert first_trees(whole, 5).probability(rows) == pytest.approx(np.mean(votes, axis=0), abs=1e-6)
    assert (first_trees(whole, whole.trees).probability(rows) == whole.probability(rows)).all()


@pytest.mark.long
def test_a_size_of_the_curve_is_what_training_with_it_gives(tmp_path, monkeypatch):
    generate(300, 5, tmp_path)
    pairs, settings = labelled(read(tmp_path)), Settings(random_pairs=3)
    entities = Entities(pairs)
    folds, compared = by_job(pairs, 2, 7), draw(pairs, entities.known, 3, 7)
    affinity = entities.affinity(np.ones(len(pairs), bool), 7)
    shared = compared, entities.codes(compared, folds, 7), folds[compared.jobs], entities.rows(pairs, affinity)
    monkeypatch.setattr(curve, "TREES", (4, 12))
    grown = Grown(*shared, settings)
    for trees, leaves in ((12, 8), (4, 8)):
        plain = Matches(*shared, replace(settings, pair_trees=trees, pair_leaves=leaves))
        (one, unseen, _), (other, other_unseen, _) = grown.sized(trees, leaves).fit(), plain.fit()
        assert one.forest.trees == trees
        assert np.array_equal(one.forest.value, other.forest.value)
        assert np.array_equal(one.additive, other.additive)
        assert np.array_equal(unseen, other_unseen)
    assert len(grown.grown) == 3, "two folds and the whole, grown once for both sizes"


def test_retrieval_is_the_share_of_a_persons_random_pairs_that_the_real_one_stands_before():
    compared = Comparisons(np.array([0, 1, 2, 2, 1, 0, 2]), np.array([0, 1, 2, 0, 0, 1, 1]))
    odds = np.array([1.0, 0.0, 9.0, 0.5, 2.0, 0.0, -1.0])
    assert compared.real.tolist() == [True] * 3 + [False] * 4
    assert retrieval(compared, odds) == pytest.approx((0.5 + 0.75) / 2), "of whom nothing was drawn nothing is told"


def test_the_smallest_size_within_an_error_of_the_best_on_all_data_is_chosen():
    one = [point(8, 8, 0.03, 0.01), point(16, 8, 0.009, 0.01), point(8, 16, 0.008, 0.01), point(16, 16, 0.0, 0.0)]
    other = [point(8, 8, 0.0, 0.0), point(16, 8, 0.001, 0.01), point(8, 16, 0.02, 0.01), point(16, 16, 0.003, 0.01)]
    assert (chosen([one]).trees, chosen([one]).leaves) == (8, 16)
    assert (chosen([one, other]).trees, chosen([one, other]).leaves) == (16, 8)


@pytest.mark.long
def test_the_command_prints_tables_and_draws(tmp_path, capsys, monkeypatch):
    generate(300, 5, tmp_path)
    monkeypatch.setattr(curve, "JOB_TREES", (3, 6))
    monkeypatch.setattr(curve, "TREES", (8, 32))
    monkeypatch.setattr(curve, "LEAVES", (8, 32))
    assert main(["curve", "--data", str(tmp_path), "--plot", str(tmp_path / "curve.svg")]) == 0
    told = capsys.readouterr().out
    assert "| trees | leaves | log-loss | behind the best | retrieval AUC | within-job AUC | million pairs/s |" in told
    assert "| trees | leaves | log-loss | behind the best | ROC-AUC | AP | ECE | thousand jobs/s |" in told
    rows = [line.split(" | ") for line in told.splitlines() if line[:3].strip("| ").isdigit()]
    assert [row[:2] for row in rows[:4]] == [["| 8", "8"], ["| 32", "8"], ["| 8", "32"], ["| 32", "32"]]
    assert [row[:2] for row in rows[4:]] == [["| 3", "by data"], ["| 6", "by data"]]
    assert all(0.55 < float(row[4]) < 1 for row in rows[:4]), "jobs that a person was considered for are found"
    assert all(0.2 < float(row[2]) < 0.69 for row in rows), "better than knowing nothing"
    assert "chosen: match forest of" in told
    assert (tmp_path / "curve.svg").read_text("utf-8").count("<svg") == 1
