"""The recruiter's pages in Chromium: when something useful is seen first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from deploy.local.ports import LOOPBACK, free_port
from tests.bench.figures import CannotRun, Figure, at_most
from tests.bench.full_gateway import FullGateway, full_gateway
from tests.bench.pages import paths
from tests.bench.setting import Setting
from tests.waiting import eventually

_PAINTED = """() => new Promise(tell => new PerformanceObserver(list => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) tell(entry.startTime);
}).observe({type: "paint", buffered: true}))"""
"""Milliseconds from the navigation to the first text; the server writes all of a page, so that it is useful then."""
_BAR_MS = 1000.0


def measure(setting: Setting) -> Iterator[Figure]:
    """Open each page with nothing kept from before, at the width of a desktop and of a telephone."""
    with _browser() as browser, full_gateway(setting) as gateway, _served(gateway) as url:
        note = f"{gateway.size}; over a local socket, in a new context each time; by Chromium's own paint timing"
        for width, height in ((1280, 900), (390, 844)):
            for name, path in paths(gateway).items():
                rounds = [_painted(browser, url + path, width, height) for _ in range(setting.size(7, 2))]
                yield Figure(f"{name}, {width} pixels", "ms", rounds, at_most(_BAR_MS), note)


@contextmanager
def _browser() -> Iterator[Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise CannotRun("there is no Chromium: put it on the PATH, or set CHROMIUM to its path")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only this row needs it
    except ImportError:
        raise CannotRun("playwright is not installed") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _served(gateway: FullGateway) -> Iterator[str]:
    """The gateway behind a socket."""
    port = free_port()
    config = uvicorn.Config(gateway.asks.app, host=LOOPBACK, port=port, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    task = gateway.asks.portal.start_task_soon(server.serve)
    try:
        eventually(lambda: server.started, "the gateway listens")
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        task.result(30)


def _painted(browser: Any, url: str, width: int, height: int) -> float:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="pt-BR")
    try:
        page = context.new_page()
        answer = page.goto(url)
        assert answer.status == 200, (url, answer.status)
        return float(page.evaluate(_PAINTED))
    finally:
        context.close()
