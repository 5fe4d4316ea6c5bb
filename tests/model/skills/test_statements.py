"""What a text says of skills, compiled, is what its definition gives; and it is what a reader would say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.skills.cues import CUES
from model.skills.statements import PERSON, REQUIRED, WELCOME
from model.skills.taxonomy import default
from model.text.words import words
from tests.model.skills.plain_statements import plain_read

TAXONOMY = default()
NAMES = ["Java", "Spring Boot", "Python", "C", "R", "Go", "Docker", "SAP", "MM", "FI", "SAP PP", "home office", "Excel",
         "remuneração", "treinamento", "C#", "importação de dados", "Django", "IA"]  # fmt: skip
CUE_WORDS = sorted({text.strip() for texts in CUES.values() for text in texts.split(";")})
PIECES = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(CUE_WORDS),
    st.sampled_from(["não", "sem", "nem", "é", "desejável", "Requisitos", "Benefícios", "ou", "e", "com", "coisa"]),
)  # fmt: skip
SEPARATORS = st.sampled_from([" ", " ", " ", ", ", ". ", "\n", "; ", ": ", ":\n", " (", ") ", "/", "•", " - "])
TEXTS = st.lists(st.tuples(PIECES, SEPARATORS), max_size=12).map(
    lambda pieces: "".join(piece for pair in pieces for piece in pair)
)


@settings(max_examples=1500, deadline=None)
@given(TEXTS, st.sampled_from([PERSON, REQUIRED, WELCOME]))
def test_any_text_is_read_as_defined(text, section):
    found = TAXONOMY.find(words(text), section)
    skills, welcome, groups, left = plain_read(words(text), TAXONOMY, section)
    assert (found.skills, found.welcome, list(found.any_of), found.rest) == (skills, welcome, groups, left)


def held(text):
    return set(TAXONOMY.titles_of(TAXONOMY.find(words(text)).skills))


def asked(text, section=REQUIRED):
    found = TAXONOMY.find(words(text), section)
    groups = [set(TAXONOMY.titles_of(group)) for group in found.any_of]
    return set(TAXONOMY.titles_of(found.skills)), set(TAXONOMY.titles_of(found.welcome)), groups


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Não tenho experiência com Kotlin, Docker nem Redis. Python", {"Python"}),
        ("Nunca trabalhei com PHP, mas domino Ruby", {"Ruby"}),
        ("Sem conhecimento em Linux; Python", {"Python"}),
        ("I have no experience with Kotlin or PHP, but know Ruby", {"Ruby"}),
        ("PHP (não), Ruby (sim)", {"Ruby"}),
        ("Ruby - avançado, PHP - não", {"Ruby"}),
        ("Docker, exceto Kubernetes", {"Docker"}),
        ("Tenho zero experiência em PHP. Ruby", {"Ruby"}),
        ("Ainda não estudei PHP. Ruby", {"Ruby"}),
        ("Pretendo estudar PHP. Ruby", {"Ruby"}),
        ("Não possuo certificação PHP. Ruby", {"Ruby"}),
        ("Certificação PHP e Ruby", {"PHP", "Ruby"}),
        ("Não só PHP, mas também Ruby", {"PHP", "Ruby"}),
        ("Não possuo CNH, PHP, Ruby", {"PHP", "Ruby"}),
        ("Trabalho sem supervisão com PHP", {"PHP"}),
        ("Não conheço PHP, tenho 5 anos de Ruby", {"Ruby"}),
        ("Quero aprender PHP. Ruby", {"Ruby"}),
        ("Estudando Ruby, noções de PHP", {"PHP", "Ruby"}),
        ("Ruby yes, PHP no", {"Ruby"}),
        ("PHP não utilizo, Ruby", {"Ruby"}),
        ("I have no PHP experience. Ruby", {"Ruby"}),
        ("Experiência com Ruby no suporte a sistemas", {"Ruby"}),
        ("Desenvolvi em Ruby no\nLinux", {"Ruby", "Linux"}),
        ("Banco não relacional", {"NoSQL"}),
    ],
)  # fmt: skip
def test_what_a_person_denies_is_not_held(text, skills):
    assert held(text) == skills


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("linguagens: C, R e Go", {"Linguagem C", "Linguagem R", "Golang"}),
        ("Go\nDocker", {"Golang", "Docker"}),
        ("* C\n* C++", {"Linguagem C", "C++"}),
        ("c/c++", {"Linguagem C", "C++"}),
        ("Senior Go Engineer", {"Golang"}),
        ("Programadora C", {"Linguagem C"}),
        ("quatro anos de experiência em R", {"Linguagem R"}),
        ("Docker e Go", {"Golang", "Docker"}),
        ("CNH A, B, C e D", set()),
        ("CNH C, Docker", {"Docker"}),
        ("Categoria: C, Docker", {"Docker"}),
        ("Santos/C", set()),
        ("R$ 4.000, Docker", {"Docker"}),
        ("Anápolis, GO, Docker", {"Docker"}),
        ("go to market, Docker", {"Docker"}),
        ("let it go", set()),
        ("nota C em Docker", {"Docker"}),
        ("SAP R/3", {"SAP", "ERP"}),
    ],
)  # fmt: skip
def test_short_names_count_by_what_stands_around_them(text, skills):
    assert held(text) == skills


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("SAP SD/PP/QM", {"SAP SD", "SAP PP", "SAP QM"}),
        ("SAP, módulos MM e WM", {"SAP MM", "SAP WM"}),
        ("SAP: FI; CO; PS", {"SAP FI", "SAP CO", "SAP PS"}),
        ("SAP\n- MM\n- SD", {"SAP MM", "SAP SD"}),
        ("consultor FI/CO", {"SAP FI", "SAP CO"}),
        ("PM, Scrum", set()),
    ],
)
def test_modules_follow_their_product(text, modules):
    assert {name for name in held(text) if name.startswith("SAP ")} == modules


@pytest.mark.parametrize(
    ("text", "required", "welcome"),
    [
        ("PHP. Desejável: Redis e Docker", {"PHP"}, {"Redis", "Docker"}),
        ("PHP; Redis (desejável); Docker", {"PHP", "Docker"}, {"Redis"}),
        ("Redis é um diferencial. PHP", {"PHP"}, {"Redis"}),
        ("PHP is required, Redis is a plus", {"PHP"}, {"Redis"}),
        ("Requisitos:\n- PHP\nDiferenciais:\n- Redis\n- Docker", {"PHP"}, {"Redis", "Docker"}),
        ("Must have: PHP\nNice to have: Redis", {"PHP"}, {"Redis"}),
        ("Não é necessário Redis. PHP", {"PHP"}, set()),
        ("Redis não é obrigatório. PHP", {"PHP"}, set()),
        ("Redis não é obrigatório, mas desejável. PHP", {"PHP"}, {"Redis"}),
        ("Desejável Redis; PHP obrigatório", {"PHP"}, {"Redis"}),
        ("Redis dispensável, PHP indispensável", {"PHP"}, set()),
        ("PHP não é dispensável", {"PHP"}, set()),
        ("Não se exige Redis; PHP", {"PHP"}, set()),
        ("Dispensa-se conhecimento em Redis. PHP", {"PHP"}, set()),
        ("Redis não é mais necessário. PHP", {"PHP"}, set()),
        ("Redis não é pré-requisito, PHP sim", {"PHP"}, set()),
        ("PHP é pré-requisito, Redis desejável", {"PHP"}, {"Redis"}),
        ("No need to know Redis. PHP", {"PHP"}, set()),
        ("Esta vaga não é para Redis, é para PHP", {"PHP"}, set()),
        ("PHP. Etapas: entrevista com o RH e teste de Redis", {"PHP"}, set()),
        ("PHP e recursos humanos", {"PHP", "Recursos humanos"}, set()),
        ("PHP obrigatório; Ruby não", {"PHP"}, set()),
        ("No Ruby experience required. PHP", {"PHP"}, set()),
        ("Experiência no SAP, PHP no Linux", {"SAP", "PHP", "Linux"}, set()),
        ("PHP. Home office. Salário: R$ 5.000. Oferecemos treinamento. Envie CV ao RH", {"PHP"}, set()),
        ("Quem somos\nLíder em ERP e contabilidade\nRequisitos\nPHP", {"PHP"}, set()),
        ("Benefícios:\n- Treinamento\nResponsabilidades:\n- Redis\nRequisitos:\n- PHP", {"PHP"}, {"Redis"}),
        ("Pelo menos um ano de experiência com PHP e Redis", {"PHP", "Redis"}, set()),
        ("Remuneração, folha de pagamento", {"Cargos e salários", "Folha de pagamento"}, set()),
    ],
)  # fmt: skip
def test_a_posting_tells_what_it_asks_from_what_it_wishes_and_offers(text, required, welcome):
    assert asked(text) == (required, welcome, [])


@pytest.mark.parametrize(
    ("text", "required", "groups"),
    [
        ("Docker. Uma das seguintes linguagens: PHP, Ruby ou Perl", {"Docker"}, [{"PHP", "Ruby", "Perl"}]),
        ("at least one of PHP, Ruby, or Go", set(), [{"PHP", "Ruby", "Golang"}]),
        ("PHP ou Ruby, Docker", {"Docker"}, [{"PHP", "Ruby"}]),
        ("PHP ou Ruby ou Perl; MySQL ou Oracle", set(), [{"PHP", "Ruby", "Perl"}, {"MySQL", "Oracle"}]),
        ("uma destas: PHP", {"PHP"}, []),
        ("uma das linguagens PHP, Ruby ou Perl; Docker", {"Docker"}, [{"PHP", "Ruby", "Perl"}]),
        ("uma das maiores lojas busca PHP, Ruby", {"PHP", "Ruby"}, []),
        ("either PHP or Ruby, Docker", {"Docker"}, [{"PHP", "Ruby"}]),
        ("AWS, Azure ou GCP", set(), [{"AWS", "Azure", "GCP"}]),
        ("Docker, AWS ou Azure", {"Docker"}, [{"AWS", "Azure"}]),
        ("PHP, Ruby ou Perl, Docker", {"Docker"}, [{"PHP", "Ruby", "Perl"}]),
        ("Java, Spring, Oracle ou DB2", {"Java", "Spring"}, [{"Oracle", "DB2"}]),
        ("AWS\nAzure ou GCP", {"AWS"}, [{"Azure", "GCP"}]),
        ("AWS e Azure ou GCP", {"AWS"}, [{"Azure", "GCP"}]),
        ("Python ou R", set(), [{"Python", "Linguagem R"}]),
        ("CNH: Python ou C", {"Python"}, []),
    ],
)
def test_any_of_several_suffices(text, required, groups):
    assert asked(text)[::2] == (required, groups)


def test_activities_welcome_and_their_requirements_are_required():
    assert asked("Manter sistemas em PHP\nRequisitos:\n- Ruby", WELCOME) == ({"Ruby"}, {"PHP"}, [])
