"""axe-core in a page: what it finds that is serious."""

from __future__ import annotations

from functools import cache

from tests.node import packages

SERIOUS = ("serious", "critical")
_RUN = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    const places = (one) => one.nodes.map((node) => node.target.join(" ")).slice(0, 5);
    return found.violations.map((one) => [one.impact, one.id, places(one)]);
}"""


@cache
def _source():
    return (packages() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def serious(page):
    """Findings of weight; the page's own policy lets no script be added, so it is put in from outside."""
    page.evaluate(_source() + "; 0")
    return [finding for finding in page.evaluate(_RUN) if finding[0] in SERIOUS]
