"""The quick way to a text's words gives what its definition, one pattern a token, gives."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from model.gender import one_gender
from model.text import _DOTNET, BREAK, END, fold, stem, tokens, words

LONE = re.compile(r"\b(Go|R|C)(?=\s*(?:[,;/|)]|$))")
TOKEN = re.compile(r"[a-z0-9]+(?:\+\+|#)?|[,;:|()]|\.(?=\s|$)")
PIECES = st.sampled_from(
    ["Go", "R", "C", "c++", "C#", "+", "#", ".", "..", ".net", " ", "\n", "\t", "\x1c", "\x85", "-", "/", "(a)", "/a",
     ",", ";", ":", "|", "(", ")", "java", "ção", "\u2013", "½", "\ufb01", "x", "1", "_", "@",
     "medico", "medica", "/x", "(o/a)", "engenheirx"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=16).map("".join))


def plain(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


def by_token(text):
    def lone(found):
        before = text[: found.start()].rstrip()
        name = {"Go": " golang ", "R": " rlang ", "C": " clang "}[found[1]]
        return name if not before or before[-1] in ",;/|(" else found[0]

    folded = _DOTNET.sub(" dotnet", one_gender(plain(LONE.sub(lone, text))))
    return [BREAK if len(token) == 1 and not token.isalnum() else stem(token) for token in TOKEN.findall(folded)]


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
