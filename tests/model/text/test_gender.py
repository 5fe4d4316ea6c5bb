"""Every gendered form of every word that is read leaves every bit, and no other word is taken for a gendered one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription, JobDescription
from model.levels import academic as academic_levels
from model.levels import certificates, contract_kinds, levels, work_areas
from model.levels import languages as language_levels
from model.levels import seniority as seniority_levels
from model.skills.taxonomy import default
from model.text.gender import one_gender
from model.text.short_text import ANY, AS_IS, Table
from model.text.words import PAIRS, fold, joined, words

READERS = {
    "english": (language_levels._TABLE, levels.english),
    "spanish": (language_levels._TABLE, levels.spanish),
    "academic": (academic_levels._TABLE, levels.academic),
    "seniority": (seniority_levels._TABLE, levels.seniority),
    "areas": (work_areas._TABLE, levels.areas),
    "contracts": (contract_kinds._TABLE, levels.contracts),
    "certified": (certificates._TABLE, levels.certified),
}
TRADE_ENDINGS = ("eiro", "tor", "dor", "sor", "ivo", "ico", "ado", "ogo", "eto", "eno", "ento", "ista", "ario", "orio")
FEMININE = {masculine: feminine for feminine, masculine in PAIRS.items() if feminine not in ("boa", "she", "her")}
TITLES = [
    "Desenvolvedor Java Pleno", "Executivo de Contas", "Engenheiro Civil", "Engenheiro de Software Sênior", "Médico",
    "Analista Financeiro", "Técnico de Enfermagem", "Advogado", "Diretor Jurídico", "Estagiário de Logística",
    "Gerente Administrativo", "Mestre de Obras", "Arquiteto de Soluções", "Coordenador Pedagógico", "Psicólogo",
    "Representante Comercial", "Contador", "Redator Publicitário", "Supervisor de Almoxarifado", "Chefe de Projetos",
    "Cooperado", "Freelancer autônomo", "Servidor temporário", "Auxiliar de Veterinário", "Gestor de Produto Júnior",
]  # fmt: skip


def forms(word: str) -> list[str]:
    """A masculine word in the feminine, and in the ways that write both; words of four letters aren't stemmed."""
    found = [FEMININE[word]] if word in FEMININE else []
    if len(word) > 4 and word.isalpha():
        if word.endswith("o") and not word.endswith("ao"):
            base = word[:-1]
            found += [f"{base}a", f"{word}(a)", f"{word} (a)", f"{word}/a", f"{base}a(o)", f"{base}a/o", f"{base}@"]
            found += [f"{word}/{base}a", f"{word} / {base}a", f"{word} (o/a)", f"{word}[a]", f"{word} (m/f)"]
            found += [f"{base}x"] * word.endswith(TRADE_ENDINGS)
        elif word.endswith("or"):
            found += [
                f"{word}a",
                f"{word}(a)",
                f"{word} (a)",
                f"{word}/a",
                f"{word}@",
                f"{word}/{word}a",
                f"{word}/ora",
            ]
            found += [f"{word}x"] * word.endswith(TRADE_ENDINGS)
        elif word.endswith("nte"):
            found += [f"{word[:-1]}a", f"{word}(a)", f"{word}/a", f"{word[:-1]}@", f"{word}/{word[:-1]}a"]
    return found


def changed(name: str) -> list[str]:
    """A name with one of its words, and with all of them, in other forms."""
    split = name.split()
    found = []
    for place, word in enumerate(split):
        found += [" ".join([*split[:place], form, *split[place + 1 :]]) for form in forms(word)]
    every = [forms(word) or [word] for word in split]
    return [*found, *(" ".join(one[number % len(one)] for one in every) for number in range(12))]


def spelled(table: Table[object]) -> list[str]:
    """Every word of a table; of one whose end is left open, words that begin so."""
    return [
        word if not word.endswith(ANY) else word.removesuffix(ANY) + ending
        for word in [word for word in table.words if not word.startswith(AS_IS)]
        for ending in (("o", "or", "ente") if word.endswith(ANY) else ("",))
    ]


@pytest.mark.parametrize("name", READERS)
def test_every_form_of_every_word_that_is_read_is_read_alike(name):
    table, read = READERS[name]
    words_read = spelled(table)
    assert sum(bool(forms(word)) for word in words_read) > 5
    for word in words_read:
        for context in ("{}", "{} de informática", "ensino {} completo", "analista {} pleno"):
            for form in forms(word):
                assert read(context.format(form)) == read(context.format(word)), (word, form)


@pytest.mark.parametrize(
    ("one", "other"), [("alto", "alta"), ("nulo", "nula"), ("bom", "boa"), ("muito bom", "muito boa")]
)
def test_short_words_are_listed_in_both_genders(one, other):
    assert levels.english(one) == levels.english(other) > 0


@pytest.mark.parametrize("title", [fold(title) for title in TITLES])
def test_every_form_of_a_title_is_encoded_alike(scorer, title):
    def encoded(text: str) -> list[bytes]:
        person = ApplicantDescription(
            titulo_profissional=text,
            conhecimentos_tecnicos=f"Java. {text}",
            cv=f"Fui {text}, {text}.",
            nivel_academico=text,
        )
        posting = JobDescription(titulo_vaga=text, principais_atividades=f"{text} em campo", nivel_profissional=text)
        asked = scorer.encode_job(posting)
        arrays = [*scorer.encode_applicant(person).arrays, *asked.arrays, asked.effect_features]
        return [array.tobytes() for array in arrays]

    plain = encoded(title)
    assert changed(title)
    for form in changed(title):
        assert encoded(form) == plain, form


def test_every_word_of_a_skill_names_it_in_every_form():
    taxonomy = default()
    for skill in taxonomy.skills:
        for alias in skill.aliases:
            known = taxonomy.find(words(alias)).skills
            for form in changed(fold(alias)) if alias.isascii() and alias.replace(" ", "").isalpha() else []:
                assert taxonomy.find(words(form)).skills & known == known, form


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("engenheiro(a) civil", "engenheiro civil"),
        ("psicóloga/o", "psicóloga"),
        ("analista de sistemas (o/a)", "analista de sistemas "),
        ("enfermeira / enfermeiro", "enfermeira "),
        ("desenvolvedorxs", "desenvolvedora"),
        ("desenvolvedor@s sênior", "desenvolvedora senior"),
        ("salesman (m/f/d)", "salesman "),
        ("nginx, javafx, directx, unix, citrix, linux", None),
        ("matrix, netflix, ajax, vertx, checkmarx, portworx, posix", None),
        ("sap fi/co, i/o, a/b, e/ou, and/or, tcp/ip, ci/cd", None),
        ("rh@empresa.com.br", None),
        ("java/javascript, processo/produto, projeto/prazo", None),
        ("(r)", None),
    ],
)
def test_what_writes_both_genders_becomes_one_and_nothing_else_does(text, one):
    assert one_gender(fold(text)) == fold(text if one is None else one)


@given(st.text("aeiorsxt@/()[] \n|", max_size=40))
def test_a_text_only_loses(text):
    assert len(one_gender(text)) <= len(text)
    assert one_gender("|" + text + "|")[0] == "|"
    assert joined(text)


def test_it_takes_time_in_proportion_to_a_text():
    for piece in ("a/", "(o/", "eirox / ", "x@", "[a/ ", "medico/medica "):
        assert len(one_gender(piece * 50_000)) <= len(piece) * 50_000
