"""What the documents name is there: files, and the headings that links lead to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "deploy/README.md", ROOT / "findings/README.md", *ROOT.glob("docs/**/*.md")])
CODE = [path for folder in ("data", "model", "producers", "stream_processor", "gateway", "deploy", "tests", "docs")
        for path in (ROOT / folder).rglob("*") if path.is_file()]  # fmt: skip
NAMES = {path.name for path in CODE}
FILE = re.compile(r"`([\w./-]+\.(?:py|lua|txt|js|sh|html|md|toml|yml|yaml))`")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_are_there(page: Path) -> None:
    named = set(FILE.findall(page.read_text(encoding="utf-8")))
    missing = {
        name
        for name in named
        if not any(at.joinpath(name).exists() for at in (ROOT, page.parent))
        and ("/" in name or name not in NAMES)
        and not any(str(path).endswith("/" + name) for path in CODE)
    }
    assert missing == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_tests_that_are_named_are_there(page: Path) -> None:
    named = TEST.findall(page.read_text(encoding="utf-8"))
    missing = {f"{file}::{name}" for file, name in named if f"def {name}(" not in (ROOT / file).read_text("utf-8")}
    assert missing == set()


def test_the_map_shows_the_declared_floors() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = {c["id"]: "; ".join(c["layers"]) for c in contracts if c["type"] == "layers" and c["id"] != "packages"}
    rows = re.findall(
        r"^\| `(\w+)/` \| (`.*;.*) \|$", (ROOT / "docs/design.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {package: shown.replace("`", "").replace("\\|", "|") for package, shown in rows} == floors
