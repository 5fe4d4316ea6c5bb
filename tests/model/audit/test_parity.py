"""fairlearn computes the same rates and figures, where both define the same."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics

from model.audit.comparison import Rules, compare
from model.audit.grouping import groupings
from model.audit.measures import Measure
from model.audit.parity import parity
from model.audit.protected import Protected


@pytest.fixture(scope="module")
def made():
    """Applications with labels, predictions and two attributes, and what we say of them."""
    draw = np.random.default_rng(1)
    people = [str(number) for number in range(300)]
    a = draw.choice(["x", "y", "z"], 300, p=[0.5, 0.35, 0.15])
    b = draw.choice(["u", "v"], 300)
    columns = np.concatenate([np.arange(300), draw.integers(0, 300, 400)])
    hired = draw.random(700) < 0.4
    predicted = draw.random(700) < 0.3 + 0.3 * hired + 0.1 * (a[columns] == "x")
    everyone = np.ones(700, bool)
    measures = [
        Measure("selected", everyone, predicted),
        Measure("selected_of_hired", hired, hired & predicted),
        Measure("selected_of_not_hired", ~hired, ~hired & predicted),
    ]
    protected = Protected(
        {name: dict(zip(people, values.tolist(), strict=True)) for name, values in (("a", a), ("b", b))}
    )
    cells = compare(groupings(protected, people), measures, np.zeros(700, np.int64), columns, Rules(exchanges=10))
    groups = pd.DataFrame({"a": a[columns], "b": b[columns]})
    return SimpleNamespace(hired=hired, predicted=predicted, groups=groups, cells=cells)


@pytest.mark.parametrize("attributes", [("a",), ("b",), ("a", "b")])
def test_rates_are_those_of_fairlearn(made, attributes):
    known = metrics.MetricFrame(
        metrics={
            "selected": metrics.selection_rate,
            "selected_of_hired": metrics.true_positive_rate,
            "selected_of_not_hired": metrics.false_positive_rate,
            "count": metrics.count,
        },
        y_true=made.hired, y_pred=made.predicted, sensitive_features=made.groups[list(attributes)],
    ).by_group  # fmt: skip
    own = [cell for cell in made.cells if cell.attributes == attributes]
    assert len(own) == 3 * len(known)
    for cell in own:
        row = known.loc[cell.group if len(attributes) > 1 else cell.group[0]]
        assert cell.rate == pytest.approx(row[cell.measure], abs=1e-12)
        if cell.measure == "selected":
            assert cell.counted == row["count"]


@pytest.mark.parametrize("attributes", [("a",), ("b",), ("a", "b")])
def test_figures_are_those_of_fairlearn(made, attributes):
    found = parity([cell for cell in made.cells if cell.attributes == attributes])
    groups = made.groups[list(attributes)]
    for name in ("demographic_parity", "equal_opportunity", "equalized_odds"):
        for kind in ("difference", "ratio"):
            known = getattr(metrics, f"{name}_{kind}")(made.hired, made.predicted, sensitive_features=groups)
            assert found[name][kind] == pytest.approx(known, abs=1e-12), (name, kind)


def cells_of(rows):
    """Cells of one attribute: chosen of counted people by group."""
    people = [f"{group}{n}" for group, (_, counted) in rows.items() for n in range(counted)]
    chosen = np.array([n < hits for hits, counted in rows.values() for n in range(counted)])
    named = {person: person[0] for person in people}
    everyone = np.ones(len(people), bool)
    numbers = np.arange(len(people))
    measure = Measure("selected", everyone, chosen)
    return compare(groupings(Protected({"g": named}), people), [measure], 0 * numbers, numbers, Rules(exchanges=500))


def test_definitions_differ_where_a_group_is_small():
    """40 of 100, 30 of 100, 2 of 3: fairlearn lets the three decide, aif360 pools the others."""
    cells = cells_of({"a": (40, 100), "b": (30, 100), "c": (2, 3)})
    found = parity(cells)
    assert found["demographic_parity"]["ratio"] == pytest.approx(0.45)
    assert found["least_impact_ratio"]["selected"] == pytest.approx(0.75)
    assert [each["ratio"] for each in found["against_all_others"]] == pytest.approx(
        [0.4 / (32 / 103), 0.3 / (42 / 103), (2 / 3) / 0.35]
    )
    assert [cell.verdict for cell in cells] == ["best", "unclear", "small"]
    assert [cell.ratio for cell in cells] == pytest.approx([1.0, 0.75, (2 / 3) / 0.4])


def test_what_does_not_exist_is_no_number():
    cells = cells_of({"a": (0, 40), "b": (0, 50)})
    assert {cell.ratio for cell in cells} == {None}
    assert {cell.verdict for cell in cells} == {"even"}
    found = parity(cells)
    assert found["demographic_parity"] == {"difference": 0.0, "ratio": None}
    assert found["equalized_odds"] == {"difference": None, "ratio": None}
    assert found["least_impact_ratio"] == {"selected": None}
