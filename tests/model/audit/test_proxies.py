from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from model.audit.comparison import Rules
from model.audit.grouping import Grouping
from model.audit.proxies import _auc, judged
from model.features.channels import PAIR_FEATURES

PEOPLE = 300
NAMES = [feature.name for feature in PAIR_FEATURES]


def applications(draw):
    """Features and scores of made-up applications, and whose each is."""
    people = np.sort(draw.integers(0, PEOPLE, 900))
    return draw.normal(size=(900, len(NAMES))).astype(np.float32), draw.random(900) * 100, people


def by(codes, *groups):
    return Grouping(("sexo",), tuple((group,) for group in groups), np.asarray(codes, np.int64))


def test_a_feature_that_tells_the_group_is_found_and_named():
    draw = np.random.default_rng(1)
    features, score, people = applications(draw)
    codes = draw.integers(0, 2, PEOPLE)
    features[:, NAMES.index("skills_share")] += 1.5 * codes[people]
    found = judged(features, score, people, [by(codes, "F", "M")], Rules(), trees=10)
    assert [each["group"] for each in found] == ["F", "M"]
    for each, sign in zip(found, (-1, 1), strict=True):
        assert each["predictable"]
        assert each["auc"] > 0.8 > each["chance_high"]
        assert each["features"][0]["feature"] == "skills_share"
        assert sign * (each["features"][0]["auc"] - 0.5) > 0.3
        assert each["chance_low"] < each["score_auc"] < each["chance_high"]


def test_what_tells_nothing_is_no_proxy_and_small_groups_are_left_out():
    draw = np.random.default_rng(2)
    codes = draw.choice(4, PEOPLE, p=[0.5, 0.38, 0.04, 0.08]) - 1  # some are unknown
    features, score, people = applications(draw)
    found = judged(features, score, people, [by(codes, "F", "tiny", "M")], Rules(least=20), trees=10)
    assert [each["group"] for each in found] == ["F", "M"]
    assert not any(each["predictable"] for each in found)
    assert all(abs(each["auc"] - 0.5) < 0.12 for each in found)
    assert judged(features, score, people, [by(codes, "F", "tiny", "M")], Rules(least=200), trees=10) == []


def test_a_person_is_not_recognised_by_her_own_applications():
    """Each person's rows are alike and like nobody else's: only holding out whole people gives chance."""
    draw = np.random.default_rng(3)
    _, score, people = applications(draw)
    features = draw.normal(size=(PEOPLE, len(NAMES))).astype(np.float32)[people]
    found = judged(features, score, people, [by(draw.integers(0, 2, PEOPLE), "F", "M")], Rules(), trees=10)
    assert all(abs(each["auc"] - 0.5) < 0.12 for each in found)


def test_auc_is_scikit_learns_with_ties():
    draw = np.random.default_rng(4)
    values, member = draw.integers(0, 5, (200, 3)).astype(float), draw.random(200) < 0.3
    known = [roc_auc_score(member, column) for column in values.T]
    assert _auc(values, member) == pytest.approx(known)
