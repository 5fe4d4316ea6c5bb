from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from data.contract.entities import ApplicantDescription, JobDescription
from data.files.decision_folder import read
from data.files.statuses import Outcome, outcome
from data.synthetic import generate, load_truth
from model.__main__ import main
from model.evaluation.report import report
from model.evaluation.report_tables import POOLED_SENTENCE
from model.evaluation.scored import ScoredPairs
from model.features.channels import directions
from model.labelled.pairs import BANNED, DECIDED, JUDGED, by_job, by_time, labelled
from model.scoring.scorer import Scorer
from model.training.hyperparameters import Settings
from model.training.train import TooLittleData, train


@pytest.mark.long
def test_the_same_data_and_seed_give_the_same_digest(pairs):
    some = pairs.take(np.isin(pairs.job_ids, list(dict.fromkeys(pairs.job_ids))[:120]))
    settings = Settings(random_pairs=3, pair_trees=4, job_trees=6, job_min_leaf=(25, 100))
    one, other, unlike = (train(some, replace(settings, seed=seed)).artifact.digest for seed in (7, 7, 8))
    assert one == other != unlike


def test_censored_rows_are_not_decided():
    assert {Outcome.HIRED, Outcome.REJECTED, Outcome.WITHDREW} == DECIDED
    assert {Outcome.HIRED, Outcome.REJECTED} == JUDGED
    assert outcome("Não Aprovado pelo Cliente") is Outcome.REJECTED


def test_features_read_no_banned_field():
    fields = JobDescription.model_fields.keys() | ApplicantDescription.model_fields.keys()
    assert not fields & set(BANNED)


def test_a_feature_reads_only_descriptions(scorer, pairs):
    """What is encoded is a description: no date, no status, no count over outcomes can come in."""
    job, person = pairs.jobs[pairs.job_ids[0]], pairs.applicants[pairs.applicant_ids[0]]
    bare = (
        JobDescription(**job.model_dump(exclude={"id", "status"})),
        ApplicantDescription(**person.model_dump(exclude={"id"})),
    )
    assert scorer.match(job, person) == scorer.match(*bare)


def test_splits_keep_jobs_apart(pairs):
    earlier, later = by_time(pairs)
    jobs = np.array(pairs.job_ids)
    assert not set(jobs[earlier]) & set(jobs[later])
    assert pairs.applied_on[earlier].max() < pairs.applied_on[later].min()
    folds = by_job(pairs, 3, 1)
    assert all(len(set(folds[jobs == job])) == 1 for job in set(jobs[:200]))


def test_the_match_forest_is_monotone(trained):
    assert list(trained.pair_forest.monotonic_cst) == directions()
    assert sum(directions()) >= 20


def test_it_comes_near_the_truth_on_unseen_jobs(scorer, tmp_path):
    generate(1500, 12, tmp_path)
    found = report(ScoredPairs(scorer, labelled(read(tmp_path))), repeats=5, truth=load_truth(tmp_path))["decided"][
        "figures"
    ]
    for metric in ("roc_auc", "within_job_auc"):
        model, best = found["model"][metric]["value"], found["bayes"][metric]["value"]
        assert (model - 0.5) / (best - 0.5) > 0.88, metric
        assert model > found["skill_overlap"][metric]["value"] - 0.01
    # Shares of hires differ by up to 0.05 between worlds of this size.
    assert found["model"]["ece"]["value"] < 0.075
    assert found["job_only"]["within_job_auc"]["value"] == pytest.approx(0.5)


def test_too_little_data_is_said(pairs):
    with pytest.raises(TooLittleData, match="at least ten jobs"):
        train(pairs.take(np.arange(5)))


@pytest.mark.long
def test_commands(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("model.training.run.BESIDE_FROM", 0)
    where = ["--data", str(tmp_path / "data"), "--registry", str(tmp_path / "models")]
    (tmp_path / "data").mkdir()
    assert main(["train", *where, "--synthetic-size", "400"]) == 0
    version = capsys.readouterr().out.strip()
    assert main(["card", "--registry", str(tmp_path / "models")]) == 0
    card = capsys.readouterr().out
    assert card.startswith(f"# Model card: {version}\n")
    assert "### Later applications to jobs it never saw\n" in card
    parts = ["#### Retrieval of jobs", "#### Retrieval of people", "#### Concentration", "#### Pooled, decided"]
    assert [card.index(part) for part in parts] == sorted(card.index(part) for part in parts)
    assert card.count("#### Concentration") == 1, "folds by job have no one model whose lists could be told"
    assert POOLED_SENTENCE in card
    assert "| bayes |" in card
    assert (
        main(["evaluate", *where, "--json", "--repeats", "3", "--drawn", "20", "--plots", str(tmp_path / "plots")]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert found["model"] == version
    assert found["trained_on_this"] is True
    assert list(found["figures"]) == ["retrieval", "concentration", "decided", "all"]
    assert found["held_out"]["later"].keys() == found["figures"].keys()
    assert found["held_out"]["by_job"].keys() == {"decided", "all"}
    assert set(found["figures"]["decided"]["figures"]) == {
        "model",
        "random",
        "newest_first",
        "skill_overlap",
        "job_only",
        "bayes",
    }
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {
        "roc.png",
        "precision-recall.png",
        "reliability.png",
        "bands.png",
    }
    assert main(["evaluate", *where]) == 0
    printed = capsys.readouterr().out
    assert "only figures of held-out jobs count" in printed
    assert "held out, by_job\n\nPooled, decided" in printed
    generate(400, 9, tmp_path / "other")
    other = ["evaluate", "--data", str(tmp_path / "other"), "--registry", str(tmp_path / "models"), "--repeats", "3"]
    assert main([*other, "--drawn", "20"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{version}\n\nRetrieval of jobs")
    assert "each among 20 random jobs of the time" in printed
    with pytest.raises(SystemExit):
        main([*other, "--drawn", "0"])
    assert "argument --drawn: 1 or more" in capsys.readouterr().err
    assert main(["evaluate", "--data", str(tmp_path / "none"), "--registry", str(tmp_path / "models")]) == 1
    assert Scorer.load(tmp_path / "models" / "versions" / version).version == version
