"""The page of metrics is that of the code, and counters begin at 0."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
_SPEC = importlib.util.spec_from_file_location("metrics_page", DOCS / "metrics.py")
assert _SPEC is not None
assert _SPEC.loader is not None
metrics = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(metrics)

FREE = {"matchstream_webhooks", "matchstream_http_requests"}
"""Counters with a label whose values only the configuration or the routes know."""


def test_the_page_is_that_of_the_code() -> None:
    assert metrics.PAGE.read_text(encoding="utf-8") == metrics.page(), "run `make map`"


@pytest.mark.parametrize("program", metrics.PROGRAMS)
def test_a_counter_begins_at_0_with_every_value_of_its_labels(program: str) -> None:
    begun = {family.name: family.samples for family in metrics.PROGRAMS[program].collect() if family.type == "counter"}
    ours = {name for name in begun if not name.startswith(("process_", "python_"))}
    assert {name for name in ours if not begun[name]} <= FREE
    assert "process_cpu_seconds" in begun, "of the process too"


def test_names_follow_one_scheme() -> None:
    for one in metrics.described():
        assert one.help.endswith("."), one.name
        if one.kind == "histogram" and one.name.startswith("matchstream_"):
            assert one.name.endswith(("_seconds", "_events")), one.name
