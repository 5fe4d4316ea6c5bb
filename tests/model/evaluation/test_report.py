from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from data.synthetic import Generator
from model.evaluation.knowledge import EVERYBODY, KNOWN
from model.evaluation.report import Background, report, retrieved
from model.evaluation.report_tables import POOLED_SENTENCE, tables
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import Pairs, by_time

DRAWN = 20


@pytest.fixture(scope="module")
def split(pairs):
    earlier, later = by_time(pairs)
    return pairs.take(earlier), pairs.take(later)


@pytest.fixture(scope="module")
def scored(scorer, split):
    return ScoredPairs(scorer, split[1])


@pytest.fixture(scope="module")
def found(scored, split, pairs):
    return report(scored, repeats=30, background=Background(pairs, split[0], Generator.suitability, DRAWN))


def flat(value, path=()):
    if isinstance(value, dict):
        return {where: one for key, inner in value.items() for where, one in flat(inner, (*path, key)).items()}
    return {path: value}


def test_retrieval_counts_what_it_judges(found, split, pairs):
    judged = [
        (job, person)
        for job, person in zip(split[1].job_ids, split[1].applicant_ids, strict=True)
        if KNOWN[EVERYBODY](pairs.applicants[person])
    ]
    for direction in ("jobs", "applicants"):
        part = found["retrieval"][direction]
        assert part[EVERYBODY]["applications"] + part["left_out"] == len(judged)
        assert 0 < part[EVERYBODY]["people"] <= len({person for _, person in judged})
        assert 0 < part[EVERYBODY]["jobs"] <= len({job for job, _ in judged})
        for group in KNOWN:
            assert part[group]["applications"] <= part[EVERYBODY]["applications"]
            for figures in part[group]["figures"].values():
                for figure in figures.values():
                    assert figure["low"] - 1e-12 <= figure["value"] <= figure["high"] + 1e-12
    assert found["retrieval"]["drawn"] == DRAWN


def test_the_model_stands_far_from_chance_and_near_the_truth(found):
    for direction in ("jobs", "applicants"):
        part = found["retrieval"][direction][EVERYBODY]
        auc = {name: figures["auc"]["value"] for name, figures in part["figures"].items()}
        assert auc["random"] == pytest.approx(0.5, abs=0.05)
        assert auc["model"] > 0.6
        assert auc["model"] == pytest.approx(auc["truth"], abs=0.05)
        assert part["of_best"]["truth"] == 1.0
        assert part["of_best"]["model"] == pytest.approx((auc["model"] - 0.5) / (auc["truth"] - 0.5))
    # One side of a list is the same for all.
    assert found["retrieval"]["applicants"][EVERYBODY]["figures"]["job_only"]["auc"]["value"] == 0.5


def test_a_perfect_and_a_constant_score(scored, split, pairs):
    applied = set(zip(pairs.job_ids, pairs.applicant_ids, strict=True))
    perfect, constant = (
        retrieved(scored, Background(pairs, split[0], suitability, DRAWN), 7, 5)
        for suitability in (lambda job, person: float((job.id, person.id) in applied), lambda _job, _person: 1.0)
    )
    for direction in ("jobs", "applicants"):
        for group in KNOWN:
            best = perfect[direction][group]["figures"]["truth"]
            assert {figure["value"] for figure in best.values()} == {1.0}
        assert constant[direction][EVERYBODY]["figures"]["truth"]["auc"]["value"] == 0.5
        assert constant[direction][EVERYBODY]["of_best"] == {}


@pytest.mark.long
def test_the_order_of_the_pairs_changes_no_figure(scorer, scored, split, pairs, found):
    order = np.random.default_rng(1).permutation(len(split[1]))
    shuffled = pairs.take(np.random.default_rng(2).permutation(len(pairs)))
    shuffled = replace(
        shuffled,
        jobs=dict(reversed(pairs.jobs.items())),
        applicants=dict(reversed(pairs.applicants.items())),
    )
    background = Background(shuffled, split[0], Generator.suitability, DRAWN)
    other = report(ScoredPairs(scorer, split[1].take(order)), repeats=30, background=background)
    for population in ("decided", "all"):  # chance is drawn row by row there
        del other[population]["figures"]["random"]
    expected = {path: value for path, value in flat(found).items() if path[1:3] != ("figures", "random")}
    assert flat(other) == pytest.approx(expected, abs=1e-12)


def test_pooled_figures_are_of_the_hire_probability(scorer, split, monkeypatch):
    scored = ScoredPairs(scorer, split[1])
    monkeypatch.setattr(ScoredPairs, "probability", property(lambda self: 1 / (1 + np.exp(-self.job_effect))))
    figures = report(scored, repeats=0)["decided"]["figures"]
    assert figures["model"]["roc_auc"] == figures["job_only"]["roc_auc"]
    assert figures["model"]["within_job_auc"]["value"] > 0.6
    assert figures["job_only"]["within_job_auc"]["value"] == 0.5


def test_without_a_background_the_pooled_figures_alone(scored):
    found = report(scored, repeats=0)
    assert list(found) == ["decided", "all"]
    assert found["decided"]["counted"]["comparisons"] > 0


def test_too_few_to_draw_from_is_said(scored, split, pairs):
    part = retrieved(scored, Background(pairs, split[0], drawn=10_000), 7, 5)
    for direction in ("jobs", "applicants"):
        assert part[direction]["left_out"] > 0
        assert part[direction][EVERYBODY] == {"applications": 0}
    shown = tables({"retrieval": part})
    assert len(shown) == 2
    assert all("could be judged" in table.note and "fewer than 10000 others" in table.note for table in shown)


def test_no_pairs_at_all(scorer, pairs):
    none = pairs.take(np.zeros(0, np.int64))
    found = report(ScoredPairs(scorer, none), background=Background(none))
    assert found == {"decided": {"pairs": 0}, "all": {"pairs": 0}}
    assert [table.note for table in tables(found)] == ["No pairs.", "No pairs."]


def test_somebody_never_drawn_against_what_they_applied_to_outside_the_split(scored, split, pairs):
    """With everybody having applied everywhere, nothing is left to draw."""
    jobs, people = sorted(set(split[1].job_ids)), sorted(set(split[1].applicant_ids))
    everywhere = Pairs(
        pairs.jobs,
        pairs.applicants,
        [job for job in jobs for _ in people],
        [person for _ in jobs for person in people],
        np.full(len(jobs) * len(people), "hired"),
        np.full(len(jobs) * len(people), np.datetime64("2000-01-01")),
    )
    part = retrieved(scored, Background(everywhere, drawn=1), 7, 5)
    assert part["jobs"][EVERYBODY] == part["applicants"][EVERYBODY] == {"applications": 0}


def test_tables_show_retrieval_first_and_say_what_pooled_figures_tell(found):
    shown = tables(found)
    titles = [table.title for table in shown]
    assert titles[0].startswith("Retrieval of jobs")
    assert [title.split(":")[0].split(",")[0] for title in titles[4:]] == ["Concentration", "Pooled", "Pooled"]
    assert all(POOLED_SENTENCE in table.note for table in shown[5:])
    part = found["retrieval"]["jobs"][EVERYBODY]
    assert (
        f"{part['applications']:,} applications of {part['people']:,} people to {part['jobs']:,} jobs" in shown[0].note
    )
    assert "jobs of the training period" in shown[0].note
    assert f"{found['decided']['counted']['comparisons']:,} comparisons" in shown[5].note
    for table in shown:
        text, markdown = table.text(), "\n".join(table.markdown())
        assert {len(row) for row in table.rows} == {len(table.header)}
        for row in table.rows:
            assert all(cell in text for cell in row)
            assert f"| {' | '.join(row)} |" in markdown
    # A manifest is kept with sorted keys.
    assert tables(json.loads(json.dumps(found, sort_keys=True))) == shown
    model = shown[0].rows[0]
    assert model[0] == "model"
    assert f"{part['figures']['model']['auc']['value']:.3f} (" in model[1]
    assert model[-1] == f"{part['of_best']['model']:.1%}"


def test_a_report_is_plain_json(found):
    assert json.loads(json.dumps(found)) == found
