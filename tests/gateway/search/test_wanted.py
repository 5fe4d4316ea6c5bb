"""How a searching text is read."""

from __future__ import annotations

import pytest

from gateway.search.wanted import wanted
from model.skills.taxonomy import default


@pytest.mark.parametrize(
    ("text", "skills", "groups", "words"),
    [
        ("java", ["Java"], [], ()),
        ("Desenvolvedoras JAVA sênior", ["Java"], [], ("desenvolvedor", "senior")),
        ("java ou python", [], [["Java", "Python"]], ()),
        ("golang ou rust, docker", ["Docker"], [["Golang", "Rust"]], ()),
        ("Go", ["Golang"], [], ()),
        ("analista de Go", [], [], ("analist", "go")),
        ("power bi júnior", ["Power BI"], [], ("junior",)),
        ("São Paulo", [], [], ("sao", "paul")),
        ("de e com", [], [], ()),
        ("", [], [], ()),
        ("|\0;()", [], [], ()),
    ],
)
def test_skills_and_words(text, skills, groups, words):
    found, known = wanted(text), default()
    assert known.titles_of(found.skills) == skills
    assert [known.titles_of(group) for group in found.any_of] == groups
    assert found.words == words
