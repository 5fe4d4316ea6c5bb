from __future__ import annotations

import pytest

from model.skills.skill_table import Row, parse
from model.skills.statements import REQUIRED
from model.skills.taxonomy import Taxonomy, default, members, rivals
from model.text.words import fold, words


def named(text):
    taxonomy = default()
    return set(taxonomy.names_of(taxonomy.find(words(text)).skills))


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Java, Spring Boot e Node.js", {"java", "spring", "node", "javascript"}),
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


def test_every_name_names_its_skill_and_all_it_implies():
    taxonomy = default()
    for bit, skill in enumerate(taxonomy.skills):
        for alias in skill.aliases:
            assert taxonomy.find(words(alias)).skills == taxonomy.implied(bit), alias
            assert taxonomy.find(words(alias), REQUIRED).skills in {1 << bit, 0}, "a heading names nothing"


def test_a_posting_asks_what_it_says_and_a_person_knows_what_follows():
    taxonomy = default()
    assert taxonomy.titles_of(taxonomy.find(words("Django, MySQL"), REQUIRED).skills) == ["Django", "MySQL"]
    assert taxonomy.titles_of(taxonomy.find(words("Django, MySQL")).skills) == ["Python", "Django", "SQL", "MySQL"]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Django, Flask, FastAPI", "Python"), ("Laravel", "PHP"), ("MySQL", "SQL"), ("AWS", "Cloud computing"),
        ("Azure", "Cloud computing"), ("GCP", "Cloud computing"), ("Spring Boot", "Java"), ("EKS", "AWS"),
        ("React Native", "JavaScript"), ("SAP MM", "ERP"), ("Power BI", "Business Intelligence"),
        ("TensorFlow", "Machine Learning"), ("GitHub", "Git"), ("Scrum", "Agile"), ("C#", ".NET"),
    ],
)  # fmt: skip
def test_who_knows_one_knows_what_it_is_made_of(known, asked):
    assert fold(asked) in named(known)
    assert fold(known.split(",")[0]) not in named(asked)


@pytest.mark.parametrize(
    ("known", "rival"),
    [
        ("Exchange Server", "Pacote Office"), ("Terraform", "Infraestrutura de TI"), ("Bamboo", "Git"),
        ("AWS", "Azure"), ("Oracle", "SQL Server"), ("Selenium", "Cypress"), ("WebLogic", "WebSphere"),
        ("Ansible", "Puppet"), ("Django", "Flask"), ("JavaScript", "Java"), ("Photoshop", "Illustrator"),
        ("SAP SD", "Vendas"), ("React", "Angular"), ("Jenkins", "Azure DevOps"),
    ],
)  # fmt: skip
def test_no_skill_implies_a_rival_or_what_its_name_holds(known, rival):
    assert named(known)
    assert fold(rival) not in named(known)
    assert fold(known) not in named(rival)


@pytest.mark.parametrize(
    ("skill", "meant", "other"),
    [
        ("Pacote Office", "Pacote Office avançado", "home office, back office e office boy"),
        ("Comércio exterior", "importação e exportação de produtos", "importação de dados, exportação de relatórios"),
        ("Microsoft Exchange", "Exchange Server", "exchange rate"),
        ("REST", "REST", "the rest of the team"),
        ("Agile", "metodologia ágil", "atendimento ágil"),
        ("Business Intelligence", "BI", "bi-weekly meetings"),
        ("Treinamento e desenvolvimento", "treinamento de pessoal", "treinamento de modelos"),
        ("Redes", "redes de computadores", "rede de contatos"),
        ("Redes", "redes", "redes neurais e redes sociais"),
        ("Engenharia elétrica", "eletrônica", "nota fiscal eletrônica"),
        ("Excel", "Excel", "we excel at this"),
        ("Java", "Java", "Java Script"),
        ("SQL", "SQL", "No SQL"),
        ("Monitoramento", "monitoramento", "noções de tudo"),
        ("Logística", "logística", "regressão logística"),
        ("Golang", "Golang", "go to market e go live"),
        ("Contabilidade", "contador", "contador de histórias"),
        ("Redes", "redes e telefonia", "redes de proteção"),
        ("Fiscal", "analista fiscal", "fiscal de loja"),
        ("CRM", "CRM e vendas", "CRM-MG"),
        ("Recursos humanos", "RH", "fator RH negativo"),
    ],
)
def test_a_word_of_another_trade_is_no_skill(skill, meant, other):
    assert fold(skill) in named(meant)
    assert fold(skill) not in named(other)


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("Java8, Python3, SQLServer2019", "Java, Python, SQL Server"), ("HTML5/CSS3/JS", "HTML, CSS, JavaScript"),
        ("C # .NET", "C#, .NET"), ("C + +", "C++"), ("Java-Script", "JavaScript"), ("Type Script", "TypeScript"),
        ("My SQL, Postgre SQL", "MySQL, PostgreSQL"), ("Power Shell", "PowerShell"), ("springboot", "Spring Boot"),
        ("CICD, CI / CD", "CI/CD"), ("ML, IA, Python", "Machine Learning, inteligência artificial, Python"),
        ("aprendizado de máquinas", "machine learning"), ("bancos de dados", "banco de dados"),
        ("Microsserviço", "microsserviços"), ("powerbi", "Power BI"), (".NET6", ".NET"), ("node js", "Node.js"),
    ],
)  # fmt: skip
def test_a_name_is_read_however_it_is_written(written, usual):
    assert named(written) == named(usual) != set()


@pytest.mark.parametrize(
    ("skill", "offered", "not_offered"),
    [
        ("AWS", {"Azure", "GCP"}, {"Docker", "Cloud computing", "Python"}),
        ("Java", {"Kotlin", "Python", "C#"}, {"Spring", "SQL", "Java"}),
        ("JavaScript", {"PHP"}, {"TypeScript", "React"}),
        ("Power BI", {"Tableau", "Qlik"}, {"Excel"}),
    ],
)
def test_a_list_offers_skills_of_one_kind_for_each_other(skill, offered, not_offered):
    taxonomy = default()
    found = set(taxonomy.titles_of(rivals(taxonomy, 1 << taxonomy.names.index(fold(skill)))))
    assert offered <= found
    assert not not_offered & found


def test_a_person_is_shown_names_as_they_are_written():
    taxonomy = default()
    assert taxonomy.titles_of(taxonomy.find(words("edicao de video, sql server")).skills) == [
        "SQL", "SQL Server", "Edição de vídeo"
    ]  # fmt: skip
    assert all(fold(skill.title) == skill.name for skill in taxonomy.skills)
    spelled = {"avaliacao", "gestao", "edicao", "video", "seguranca", "logistica", "analise", "integracao", "tecnico"}
    for skill in taxonomy.skills:
        assert spelled.isdisjoint(skill.title.lower().split()), skill.title
        assert skill.title[0].isupper() or not skill.title[0].isalpha() or skill.title in {"iOS", "jQuery", "dbt"}


def test_the_rest_holds_no_skill():
    assert default().find(words("Desenvolvedora Java com banco de dados")).rest == ["desenvolvedor", "com"]


def row(name, *aliases, implies=(), family="x", short=()):
    return Row(family, name, aliases, implies, short)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row(f"skill {word}{number}") for word in "abcdefgh" for number in range(50)], "at most 384"),
        ([row(f"skill {number}", family=f"f{number}") for number in range(33)], "32 families"),
        ([row("A1", "other"), row("B1", "Others")], "twice"),
        ([row("A1"), row("A1", "b")], "twice"),
        ([row("A1", implies=("B1",))], "no skill"),
        ([row("A1", implies=("B1",)), row("B1", implies=("A1",))], "implies itself"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows, why):
    with pytest.raises(ValueError, match=why):
        Taxonomy(rows)


@pytest.mark.parametrize("text", ["", "family | name\nx | y", "family | name | aliases | implies | short\nx | y | z"])
def test_a_file_of_other_columns_is_refused(text):
    with pytest.raises(ValueError, match=r"columns|begins"):
        parse(text)


def test_members():
    assert list(members(0b1010001)) == [0, 4, 6]
