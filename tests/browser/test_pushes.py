"""Chromium's `EventSource` against a gateway that is full, starts anew or has no Redis: as docs/pushes.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.worlds import a_match
from tests.waiting import eventually

pytestmark = pytest.mark.browser

ROW = next(
    line for line in (Path(__file__).parents[2] / "docs" / "pushes.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| Chromium, `EventSource`")
)  # fmt: skip
LISTEN = """() => {
    window.seen = [];
    const source = new EventSource("/api/pushes");
    for (const kind of ["message", "ready", "waiting", "match"])
        source.addEventListener(kind, (event) =>
            window.seen.push(kind === "match" ? JSON.parse(event.data).applicant_id : kind));
    source.addEventListener("error", () => window.seen.push(["connecting", "open", "closed"][source.readyState]));
}"""


@pytest.fixture
def page(chromium, gateway, world):
    """The first page; what fails on its way is logged to its console, and expected here."""
    context = chromium.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(gateway.url + "/")
    yield page
    context.close()


@pytest.fixture
def seen(page):
    """What an `EventSource` of the page has seen; the page's own scripts have one too."""
    page.evaluate(LISTEN)
    return lambda: page.evaluate("window.seen")


def test_it_misses_nothing_over_a_stop_and_a_kill_of_the_gateway(seen, world, gateway):
    eventually(lambda: seen() == ["ready"], "it listens")
    for end, name in ((gateway.process.stop, "stopped"), (gateway.process.kill, "killed")):
        end()
        eventually(lambda: seen()[-1] == "connecting", "it notices")
        world.pushes([a_match("v1", name, 90.0)])
        gateway.process.start()
        gateway.process.wait_ready(60)
        eventually(lambda: name in seen(), f"the push while it was {name}")  # noqa: B023
    # One that has just started says that it waits, to who comes before its first look at Redis.
    told = [what for what in seen() if what not in ("connecting", "waiting")]
    assert told == ["ready", "ready", "stopped", "ready", "killed"]
    assert ROW.split("|")[3].strip() == "comes back"


def test_an_outage_of_redis_is_seen_and_passes(page, seen, world):
    eventually(lambda: seen() == ["ready"], "it listens")
    world.client.config_set("requirepass", "another")
    try:
        world.client.client_kill_filter(_type="normal", skipme=True)
        eventually(lambda: seen() == ["ready", "waiting"], "it waits")
        eventually(lambda: page.locator("#signal").text_content() == "Aguardando novidades…", "the page says so")
    finally:
        world.client.config_set("requirepass", "")
    eventually(lambda: seen() == ["ready", "waiting", "ready"], "it goes on")
    eventually(lambda: page.locator("#signal").text_content() == "Ao vivo", "the page says so")


def test_after_a_503_it_gives_up(page, seen):
    eventually(lambda: seen() == ["ready"], "it listens")
    page.route("**/api/pushes", lambda route: route.fulfill(status=503, json={"error": "busy"}))
    page.evaluate(LISTEN)
    eventually(lambda: seen() == ["closed"], "it gives up")
    assert ROW.split("|")[2].strip() == "gives up"
