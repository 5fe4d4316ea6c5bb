"""What the pages say to try, done as they say it: a delivery in, a signed webhook out, and each single request."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.ports import free_port
from deploy.local.programs import PROJECT
from deploy.local.stack import Stack
from tests.waiting import DEADLINE, eventually

pytestmark = [pytest.mark.long, pytest.mark.embedded]

CV = PROJECT / "tests" / "documents" / "printed" / "writer-0.pdf"
PATIENCE = 3 * DEADLINE
DEMO = "MATCHSTREAM_CONNECTIONS_FILE=$PWD/var/try/connections.toml make demo"


def tried(page: str, language: str = "sh") -> list[str]:
    """The blocks of code below a page's heading "Try it"."""
    _, _, section = (PROJECT / "docs" / page).read_text(encoding="utf-8").partition("\n## Try it\n")
    section, _, _ = section.partition("\n## ")
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def curls(page: str) -> list[str]:
    """The blocks of a page that are one request."""
    blocks = re.findall(r"```sh\n(curl .*?)```", (PROJECT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    return blocks


class Terminal:
    """Runs what a page says in a folder, against a stack at another address."""

    def __init__(self, folder: Path, address: str = "", receiver: int = 0) -> None:
        self.folder = folder
        self._changes = {
            "localhost:8000": address.removeprefix("http://"),
            ":9200": f":{receiver}",
            "python receive.py": f"{sys.executable} -u receive.py",
        }

    def run(self, block: str) -> str:
        for before, after in self._changes.items():
            block = block.replace(before, after)
        done = subprocess.run(
            ["sh", "-euc", block], cwd=self.folder, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tried")
    first, _, _ = tried("connect.md")
    assert DEMO in first
    Terminal(folder).run(first.replace(DEMO, ""))
    return folder


@pytest.fixture(scope="module")
def stack(folder: Path, registry: Path) -> Iterator[Stack]:
    environment = {"MATCHSTREAM_CONNECTIONS_FILE": str(folder / "var" / "try" / "connections.toml")}
    with Stack(registry=registry, directory=folder / "stack", webhooks=True, environment=environment) as running:
        yield running


def test_in_and_out(stack: Stack, folder: Path) -> None:
    port = free_port()
    terminal = Terminal(folder, stack.address, port)
    (receive,) = tried("webhooks.md", "python")
    (subscribe,) = tried("webhooks.md")
    (folder / "receive.py").write_text(receive.replace("9200", str(port)), encoding="utf-8")
    out = folder / "out"
    begin = subscribe.replace('"$(of secret)" &', f'"$(of secret)" >{out} 2>&1 & echo $! >receiver')
    assert begin != subscribe
    try:
        terminal.run(begin)
        eventually(lambda: "webhook.test" in out.read_text(encoding="utf-8"), "the test arrives", PATIENCE)
        _, deliver, ask = tried("connect.md")
        assert terminal.run(deliver) == 2 * '{"accepted":1}'
        eventually(lambda: '"applied":true' in terminal.run(ask), "the score is there", PATIENCE)
        eventually(lambda: "application.scored" in out.read_text(encoding="utf-8"), "it is sent on", PATIENCE)
    finally:
        terminal.run("test ! -e receiver || kill $(cat receiver)")
    assert "gh-31" in out.read_text(encoding="utf-8")


def test_a_byte_that_was_changed(stack: Stack, folder: Path) -> None:
    _, deliver, _ = tried("connect.md")
    changed = deliver.replace('--data-raw "$1"', '-o /dev/null -w "%{http_code} " --data-raw "$1 "')
    assert changed != deliver
    assert Terminal(folder, stack.address).run(changed) == "401 401 "


@pytest.mark.parametrize("page", ["api.md", "files.md", "webhooks.md"])
def test_each_request_of_a_page_is_answered_as_one_that_is_right(stack: Stack, folder: Path, page: str) -> None:
    shutil.copy(CV, folder / "cv.pdf")
    for block in curls(page):
        terminal = Terminal(folder, stack.address)
        status = terminal.run('curl() { command curl -o answer -w "%{http_code}" "$@"; }\n' + block)
        assert status in ("200", "201", "202"), (folder / "answer").read_text(encoding="utf-8")
