"""What is read compiled, over numbers of words, is what its definition over words gives, to the last bit."""

from __future__ import annotations

import re
from math import log1p

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.entities import ApplicantDescription, JobDescription
from data.synthetic import Generator
from model import layout as at
from model import levels
from model.features import JOB_AXES
from model.prior import terms_of
from model.taxonomy import default, members
from model.text import BREAK, fold, words
from model.vectors import DIMENSIONS

TAXONOMY = default()
NAMES = [alias for skill in TAXONOMY.skills for alias in skill.aliases]
LEVELS = ["Básico", "Inglês fluente", "Ensino Superior Incompleto", "Analista Sênior", "Gerente de TI", "nada disso"]
AREAS = [
    "banco de dados", "dados", "Data Engineer", "TI - Arquitetura", "arquiteto de soluções", "full-stack", "help desk",
    "Engenharia", "de produção", "Design / UX", "big", "data", "Executivo de", "contas", "web", "PJ", "CLT Full",
]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(AREAS), st.sampled_from(LEVELS),
    st.sampled_from(["com", "experiência", "desenvolvedora", "São Paulo", "SP", "sim", "sap", "½", "•", "\x85"]),
)  # fmt: skip
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", ", ", ". ", "\n", "/", "-", ""])), max_size=8).map(
    lambda pieces: "".join(piece for pair in pieces for piece in pair)
)


def plain_find(tokens):
    """Names of several words taken out of the text, one after the other; what is left names nothing."""
    phrases = {}
    for bit, skill in enumerate(TAXONOMY.skills):
        for alias in skill.aliases:
            name = " ".join(token for token in words(alias) if token != BREAK)
            phrases[name] = phrases.get(name, 0) | 1 << bit
    phrases = {name: closed(bits) for name, bits in phrases.items()}
    single = {name: bits for name, bits in phrases.items() if " " not in name}
    bits = 0
    for token in tokens:
        bits |= single.get(token, 0)
    text = f" {' '.join(tokens)} "
    for name in sorted(phrases.keys() - single.keys(), key=lambda name: (name.split()[0], -len(name), name)):
        while f" {name} " in text:
            text = text.replace(f" {name} ", f" {BREAK} ")
            bits |= phrases[name]
            for token in name.split():
                bits |= single.get(token, 0)
    return bits, [token for token in text.split() if token not in single]


def closed(bits):
    for bit in members(bits):
        bits |= TAXONOMY.implied(bit)
    return bits


def plain_vector(vectors, rest):
    rows = sorted({vectors.vocabulary[word] for word in rest if word in vectors.vocabulary})
    dense = np.zeros(DIMENSIONS, np.float32)
    for row in rows:
        dense += vectors.table[row]
    top = np.float64(np.abs(dense).max())
    if top == 0:
        return np.zeros(DIMENSIONS, np.int8), 0.0
    vector = np.rint(dense * np.float32(127.0 / top)).astype(np.int8)
    return vector, 1.0 / np.sqrt(np.float64((vector.astype(np.int64) ** 2).sum()))


def plain_levels(english, spanish, academic, seniority, title):
    return [
        levels.language(english), levels.language(spanish), levels.academic(academic),
        levels.seniority(seniority) or levels.seniority(title),
    ]  # fmt: skip


def split_sets(*sets):
    *skills, families, areas, contracts = sets
    return [held >> 64 * word & (1 << 64) - 1 for held in skills for word in range(4)] + [families, areas, contracts]


def plain_job(job, vectors, prior):
    """Bits, small integers, vector, inverse, coverage and features of a job."""
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    title, asked, tasks = (plain_find(words(text)) for text in texts)
    sap = fold(job.vaga_sap or "") in {"sim", "s", "yes", "true", "1"}
    required = title[0] | asked[0] | (plain_find(["sap"])[0] if sap else 0)
    required, nice = (required, tasks[0] & ~required) if required else (tasks[0], 0)
    families = TAXONOMY.families_of(required)
    areas = levels.areas(job.areas_atuacao) | levels.areas(job.titulo_vaga)
    contracts = levels.contracts(job.tipo_contratacao)
    level = plain_levels(
        job.nivel_ingles, job.nivel_espanhol, job.nivel_academico, job.nivel_profissional, job.titulo_vaga
    )
    rest = title[1] + asked[1] + tasks[1]
    vector, inverse = plain_vector(vectors, rest)
    counts = [bits.bit_count() for bits in (required, title[0], nice, families)]
    state = fold(job.estado or "")
    place = [state in {"sao paulo", "sp"}, bool(state or job.cidade)]
    flags = [contracts >> bit & 1 for bit in range(len(levels.CONTRACTS))]
    flags += [areas >> bit & 1 for bit in range(len(levels.AREAS))]
    flags += [families >> bit & 1 for bit in range(len(TAXONOMY.families))]
    features = np.concatenate([
        np.array([*counts[:3], log1p(len(rest)), *level, sap, *place, *flags], np.float32),
        vector[:JOB_AXES] * np.float32(inverse), np.array(prior.of(terms_of(job)), np.float32),
    ])  # fmt: skip
    said = [required, title[1] or title[0], tasks[1] or tasks[0], *level, areas, contracts]
    inverses = [at.inverse(2 * counts[0] + 1), *(at.inverse(count) for count in counts[1:])]
    bits = split_sets(required, title[0], nice, families, areas, contracts)
    return bits, [*level, *counts, *inverses], vector, inverse, sum(map(bool, said)) / len(said), features


def plain_applicant(applicant, vectors):
    """Bits, small integers, vector, inverse and coverage of an applicant."""
    texts = (
        applicant.titulo_profissional, applicant.conhecimentos_tecnicos, applicant.cv, applicant.certificacoes,
    )  # fmt: skip
    title, known, cv, certificates = (plain_find(words(text)) for text in texts)
    skills = title[0] | known[0] | cv[0] | certificates[0]
    areas = levels.areas(applicant.area_de_atuacao) | levels.areas(texts[0])
    level = plain_levels(
        applicant.nivel_ingles, applicant.nivel_espanhol, applicant.nivel_academico, applicant.nivel_profissional,
        texts[0],
    )  # fmt: skip
    none = {"nao", "nenhuma", "nenhum", "no", "none", "n", "nao possui"}
    certified = texts[3] is not None and fold(texts[3]) not in none
    vector, inverse = plain_vector(vectors, title[1] + known[1] + cv[1])
    said = [skills, title[1] or title[0], cv[1] or cv[0], *level, areas]
    count = skills.bit_count()
    small = [*level, count, bool(skills or known[1] or cv[1]), certified, at.inverse(count)]
    bits = split_sets(skills, TAXONOMY.families_of(skills), areas, levels.contracts(texts[0]))
    return bits, small, vector, inverse, sum(map(bool, said)) / len(said)


def assert_read(encoded, expected):
    bits, small, vector, inverse, coverage, *features = expected
    assert encoded.bits.tolist() == bits
    assert encoded.small.tolist() == small
    assert encoded.text.tobytes() == vector.tobytes()
    assert encoded.real[: at.J_EFFECT].tolist() == [inverse, coverage]
    if features:
        assert encoded.effect_features.tobytes() == features[0].tobytes()


def drawn(model):
    return st.fixed_dictionaries({name: st.one_of(st.none(), TEXTS) for name in model.model_fields}).map(
        model.model_validate
    )


@settings(max_examples=150, deadline=None)
@given(drawn(JobDescription), drawn(ApplicantDescription))
def test_any_entity_is_read_as_defined(scorer, job, applicant):
    vectors, prior = scorer.artifact.vectors, scorer.artifact.prior
    assert_read(scorer.encode_job(job), plain_job(job, vectors, prior))
    assert_read(scorer.encode_applicant(applicant), plain_applicant(applicant, vectors))


def test_usual_entities_are_read_as_defined(scorer):
    source = Generator(7)
    for _ in range(60):
        job, applicant = source.job(), source.applicant()
        assert_read(scorer.encode_job(job), plain_job(job, scorer.artifact.vectors, scorer.artifact.prior))
        assert_read(scorer.encode_applicant(applicant), plain_applicant(applicant, scorer.artifact.vectors))


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_skills_and_the_rest_are_found_as_defined(text):
    found = TAXONOMY.find(words(text))
    assert (found.skills, found.rest) == plain_find(words(text))


def test_no_name_of_several_words_overlaps_itself():
    known = TAXONOMY.phrases
    for _, length, *numbers in known.names.tolist():
        name = numbers[:length]
        assert not any(name[:size] == name[-size:] for size in range(1, length)), name


@settings(max_examples=1000, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=30)))
@pytest.mark.parametrize(
    ("read", "patterns"),
    [
        (levels.areas, [pattern for _, _, pattern in levels.AREAS]),
        (levels.contracts, levels._CONTRACTS),
    ],
)
def test_every_area_and_contract_is_found_whose_pattern_stands_in_the_text(read, patterns, text):
    assert read(text) == sum(1 << bit for bit, pattern in enumerate(patterns) if re.search(pattern, fold(text)))


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_seniority_is_the_first_whose_pattern_stands_in_the_text(text):
    assert levels.seniority(text) == levels._first(levels._SENIORITY, text)
