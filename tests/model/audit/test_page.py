from __future__ import annotations

import copy
import json
import re
from collections import UserDict
from datetime import date
from html.parser import HTMLParser

import pytest

from model.audit import plots, texts
from model.audit.audit import audit
from model.audit.comparison import Rules
from model.audit.page import LANGUAGES, Numbers, page
from model.audit.protected import Protected
from tests.model.audit.conftest import drawn

DAY = date(2026, 11, 28)
SCRIPT = "<script>alert('{x}')</script> $a_b$"


@pytest.fixture(scope="module")
def found(scored):
    """An audit in which everything occurs that a page can say."""
    protected = drawn(scored.applicant_ids, 1)
    sex = {person: SCRIPT if value == "Feminino" else value for person, value in protected.attributes["sexo"].items()}
    made = audit(scored, Protected(dict(protected.attributes) | {"sexo": sex}), Rules(exchanges=49), trees=2)
    made["trained_on_this"] = True
    del made["groupings"][1:]
    plain = [cell for cell in made["groupings"][0]["cells"] if not cell["best"]]
    for cell, verdict in zip(plain, ("adverse", "different", "unclear", "small", "empty", "even"), strict=True):
        cell["verdict"] = verdict
    plain[0]["ratio_high"] = None
    made["proxies"][0]["predictable"] = True
    return json.loads(json.dumps(made))


class Recorded(UserDict[str, str]):
    """Texts that remember which were asked for."""

    def __init__(self, of):
        super().__init__(of)
        self.used = set()

    def __getitem__(self, key):
        self.used.add(key)
        return super().__getitem__(key)


def test_every_text_is_in_both_languages_and_is_used(found, monkeypatch):
    assert set(texts.TEXTS["pt"]) == set(texts.TEXTS["en"])
    for key, text in texts.TEXTS["pt"].items():
        assert set(re.findall(r"{\w*}", text)) == set(re.findall(r"{\w*}", texts.TEXTS["en"][key])), key
    recorded = Recorded(texts.TEXTS["pt"])
    monkeypatch.setitem(texts.TEXTS, "pt", recorded)
    page(found, "pt", DAY)
    for picture in ("ratios", "scores"):
        monkeypatch.setattr(plots, picture, lambda *_given: "")
    clean = copy.deepcopy(found) | {"proxies": []}
    for cell in clean["groupings"][0]["cells"]:
        cell["verdict"] = "even"
    page(clean, "pt", DAY)
    assert set(recorded) - recorded.used == set()


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.text, self.open = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in {"meta", "img", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_is_accessible(found, language):
    made = page(found, language, DAY)
    tags = Tags(made)
    assert tags.open == []
    names = [tag for tag, _ in tags.found]
    assert "script" not in names
    assert names.count("h1") == names.count("main") == names.count("title") == 1
    loaded = [each[key] for _, each in tags.found for key in ("src", "href", "action") if key in each]
    assert loaded
    assert all(each.startswith("data:image/svg+xml;base64,") for each in loaded)
    assert "url(" not in made
    assert "@import" not in made
    assert dict(tags.found)["html"] == {"lang": {"pt": "pt-BR", "en": "en"}[language]}
    assert all(each["alt"] for tag, each in tags.found if tag == "img")
    assert all(each["scope"] in {"row", "col"} for tag, each in tags.found if tag == "th")
    ids = {each["id"] for _, each in tags.found if "id" in each}
    regions = [each for _, each in tags.found if each.get("role") == "region"]
    assert len(regions) == names.count("table")
    assert all(each["aria-labelledby"] in ids and each["tabindex"] == "0" for each in regions)
    assert tags.text.count(SCRIPT) > 10  # shown as it is written
    assert "@media print" in made
    assert len(made) < 700_000


def test_numbers_are_written_as_the_language_does():
    assert (Numbers("pt").count(12345), Numbers("pt").percent(0.125), Numbers("pt").decimal(None)) == (
        "12.345", "12,5\N{NO-BREAK SPACE}%", "\N{EN DASH}",
    )  # fmt: skip
    assert (Numbers("en").count(12345), Numbers("en").percent(0.125)) == ("12,345", "12.5%")
