"""What is read compiled, over numbers of words, is what its definition over words gives, to the last bit."""

from __future__ import annotations

from math import exp, log, log1p

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription, JobDescription
from data.synthetic import Generator
from model.features import layout as at
from model.features.job_words import terms_of
from model.levels import levels
from model.levels.spans import span
from model.skills.statements import PERSON, REQUIRED, WELCOME
from model.skills.taxonomy import default, members
from model.text.words import fold, words
from tests.model.skills.plain_statements import plain_read

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
    st.sampled_from(["uma destas", "desejável", "não", "Benefícios", "ou"]),
)  # fmt: skip
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", ", ", ". ", "\n", "/", "-", "", ": "])), max_size=8).map(
    lambda pieces: "".join(piece for pair in pieces for piece in pair)
)


def plain_bytes(dense):
    """A vector with its greatest axis at 127, and one over its length."""
    top = np.float64(np.abs(dense).max())
    if top == 0:
        return np.zeros(at.DIMENSIONS, np.int8), 0.0
    vector = np.rint(dense * np.float32(127.0 / top)).astype(np.int8)
    return vector, 1.0 / np.sqrt(np.float64((vector.astype(np.int64) ** 2).sum()))


def plain_words(affinity, table, rest):
    """Rows of the known words, each once, over the length of their TF-IDF; none of a text without any."""
    total, square = np.zeros(table.shape[1], np.float32), 0.0
    for row in sorted({affinity.vocabulary[word] for word in rest if word in affinity.vocabulary}):
        total += table[row]
        square += affinity.squares[row]
    return total * np.float32(1.0 / np.sqrt(square)) if square else None


def plain_text(affinity, rest):
    """Vector of one text of an applicant: a bias and its words."""
    found = plain_words(affinity, affinity.applicants, rest)
    return (np.zeros(at.DIMENSIONS, np.int8), 0.0) if found is None else plain_bytes(affinity.applicant_bias + found)


def plain_posting(affinity, required, title, areas, level, rest):
    """Sum of a job: a bias, skills over the root of their number, skills in the title, areas, levels, words.

    With whether it says anything that a person's text could be like.
    """
    sums = affinity.job_bias.copy()
    few = np.float32(1.0 / np.sqrt(required.bit_count())) if required else None
    rows = [(bit // 64, affinity.skills[bit] * few) for bit in members(required)]
    rows += [(bit // 64, affinity.titles[bit]) for bit in members(title)]
    for _, row in sorted(rows, key=lambda row: row[0]):
        sums += row
    for area in members(areas):
        sums += affinity.areas[area]
    for place, held in enumerate(level):
        sums += affinity.levels[place * at.ACADEMIC_LEVELS + held]
    found = plain_words(affinity, affinity.jobs, rest)
    if found is not None:
        sums += found
    return sums, found is not None or bool(required or areas)


def plain_nearness(logits, usual):
    """Logarithm of each area's likelihood, by softmax, over its usual share: in steps of a quarter, from -5 on."""
    logits = [float(logit) for logit in logits]
    whole = max(logits) + log(sum(exp(logit - max(logits)) for logit in logits))
    odds = [logit - whole - share for logit, share in zip(logits, usual, strict=True)]
    return [int(min(max((area + 5.0) / 0.25, 0), 31)) for area in odds]


def split_sets(*sets):
    *skills, families, areas, contracts = sets
    return [held >> 64 * word & (1 << 64) - 1 for held in skills for word in range(at.SKILL_WORDS)] + [
        families,
        areas,
        contracts,
    ]


def plain_job(job, model):
    """Bits, small integers, vector and nearness, coverage and inverse, and features of a job."""
    affinity = model.affinity
    texts = (job.titulo_vaga, job.competencias_tecnicas_requeridas, job.principais_atividades)
    title, asked, tasks = (
        plain_read(words(text), TAXONOMY, section, of_job=True)
        for text, section in zip(texts, (PERSON, REQUIRED, WELCOME), strict=True)
    )
    sap = fold(job.vaga_sap or "") in {"sim", "s", "yes", "true", "1"}
    required = title[0] | asked[0] | tasks[0] | (TAXONOMY.named["sap"][0] if sap else 0)
    nice, groups = asked[1] | tasks[1], []
    for group in asked[2] + tasks[2]:
        if group & required or len(groups) == at.GROUPS:
            nice |= group
        else:
            groups.append(group)
    any_of = [*groups, *[0] * (at.GROUPS - len(groups))]
    whole = required | any_of[0] | any_of[1]
    nice &= ~whole
    if not whole:
        required, whole, nice = nice, nice, 0
    rare = whole & sum(int(word) << 64 * place for place, word in enumerate(affinity.rare))
    families = TAXONOMY.families_of(required)
    areas = levels.areas(job.areas_atuacao) | levels.areas(job.titulo_vaga)
    contracts = levels.contracts(job.tipo_contratacao)
    level = [
        levels.english(job.nivel_ingles), levels.spanish(job.nivel_espanhol), levels.academic(job.nivel_academico),
        levels.seniority(job.nivel_profissional) or levels.seniority(job.titulo_vaga),
    ]  # fmt: skip
    rest = title[3] + asked[3] + tasks[3]
    sums, says = plain_posting(affinity, whole, title[0], areas, level, rest)
    vector, inverse = plain_bytes(sums[: at.DIMENSIONS]) if says else (np.zeros(at.DIMENSIONS, np.int8), 0.0)
    logits, axes = np.split(sums[at.DIMENSIONS :], [len(levels.AREAS)])
    length = float(np.sqrt(sum(float(axis) ** 2 for axis in axes)))
    axes = np.array([np.float32(float(axis) * (1.0 / length) if length else 0.0) for axis in axes], np.float32)
    nearness = plain_nearness(logits, affinity.usual)
    text = np.concatenate([vector, nearness, np.zeros(at.J_TEXT - at.DIMENSIONS - len(nearness))]).astype(np.int8)
    counts = [bits.bit_count() for bits in (required, title[0], nice, families)]
    counts[0] += len(groups)
    state = fold(job.estado or "")
    place = [state in {"sao paulo", "sp"}, bool(state or job.cidade)]
    flags = [contracts >> bit & 1 for bit in range(len(levels.CONTRACTS))]
    flags += [areas >> bit & 1 for bit in range(len(levels.AREAS))]
    flags += [families >> bit & 1 for bit in range(len(TAXONOMY.families))]
    features = np.concatenate([
        np.array([*counts[:3], log1p(len(rest)), *level, sap, *place, *flags], np.float32),
        axes, np.array(model.prior.of(terms_of(job)), np.float32),
    ])  # fmt: skip
    said = [counts[0], title[3] or title[0], tasks[3] or any(tasks[:3]), *level, areas, contracts]
    inverses = [at.inverse(2 * counts[0] + 1), *(at.inverse(count) for count in counts[1:])]
    bits = split_sets(required, title[0], nice, rare, *any_of, families, areas, contracts)
    return bits, [*level, *counts, *inverses, len(groups)], text, [sum(map(bool, said)) / len(said), inverse], features


def plain_applicant(applicant, model):
    """Bits, small integers, vectors, coverage and inverses of an applicant."""
    texts = (
        applicant.titulo_profissional, applicant.conhecimentos_tecnicos, applicant.cv, applicant.certificacoes,
    )  # fmt: skip
    title, known, cv, certificates = (plain_read(words(text), TAXONOMY) for text in texts)
    skills = title[0] | known[0] | cv[0] | certificates[0]
    areas = levels.areas(applicant.area_de_atuacao) | levels.areas(texts[0])
    level = [
        levels.english(applicant.nivel_ingles), levels.spanish(applicant.nivel_espanhol),
        levels.academic(applicant.nivel_academico),
        span(levels.seniority(applicant.nivel_profissional), levels.seniority(texts[0])),
    ]  # fmt: skip
    certified = levels.certified(texts[3])
    vectors = [plain_text(model.affinity, rest) for *_, rest in (title, known, cv)]
    said = [skills, title[3] or title[0], cv[3] or cv[0], *level, areas]
    is_known = sum(map(bool, said)) >= model.least_fields
    small = [*level, bool(skills or known[3] or cv[3]), certified, is_known]
    bits = split_sets(skills, TAXONOMY.families_of(skills), areas, levels.contracts(texts[0]))
    text = np.concatenate([vector for vector, _ in vectors])
    return bits, small, text, [sum(map(bool, said)) / len(said), *(inverse for _, inverse in vectors)]


def assert_read(encoded, expected):
    bits, small, text, real, *features = expected
    assert encoded.bits.tolist() == bits
    assert encoded.small.tolist() == small
    assert encoded.text.tolist() == text.tolist()
    assert encoded.real[: len(real)].tolist() == real
    if features:
        assert encoded.effect_features.tobytes() == features[0].tobytes()


def drawn(model):
    return st.fixed_dictionaries({name: st.one_of(st.none(), TEXTS) for name in model.model_fields}).map(
        model.model_validate
    )


@settings(max_examples=150, deadline=None)
@given(drawn(JobDescription), drawn(ApplicantDescription))
def test_any_entity_is_read_as_defined(scorer, job, applicant):
    assert_read(scorer.encode_job(job), plain_job(job, scorer.artifact))
    assert_read(scorer.encode_applicant(applicant), plain_applicant(applicant, scorer.artifact))


def test_usual_entities_are_read_as_defined(scorer):
    source = Generator(7)
    jobs, people = [source.job() for _ in range(60)], [source.applicant() for _ in range(60)]
    people += [person.model_copy(update={"conhecimentos_tecnicos": person.cv}) for person in people if person.cv]
    asked, held = [scorer.encode_job(job) for job in jobs], [scorer.encode_applicant(person) for person in people]
    assert all((np.array([one.real for one in side]) != 0).any(axis=0).all() for side in (asked, held))
    assert any(job.bits[at.J_RARE : at.J_FAMILIES].any() for job in asked)
    assert len({int(code) for job in asked for code in job.text[at.J_NEARNESS :]}) > 8, "areas are near and far"
    for job, encoded in zip(jobs, asked, strict=True):
        assert_read(encoded, plain_job(job, scorer.artifact))
    for person, encoded in zip(people, held, strict=True):
        assert_read(encoded, plain_applicant(person, scorer.artifact))
