"""The quick way to a text's words gives what its definition, one pattern a token, gives."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.text.gender import one_gender
from model.text.words import (  # fmt: skip
    _BESIDE_SHORT,
    _DOTNET,
    _ENTITY,
    _TAG,
    BREAK,
    BREAKS,
    CLOSE,
    COLON,
    END,
    LINE,
    STOP,
    fold,
    stem,
    tokens,
    words,
)

TOKEN = re.compile(r"[a-z0-9]+(?:\+\+|#)?|[,:|(*\[\]{}<>=~;)!?\n\t\x00-\x08\x0e-\x1b]|\.(?=[ \n\r\x0b\x0c\x1c-\x1f]|$)")
SIGNS = {":": COLON, ";": CLOSE, ")": CLOSE, "\n": LINE, "!": STOP, "?": STOP, ".": STOP}
PIECES = st.sampled_from(
    ["Go", "R", "C", "c++", "C#", "C #", "+", "#", ".", "..", ".net", " ", "\n", "\t", "\x1c", "\x85", "-", " - ", "/",
     "(a)", "/a", ",", ";", ":", "|", "(", ")", "java", "ção", "\u2013", "\u2014", "½", "\ufb01", "x", "1", "_", "@",
     "\u2022", "java8", "!", "\u200b", "\xad", "\u2714", "c/", "p/ ", "R$", "*", "níveis", "2019",
     "medico", "medica", "/x", "(o/a)", "engenheirx"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=16).map("".join)).filter(
    lambda text: len(text) < 60 and not any(mark.search(text) for mark in (_TAG, _ENTITY))
)
"""No line is as long as a page is wide: none is wrapped. Tags and entities are for tests of their own."""


def plain(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


def sign(character):  # noqa: PLR0911 - a table
    """What a character is read as: its letters, the sign that parts words as it does, or nothing."""
    folded, kind = plain(character), unicodedata.category(character)
    if character.isascii():
        return character.lower()
    if character in "\u2122\u2120":
        return " "
    if any(one.isalnum() for one in folded):
        return folded
    if character == "\xad" or kind[0] == "M" or "LATIN" in unicodedata.name(character, ""):
        return ""
    if kind == "Pd" and character not in "\u2014\u2015\u2e3a\u2e3b":
        return "-"
    if character in "\x85\u2028\u2029":
        return "\n"
    if character in "\xae\xa9" or kind in {"Pi", "Pf"}:
        return " "
    return folded or "|"


def by_token(text):
    """Words by patterns over the whole text; texts here are short, so that no line is wrapped."""
    folded = f" {''.join(map(sign, text))} ".replace("r$", "$").replace(" - ", " : ")
    folded = re.sub(r"\b([cp])/(?=\s)", r"\1om ", folded)
    folded = _BESIDE_SHORT.sub("|", folded)
    folded = _DOTNET.sub(" dotnet", one_gender(folded))
    folded = re.sub(r"\bc(?:\s+\+\s?\+|\s+#|\+ \+)", lambda name: re.sub(r"\s", "", name[0]), folded)
    found = []
    for token in TOKEN.findall(folded):
        if re.fullmatch(r"[a-z]{3,}[0-9]+", token):
            found += [stem(token.rstrip("0123456789")), token.lstrip("abcdefghijklmnopqrstuvwxyz")]
        else:
            found.append(stem(token) if token[0].isalnum() else SIGNS.get(token, BREAK))
    return found


def test_every_character_is_folded_as_unicode_says():
    assert all(fold(chr(code)) == plain(chr(code)) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_words_are_those_of_the_patterns(text):
    assert words(text) == by_token(text)


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=4))
def test_texts_read_in_one_go_have_the_words_that_each_has_alone(texts):
    split = [[]]
    for token in tokens(*texts):
        split[-1].append(stem(token))
        if token == END:
            split.append([])
    for part in split[1:]:
        assert part.pop(0) == BREAK
    for part in split[:-1]:
        assert [part.pop(), part.pop()] == [END, BREAK]
    assert split == [words(text) for text in texts]


@pytest.mark.parametrize("sign", "•·●▪◦►→⇒\u2013\u2014|/;,&*✓✔❖\uf0b7\u200b\x95\t\n\U0001f680")
def test_any_sign_parts_two_names(sign):
    assert [word for word in words(f"Java{sign}Kotlin") if word not in BREAKS] == ["java", "kotlin"]


def test_a_soft_hyphen_parts_no_word():
    assert words("desenvol\xadvedor") == words("desenvolvedor")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("programação", "programações"), ("gestão", "gestões"), ("solução", "soluções"), ("alemão", "alemães"),
        ("profissional", "profissionais"), ("comercial", "comerciais"), ("nível", "níveis"), ("perfil", "perfis"),
        ("auxiliar", "auxiliares"), ("homem", "homens"), ("linguagem", "linguagens"), ("ágil", "ágeis"),
        ("espanhol", "espanhóis"), ("e-mail", "e-mails"), ("programador", "programadoras"),
    ],
)  # fmt: skip
def test_a_plural_is_the_word_of_its_singular(one, other):
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"), [("programador", "programação"), ("comercial", "comércio"), ("nível", "nivelar"), ("sap", "sapo")]
)
def test_another_word_stays_another(one, other):
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("C&#43;&#43; e C&#35;", "C++ e C#"),
        ("Java&nbsp;SE &amp; SQL", "Java SE & SQL"),
        ("&lt;li&gt;Java&lt;/li&gt;", "|Java|"),
        ("<p>Banco de <b>dados</b></p>", "|Banco de dados|"),
        ("&amp;lt;br&amp;gt;", "|"),
        ("P&D, R&B; a < b > c", "P&D, R&B; a < b > c"),
    ],
)
def test_html_is_read_as_what_it_shows(written, shown):
    assert words(written) == words(shown)


def test_a_line_as_long_as_a_page_goes_on_in_the_next():
    long = "trabalhei por muitos anos em projetos grandes com banco"
    assert LINE not in words(f"{'x' * 20} {long}\nde dados")
    assert LINE in words(f"{long}\nde dados"[-30:])
    assert LINE in words(f"{'x' * 20} {long}:\nde dados")
    assert LINE in words(f"{'x' * 200} {long}\nde dados")
