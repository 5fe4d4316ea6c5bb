from __future__ import annotations

import pytest

from model.taxonomy import Taxonomy, default, members
from model.text import fold, words


def named(text):
    taxonomy = default()
    return set(taxonomy.names_of(taxonomy.find(words(text)).skills))


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Java, Spring Boot e Node.js", {"java", "spring", "node"}),
        ("javascript", {"javascript"}),
        ("Conhecimento em C#, .NET Core e ASP.NET", {"c#", ".net"}),
        ("C++", {"c++"}),
        ("Python, Go, R", {"python", "golang", "linguagem r"}),
        ("São Paulo, GO", set()),
        ("Metodologias Ágeis / agile", {"agile"}),
        ("CI/CD", {"ci/cd"}),
        ("PL/SQL", {"pl/sql", "sql"}),
        ("S/4HANA", {"sap hana", "sap", "erp"}),
        ("horário comercial; benefícios; requisitos; experiência sólida", set()),
        ("", set()),
    ],
)
def test_names_and_aliases(text, skills):
    assert named(text) == skills


def test_portuguese_and_english_names_are_one_skill():
    for one, other in [
        ("aprendizado de máquina", "machine learning"),
        ("banco de dados", "databases"),
        ("contabilidade", "accounting"),
    ]:
        assert named(one) == named(other) != set()


def test_every_alias_names_its_skill_and_all_it_implies():
    taxonomy = default()
    for bit, skill in enumerate(taxonomy.skills):
        for alias in skill.aliases:
            found = taxonomy.find(words(alias)).skills
            assert found >> bit & 1, alias
            assert found | taxonomy.implied(bit) == taxonomy.implied(bit), alias


def test_a_person_is_shown_titles_with_accents():
    taxonomy = default()
    assert taxonomy.titles_of(taxonomy.find(words("edicao de video, sql server")).skills) == [
        "SQL", "SQL Server", "Edição de vídeo"
    ]  # fmt: skip
    assert all(fold(skill.title) == skill.name for skill in taxonomy.skills)


def test_the_rest_holds_no_skill():
    assert default().find(words("Desenvolvedora Java com banco de dados")).rest == ["desenvolvedor", "com", "|"]


def test_members():
    assert list(members(0b1010001)) == [0, 4, 6]


def test_a_taxonomy_has_a_size():
    with pytest.raises(ValueError, match="256"):
        Taxonomy("\n".join(f"x | skill{number} |" for number in range(257)))
