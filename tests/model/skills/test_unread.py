"""What the taxonomy doesn't read, counted."""

from __future__ import annotations

from math import isnan

from data.synthetic import generate
from model.__main__ import main
from model.skills.taxonomy import default
from model.skills.unread import terms_of


def test_terms_are_short_items_and_each_is_read_or_not():
    found = terms_of(
        ["Java, Frobnicator; SAP MM/SD; 5 anos\n- frobnicator\n- inglês", "Java, Frobnicator; SAP MM/SD"], default()
    )
    assert (found.read, dict(found.unread)) == (4, {"frobnicator": 3, "ingles": 1})
    assert found.share == 0.5


def test_a_text_counts_once_and_a_sentence_is_no_term():
    long = "Buscamos alguém que goste muito de aprender coisas novas"
    assert terms_of([long, "Java", "Java"], default()).read == 1
    assert not terms_of([long], default()).unread
    assert isnan(terms_of([], default()).share)


def test_the_command_lists_what_is_not_read(tmp_path, capsys):
    generate(20, 1, tmp_path)
    assert main(["unread", str(tmp_path), "--top", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("postings require: ")
    assert len(lines) <= 8
