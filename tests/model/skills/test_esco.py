"""Each concept of ESCO in the table is that of its skill, and of no other."""

from __future__ import annotations

import re

import pytest

from model.skills import esco
from model.skills.taxonomy import default
from model.text.words import words

TAXONOMY = default()


def test_every_concept_belongs_to_one_skill_of_the_taxonomy() -> None:
    found = esco.concepts()
    assert set(found) <= {skill.title for skill in TAXONOMY.skills}
    assert len({concept.uri for concept in found.values()}) == len(found) >= 70
    identifier = re.compile(re.escape(esco.URI) + r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    assert all(identifier.fullmatch(concept.uri) for concept in found.values())


@pytest.mark.parametrize("skill", esco.concepts())
def test_the_label_of_a_concept_is_read_as_its_skill(skill: str) -> None:
    label = esco.concepts()[skill].label.split(" (")[0]
    assert skill in TAXONOMY.titles_of(TAXONOMY.find(words(label)).skills)


@pytest.mark.parametrize("text", ["skill | concept\n", "skill | concept | label\nJava | a | Java\nJava | b | Java\n"])
def test_another_table_is_refused(text: str, tmp_path, monkeypatch) -> None:
    (tmp_path / "esco.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(esco, "_FILE", tmp_path / "esco.txt")
    with pytest.raises(ValueError, match="table"):
        esco.concepts.__wrapped__()
