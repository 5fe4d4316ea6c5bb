"""Verdicts: few rows say nothing, shards add up to what one would have counted; those of lists and outcomes."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.drift import Decided, ShardDrift
from model.drift import index as psi
from model.drift import outcomes
from model.drift.findings import Verdict, judge, look_at_lists, merge
from model.drift.profile import NoProfile, NotWatchedThen, Profile, of_text
from model.drift.report import as_json, text
from model.drift.traits import SIDES
from model.evaluation.calibration import calibration_error


def columns(rows: int, seed: int, top: int = 6) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    found = {side: draw.integers(-1, top, (rows, len(traits))).astype(np.int32) for side, traits in SIDES.items()}
    for side, traits in SIDES.items():
        for column, trait in enumerate(traits):
            if not trait.is_number:
                found[side][:, column] = np.minimum(found[side][:, column], len(trait.names) - 1)
    return found


PROFILE = Profile.of(columns(1000, 1))


def counted(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: np.array(found) for side, some in rows.items() for name, found in PROFILE.count(side, some).items()}


def test_a_profile_comes_back_as_it_was() -> None:
    again = of_text(PROFILE.text())
    assert again.text() == PROFILE.text()
    assert again.id == PROFILE.id != Profile.of(columns(1000, 2)).id
    assert {name: found.tolist() for name, found in counted(columns(1000, 1)).items()} == {
        name: found.tolist() for name, found in PROFILE.counts.items()
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda told: told | {"format": 2}, "made for other traits"),
        (lambda told: told["traits"].pop("job.skills") and told, "made for other traits"),
        (
            lambda told: told["traits"]["job.skills"].update(counts=[1]) or told,
            "counts that are not those of its bins",
        ),
        (lambda told: told["traits"]["job.skills"].update(edges=[3, 1]) or told, "unreadable (ValueError)"),
        (lambda told: told["traits"]["applicant.certificacoes"].update(values=[1, 2]) or told, "made for other traits"),
        (lambda told: told["traits"]["job.skills"].update(chance={"scale": 0, "freedom": 3}) or told, "(ValueError)"),
        (lambda told: [told], "unreadable (TypeError)"),
    ],
)
def test_what_is_no_profile_is_refused_with_its_reason(change, reason) -> None:
    with pytest.raises(NoProfile, match=reason.replace("(", r"\(").replace(")", r"\)")) as refused:
        of_text(json.dumps(change(json.loads(PROFILE.text()))))
    assert isinstance(refused.value, NotWatchedThen) == ("other traits" in reason), "what is damaged is no model's age"


def test_rows_that_have_something_in_common_prove_less() -> None:
    some, common = columns(1000, 1), np.arange(1000) // 4
    some["application"] = some["application"][common]
    plain, grouped = Profile.of(some), Profile.of(some, {"application": (common,)})
    assert plain.id != grouped.id == of_text(grouped.text()).id
    now = {name: np.array(found) for side, rows in some.items() for name, found in plain.count(side, rows).items()}
    for one, other in zip(judge(plain, now), judge(grouped, now), strict=True):
        assert (one.index, one.rows) == (other.index, other.rows)
        assert (one.chance < other.chance) == one.trait.startswith("application.")


def test_few_rows_say_nothing_more_say_what_moved() -> None:
    assert {found.verdict for found in judge(PROFILE, counted(columns(psi.LEAST_ROWS - 1, 3)))} == {Verdict.FEW}
    assert {found.verdict for found in judge(PROFILE, counted(columns(psi.LEAST_ROWS, 3)))} == {Verdict.STEADY}
    moved = columns(psi.LEAST_ROWS, 3)
    moved["job"][:, 0] = 5
    assert [found.trait for found in judge(PROFILE, counted(moved)) if found.verdict is Verdict.MOVED] == [
        "job.nivel_ingles"
    ]


def test_what_is_given_or_understood_less_often_is_lost() -> None:
    rows = columns(2000, 4)
    english, area = rows["applicant"][:, 0], rows["applicant"][:, 4]
    english[english > 0] = np.where(np.arange((english > 0).sum()) % 3, english[english > 0], -1)
    area[area > 0] = np.where(np.arange((area > 0).sum()) % 3, area[area > 0], 0)
    assert {found.trait for found in judge(PROFILE, counted(rows)) if found.is_lost} == {
        "applicant.nivel_ingles",
        "applicant.area_de_atuacao",
    }


@given(st.integers(1, 400), st.integers(1, 2000), st.integers(0, 2000))
def test_a_share_that_has_not_fallen_by_a_quarter_is_not_lost(was, of_now, now) -> None:
    now = min(now, of_now)
    if psi.has_fallen(was, 1000, now, of_now):
        assert now / of_now <= 0.75 * was / 1000
    assert not psi.has_fallen(was, 1000, 0, 0)
    assert not psi.has_fallen(0, 1000, now, of_now)


@settings(max_examples=20)
@given(st.integers(0, 99), st.integers(1, 5))
def test_shards_add_up_to_what_one_would_have_counted(seed, shards) -> None:
    rows = columns(60, seed)
    parts = [
        ShardDrift(
            "rf-1",
            PROFILE.id,
            {n: c for side, some in rows.items() for n, c in PROFILE.count(side, some[part::shards]).items()},
            {"j1": 1, f"own{part}": 2},
            7,
            {"applicant": (part + 5, 9)},
            [],
        )
        for part in range(shards)
    ]
    found = merge(PROFILE, [*parts, parts[0]._replace(profile="another")])
    assert {name: one.tolist() for name, one in found.counts.items()} == {
        name: one.tolist() for name, one in counted(rows).items()
    }
    assert (found.shards, found.open_jobs, found.since) == (shards, 7, {"applicant": 5})
    assert sum(found.best_jobs.values()) == 3 * shards


@pytest.mark.parametrize(
    ("best", "jobs", "verdict"),
    [
        ({}, 100, Verdict.FEW),
        ({"a": 400, "b": 50}, 100, Verdict.FEW),
        ({"a": 400, "b": 500}, 5, Verdict.FEW),
        ({"a": 150, **{f"j{n}": 10 for n in range(50)}}, 100, Verdict.STEADY),
        ({"a": 250, **{f"j{n}": 10 for n in range(50)}}, 100, Verdict.MOVED),
    ],
)
def test_lists_are_concentrated_where_many_people_have_one_best_job(best, jobs, verdict) -> None:
    found = look_at_lists(best, jobs)
    assert (found.verdict, found.people, found.different) == (verdict, sum(best.values()), len(best))
    assert math.isnan(found.commonest) if not best else found.commonest == max(best.values()) / sum(best.values())


def rows(count: int, hired: int, chance: float = 0.3) -> list[Decided]:
    return [Decided(n, n < hired, 80.0 if n % 2 else 20.0, chance) for n in range(count)]


def by_job(seed: int, share: float = 1.0) -> list[Decided]:
    """Outcomes of 25 jobs that hire more readily or less, with chances that are right over all jobs."""
    draw = np.random.default_rng(seed)
    readily = draw.beta(0.4, 1.6, 25)
    return [
        Decided(0, bool(draw.random() < share * readily[job]), 60.0, 0.2, job=1 + job)
        for job in range(25)
        for _ in range(40)
    ]


def test_applications_of_one_job_prove_less_than_as_many_of_several() -> None:
    clean = [by_job(seed) for seed in range(200)]
    alarms = [outcomes.figures(one).verdict is Verdict.MOVED for one in clean]
    apart = [outcomes.figures(each._replace(job=0) for each in one).verdict is Verdict.MOVED for one in clean]
    assert sum(alarms) == 0
    assert sum(apart) > 5, "as if they had nothing in common"
    for seed in range(20):
        found = outcomes.figures(by_job(seed, 0.0))
        assert (found.verdict, found.hired) == (Verdict.MOVED, 0), "nobody hired any more"
        alone = [one._replace(job=1) for one in by_job(seed, 0.0)]
        assert outcomes.figures(alone).verdict is Verdict.STEADY, "one job proves nothing"


@pytest.mark.parametrize(
    ("decided", "verdict"),
    [
        ([], Verdict.FEW),
        (rows(199, 0), Verdict.FEW),
        (rows(400, 120), Verdict.STEADY),
        (rows(400, 60), Verdict.MOVED),
        (rows(400, 260), Verdict.MOVED),
        # Sure, but not worth telling: a tenth fewer than expected; and the other way round.
        (rows(10_000, 2600), Verdict.STEADY),
        (rows(200, 0, 0.01), Verdict.STEADY),
        (rows(400, 60, float("nan")), Verdict.FEW),
    ],
)
def test_outcomes_are_off_where_far_more_or_fewer_are_hired_than_was_foretold(decided, verdict) -> None:
    found = outcomes.figures(decided)
    assert found.verdict is verdict
    assert (found.count, found.hired) == (len(decided), sum(one.hired for one in decided))
    known = [one for one in decided if not math.isnan(one.chance)]
    assert found.foretold == pytest.approx(sum(one.chance for one in known))
    if known:
        chances, hired = np.array([one.chance for one in known]), np.array([one.hired for one in known])
        assert found.calibration_error == calibration_error(chances, hired)
        assert found.accuracy == np.mean([one.hired == (one.score >= 50) for one in decided])


def test_a_report_has_every_trait_and_its_json_no_word_that_json_has_not() -> None:
    found = judge(PROFILE, counted(columns(700, 3)))
    lists, said = look_at_lists({}, 3), outcomes.figures([])
    printed = text("rf-1", found, lists, said)
    assert all(one.trait in printed for one in found)
    told = json.loads(json.dumps(as_json(found, lists, said), allow_nan=False))
    assert len(told["traits"]) == len(PROFILE.bins)
    assert told["outcomes"]["accuracy"] is None
