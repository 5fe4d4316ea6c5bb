"""Repairs of text, each by itself, and what none of them may change."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.documents.repair import HYPHEN, repaired


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("computa\u00b8c\u02dcao", "computação"),
        ("Curr\u00b4\u0131culo", "Currículo"),
        ("ingl\u02c6es", "inglês"),
        ("`a disposi\u00b8c\u02dcao", "à disposição"),
        ("`aquela `as", "àquela às"),
        ("\u00a8Uber", "Über"),
        ("o `apt` e o `ls`", "o `apt` e o `ls`"),
        ("2 \u00b4 3", "2 \u00b4 3"),
        ("C U R R Í C U L O", "CURRÍCULO"),
        ("a b c", "a b c"),
        ("C + + e R", "C + + e R"),
        (f"Hyper{HYPHEN}V", "Hyper-V"),
        (f"front{HYPHEN}end", "frontend"),
        (f"2019{HYPHEN}2021", "2019-2021"),
        (f"desen{HYPHEN}volvi{HYPHEN}mento", "desenvolvimento"),
    ],
)
def test_what_only_glyphs_show(torn, whole):
    assert repaired(torn, is_pdf=True) == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("\ufb01m \ufb02uente di\ufb00", "fim fluente diff"),
        ("Java\u00a0SE", "Java SE"),
        ("guarda\u2011chuva", "guarda-chuva"),
        ("micro\u00adondas", "microondas"),
        ("Java\u2122 1\u00ba m\u00b2", "Java\u2122 1\u00ba m\u00b2"),
        ("d\u00b4água", "d\u00b4água"),
        ("\U0001d5dd\U0001d5ee\U0001d603\U0001d5ee", "Java"),
        ("\uff30\uff59thon", "Python"),
        (unicodedata.normalize("NFD", "gestão"), "gestão"),
        ("Java\u200bScript", "JavaScript"),
        ("\uf0b7 Java", "Java"),
        ("um\x0bdois\x0ctr\xeas\u2028quatro", "um\ndois\ntr\xeas\nquatro"),
        ("a  \t b \n \n\n c\n d", "a b\n\nc\nd"),
    ],
)
def test_what_any_text_may_hold(text, whole):
    assert repaired(text, is_pdf=False) == whole


@settings(max_examples=50)
@given(st.text(), st.booleans())
def test_nothing_that_steers_is_left(text, is_pdf):
    found = repaired(text, is_pdf=is_pdf)
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") for sign in found if sign != "\n")
    assert found == found.strip()
    assert unicodedata.is_normalized("NFC", found)


@given(st.lists(st.text("abcxyzãéç", min_size=2, max_size=8), max_size=20), st.booleans())
def test_plain_words_stay_as_they_are(words, is_pdf):
    assert repaired(" ".join(words), is_pdf=is_pdf).split() == words
