"""Occupations of the CBO are those of their areas, and found by their titles alone."""

from __future__ import annotations

import re

import pytest

from model.levels import cbo
from model.levels.work_areas import AREAS, areas


def test_no_code_and_no_title_stands_twice() -> None:
    found = cbo.occupations()
    assert len({one.code for one in found}) == len({one.title for one in found}) == len(cbo._codes()) == len(found)
    assert [one.code for one in found] == sorted(one.code for one in found)
    assert all(re.fullmatch(r"\d{4}-\d\d", one.code) for one in found)


@pytest.mark.parametrize("occupation", cbo.occupations(), ids=lambda occupation: occupation.code)
def test_a_title_tells_the_areas_of_its_occupation(occupation: cbo.Occupation) -> None:
    read = areas(occupation.title)
    assert [name for bit, (name, _, _) in enumerate(AREAS) if read >> bit & 1] == list(occupation.areas)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Analista de Desenvolvimento de Sistemas", "2124-05"),
        ("ENGENHEIRA CIVIL", "2142-05"),
        ("Nutricionistas", "2237-10"),
        ("Programador(a) de internet", "3171-05"),
        ("Analista de Desenvolvimento de Sistemas Java", None),
        ("Analista", None),
        ("", None),
    ],
)
def test_only_the_whole_title_has_the_code(title: str, code: str | None) -> None:
    assert cbo.code_of(title) == code


def test_another_table_is_refused(tmp_path, monkeypatch) -> None:
    (tmp_path / "cbo.txt").write_text("code | title\n", encoding="utf-8")
    monkeypatch.setattr(cbo, "_FILE", tmp_path / "cbo.txt")
    with pytest.raises(ValueError, match="table"):
        cbo.occupations.__wrapped__()
