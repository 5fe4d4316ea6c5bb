"""Every text of the pages is there in each language, is translated, and is asked for by a page."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from gateway.texts.catalogue import FOLDER, LANGUAGES, Texts, read, texts_of

GATEWAY = Path(__file__).parents[3] / "gateway"
SAME = {
    "language.pt",
    "language.en",
    "work_area.sap",
    "work_area.design",
    "work_area.marketing",
    "nav.status",
}
"""Texts that are the same in both languages."""


NOT_YET: set[str] = set()
"""Templates that are Portuguese alone."""


TABLES = {key.rpartition(".")[0] for key in texts_of(LANGUAGES[0]).texts if "." in key.rpartition(".")[0]} | {"level"}


def asked():
    """Keys, and prefixes of keys, that templates and code ask for."""
    files = [*GATEWAY.rglob("*.html"), *GATEWAY.rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    source = source.replace('    t("', '    ("').replace("    t.", "    ")  # examples of docstrings
    call = r"""\b(?:t|self){}\(\s*["']([\w.]+)["']"""
    keys, counts, tables = (set(re.findall(call.format(name), source)) for name in ("", r"\.count", r"\.of"))
    # A table may also be handed to a macro by its name.
    tables |= {table for table in TABLES if f'"{table}"' in source}
    return keys | {f"{key}.{form}" for key in counts for form in ("one", "other")}, tables


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_there_in_every_language_with_the_same_values(language):
    own, other = texts_of(language).texts, texts_of(LANGUAGES[0]).texts
    assert sorted(own) == sorted(other)
    assert {key for key in own if fields(own[key]) != fields(other[key])} == set()
    assert {key for key, text in own.items() if not text.strip()} == set()


def test_a_text_is_translated():
    first, second = (texts_of(language).texts for language in LANGUAGES)
    same = {key for key, text in first.items() if text == second[key] and re.search(r"[^\W\d_]{3}", text)}
    assert same - SAME == set()


def test_no_text_is_missing_or_unused():
    keys, tables = asked()
    known = set(texts_of(LANGUAGES[0]).texts)
    assert keys - known == set()
    assert known - keys - {key for key in known if key.rpartition(".")[0] in tables} == set()
    assert {table for table in tables if not any(key.startswith(f"{table}.") for key in known)} == set()


def test_no_page_has_a_text_of_its_own():
    """Words between tags, or in what readers are told, come from the catalogue."""
    found = {}
    folders = [GATEWAY / name / "templates" for name in ("frame", "pages")]
    for path in (path for folder in folders for path in folder.rglob("*.html") if path.name not in NOT_YET):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        told = re.findall(r">([^<>]*)<", text) + re.findall(
            r"""\s(?:aria-label|placeholder|title|alt)=["']([^"']*)["']""", text
        )
        if own := [one.strip() for one in told if re.search(r"[^\W\d_]{2}", one)]:
            found[path.name] = own
    assert found == {}


def test_two_files_with_one_key_are_refused(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text("[x]\ny = 'z'\n")
    with pytest.raises(ValueError, match=r"b\.toml has x\.y once more"):
        read(tmp_path)


def test_a_folder_of_each_language_and_no_other():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("pt", ["75,5", "1.234.567,0", "\N{MINUS SIGN}0,1", "0,0", "0,0"]),
        ("en", ["75.5", "1,234,567.0", "\N{MINUS SIGN}0.1", "0.0", "0.0"]),
    ],
)
def test_numbers_as_the_language_writes_them(language, numbers):
    t = texts_of(language)
    assert [t.number(value) for value in (75.5, 1234567, -0.1, -0.04, 0)] == numbers


def test_signs_shares_and_dates():
    t = texts_of("pt")
    assert [t.signed(value) for value in (0.04, 1.25, -3)] == ["0,0", "+1,2", "\N{MINUS SIGN}3,0"]
    assert [t.percent(value) for value in (0, 0.001, 0.5, 0.999, 1)] == [
        "0%",
        "menos de 1%",
        "50%",
        "mais de 99%",
        "100%",
    ]
    at = 1_800_000_000_000
    assert (t.date(at), texts_of("en").date(at)) == ("15/01/2027", "2027-01-15")
    assert (t.moment(at), t.iso(at)) == ("15/01/2027 08:00 UTC", "2027-01-15T08:00:00+00:00")


def test_a_count_has_two_forms_and_a_table_keeps_what_it_does_not_know():
    t = Texts("pt", {"n.one": "{count} vaga", "n.other": "{count} vagas", "band.alta": "high"})
    assert [t.count("n", n) for n in (0, 1, 12000)] == ["0 vagas", "1 vaga", "12.000 vagas"]
    assert (t.of("band", "alta"), t.of("band", "other")) == ("high", "other")
