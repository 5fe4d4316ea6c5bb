from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import fisher_exact

from model.audit.grouping import groupings
from model.audit.permutation import distances
from model.audit.protected import Protected


def two_groups(first, second):
    """Groupings and counts of people who count once: chosen and not, in both groups."""
    rows = [("a", True)] * first[0] + [("a", False)] * first[1] + [("b", True)] * second[0] + [("b", False)] * second[1]
    people = [str(number) for number in range(len(rows))]
    named = dict(zip(people, [group for group, _ in rows], strict=True))
    return groupings(Protected({"g": named}), people), np.array([[float(chosen)] for _, chosen in rows])


@pytest.mark.parametrize(
    ("first", "second"),
    [((1, 9), (8, 2)), ((0, 5), (20, 12)), ((3, 5), (30, 22)), ((9, 1), (9, 1)), ((40, 60), (55, 45))],
)
def test_people_who_count_once_give_fishers_exact_test(first, second):
    found, chosen = two_groups(first, second)
    tested = distances(found, np.ones_like(chosen), chosen, 1, 6000, 3)
    known = fisher_exact([first, second], alternative="less").pvalue
    if first[0] / sum(first) < second[0] / sum(second):
        assert tested.chance[0][0, 0] == pytest.approx(known, abs=4 * np.sqrt(known / 6000) + 2e-4)
        assert tested.chance[0][1, 0] == 1.0
    else:
        assert tested.chance[0].tolist() == [[1.0], [1.0]]
    assert (tested.corrected[0] >= tested.chance[0]).all()


def test_a_persons_applications_stay_together():
    """Ten times the applications of the same people, all alike, prove nothing more."""
    found, chosen = two_groups((6, 14), (12, 8))
    once = distances(found, np.ones_like(chosen), chosen, 1, 3000, 3)
    often = distances(found, np.full_like(chosen, 10.0), 10 * chosen, 1, 3000, 3)
    assert often.chance[0].tolist() == once.chance[0].tolist()


def test_a_small_group_is_tested_but_is_never_the_best():
    rows = (
        [("large", n < 30) for n in range(60)]
        + [("other", n < 28) for n in range(60)]
        + [("tiny", n < 3) for n in range(3)]
    )
    people = [str(number) for number in range(len(rows))]
    named = dict(zip(people, [group for group, _ in rows], strict=True))
    found, chosen = groupings(Protected({"g": named}), people), np.array([[float(each)] for _, each in rows])
    beside = distances(found, np.ones_like(chosen), chosen, 30, 2000, 3).chance[0].ravel()
    assert beside[0] == beside[2] == 1.0
    assert 0.3 < beside[1] < 0.6
    assert distances(found, np.ones_like(chosen), chosen, 3, 2000, 3).chance[0][0, 0] < 0.2
    assert (distances(found, np.ones_like(chosen), chosen, 100, 2000, 3).chance[0] == 1.0).all()


def test_who_keeps_silent_does_not_matter():
    """Of those who answered nearly all were chosen, of the others nobody: only answers are exchanged."""
    found, chosen = two_groups((8, 2), (10, 0))
    known = distances(found, np.ones_like(chosen), chosen, 1, 4000, 3).chance[0][0, 0]
    assert known == pytest.approx(fisher_exact([(8, 2), (10, 0)], alternative="less").pvalue, abs=0.03)
    silent = np.concatenate([chosen, np.zeros((300, 1))])
    codes = np.concatenate([found[0].codes, np.full(300, -1)])
    among = distances([replace(found[0], codes=codes)], np.ones_like(silent), silent, 1, 4000, 3).chance[0][0, 0]
    assert among == pytest.approx(known, abs=0.03)


def test_more_comparisons_are_corrected_for():
    found, chosen = two_groups((10, 30), (22, 18))
    draw = np.random.default_rng(1)
    more = np.column_stack([chosen, *(draw.random((len(chosen), 1)) < 0.5 for _ in range(20))])
    alone = distances(found, np.ones_like(chosen), chosen, 1, 2000, 3)
    among = distances(found, np.ones_like(more), more, 1, 2000, 3)
    assert among.chance[0][0, 0] == pytest.approx(alone.chance[0][0, 0], abs=0.01)
    assert among.corrected[0][0, 0] > 5 * alone.corrected[0][0, 0]
