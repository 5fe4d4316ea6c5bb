"""The page's tables are what the code says."""

from __future__ import annotations

from producers.connectors.documented import PAGE, render
from producers.connectors.vendors import VENDORS


def test_the_page_is_what_the_code_says():
    page = PAGE.read_text(encoding="utf-8")
    assert page == render(page), "run `make schemas`"


def test_each_event_stands_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    for connector in VENDORS.values():
        for name in [*connector.rules, *connector.dropped]:
            assert f"| `{name}` |" in page
