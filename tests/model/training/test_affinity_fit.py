"""What is fitted on who was considered: topics told apart, and tables that give what was fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from model.features import layout as at
from model.features.affinity import AREA_COUNT, OUTPUTS, Affinity
from model.levels.levels import AREAS
from model.skills.taxonomy import members
from model.training import affinity_fit
from model.training.affinity_fit import Considered, fit, known_words

TOPICS, JOBS, TEXTS = 3, 60, 90
WORDS = [[f"{topic}{chr(97 + number)}{chr(98 + number)}" for number in range(20)] for topic in ("xa", "xb", "xc")]
FILLER = [f"y{chr(97 + number)}z" for number in range(20)]


def drawn_words(draw, topic):
    return [*draw.choice(WORDS[topic], 6).tolist(), *draw.choice(FILLER, 4).tolist()]


@pytest.fixture(scope="module")
def considered():
    """Jobs of three topics, each considered for by people whose texts and areas are of the same."""
    draw = np.random.default_rng(1)
    bits, small = np.zeros((JOBS, at.J_WORDS), np.uint64), np.zeros((JOBS, at.J_SMALL), np.int32)
    for job in range(JOBS):
        bits[job, at.J_REQUIRED] = 0b111 if job % TOPICS else 0b1000 | (job == 0) << 9
        bits[job, at.J_TITLE] = job % 4
        bits[job, at.J_AREAS] = 1 << job % TOPICS
        small[job, : at.LEVELS] = draw.integers(0, 5, at.LEVELS)
    text_pairs = np.array([(job, 3 * text + job % TOPICS) for job in range(JOBS) for text in draw.integers(0, 30, 4)])
    return Considered(
        job_words=[drawn_words(draw, job % TOPICS) for job in range(JOBS)],
        bits=bits,
        small=small,
        text_words=[drawn_words(draw, text % TOPICS) for text in range(TEXTS)],
        text_pairs=text_pairs,
        area_pairs=np.column_stack([text_pairs[:, 0], text_pairs[:, 0] % TOPICS]),
        area_weight=np.ones(len(text_pairs)),
    )


def sums(affinity, considered, job):
    """A posting's sum of the tables' rows."""
    given = np.sort([affinity.vocabulary[word] for word in set(considered.job_words[job])])
    total = affinity.job_bias + affinity.jobs[given].sum(axis=0) / np.sqrt(affinity.squares[given].sum())
    required, title = (list(members(int(considered.bits[job, first]))) for first in (at.J_REQUIRED, at.J_TITLE))
    total += affinity.skills[required].sum(axis=0) / np.sqrt(len(required)) + affinity.titles[title].sum(axis=0)
    total += affinity.areas[job % TOPICS]
    for place in range(at.LEVELS):
        total += affinity.levels[place * at.ACADEMIC_LEVELS + considered.small[job, place]]
    return total


def vector(affinity, words):
    given = [affinity.vocabulary[word] for word in set(words)]
    return affinity.applicant_bias + affinity.applicants[given].sum(axis=0) / np.sqrt(affinity.squares[given].sum())


def cosine(one, other):
    return one @ other / np.sqrt((one @ one) * (other @ other))


def test_texts_of_who_was_considered_are_near_and_others_far(considered):
    affinity = fit(considered, 7)
    jobs = [sums(affinity, considered, job)[: at.DIMENSIONS] for job in range(JOBS)]
    texts = [vector(affinity, words) for words in considered.text_words]
    near = [cosine(jobs[j], texts[t]) for j in range(JOBS) for t in range(TEXTS) if j % TOPICS == t % TOPICS]
    far = [cosine(jobs[j], texts[t]) for j in range(JOBS) for t in range(TEXTS) if j % TOPICS != t % TOPICS]
    assert np.mean(np.array(near)[:, None] > np.array(far)) > 0.95


def test_the_areas_of_who_was_considered_are_near_and_those_nobody_names_are_as_near_to_all(considered):
    affinity = fit(considered, 7)
    logits = np.array([sums(affinity, considered, job) for job in range(JOBS)])[:, at.DIMENSIONS :][:, :AREA_COUNT]
    odds = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)) - affinity.usual
    own = np.arange(JOBS) % TOPICS
    assert (odds[:, :TOPICS].argmax(axis=1) == own).all()
    assert (odds[np.arange(JOBS), own] > np.log(2)).all(), "at least twice as likely as among all"
    assert np.ptp(odds[:, TOPICS:], axis=0).max() < np.ptp(odds[:, :TOPICS], axis=0).min() / 3
    assert np.exp(affinity.usual).sum() == pytest.approx(1.0)


def test_the_tables_give_what_was_fitted(considered, monkeypatch):
    """Words, skills, areas and levels weigh in the tables as they weighed in the fit."""
    fitted = {}

    def kept(name, original):
        def call(profile, *rest):
            fitted["profile"], fitted[name] = profile, original(profile, *rest)
            return fitted[name]

        monkeypatch.setattr(affinity_fit, name, call)

    kept("_correlated", affinity_fit._correlated)
    kept("_areas", affinity_fit._areas)
    affinity = fit(considered, 7)
    (weights, bias, *_), (area, area_bias, _) = fitted["_correlated"], fitted["_areas"]
    profile = fitted["profile"]
    wanted = np.hstack([profile @ weights + bias, profile @ area + area_bias, profile[:, : at.AXES]])
    found = np.array([sums(affinity, considered, job) for job in range(JOBS)])
    assert found.shape == (JOBS, OUTPUTS)
    assert found == pytest.approx(wanted, abs=1e-4)


def test_skills_that_few_postings_require_are_rare(considered):
    rare = int(fit(considered, 7).rare[0])
    assert rare >> 9 & 1, "one posting of sixty"
    assert not any(rare >> bit & 1 for bit in (0, 1, 2, 3))


def test_the_same_data_and_seed_give_the_same_bytes(considered):
    one, other = fit(considered, 7), fit(considered, 7)
    assert all(np.array_equal(array, other.arrays()[name]) for name, array in one.arrays().items())


def test_of_few_applications_nothing_is_fitted(considered):
    few = replace(
        considered, text_pairs=considered.text_pairs[:20], area_pairs=considered.area_pairs[:20],
        area_weight=considered.area_weight[:20],
    )  # fmt: skip
    affinity = fit(few, 7)
    assert not affinity.jobs[:, : at.DIMENSIONS + AREA_COUNT].any()
    assert not affinity.applicants.any()
    assert affinity.usual.tolist() == Affinity.empty().usual.tolist()
    silent = replace(few, job_words=[["java"]] * JOBS, text_words=[["java"]] * TEXTS)
    assert fit(silent, 7).vocabulary == {}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from([*WORDS[0][:6], *FILLER[:4]]), max_size=8), min_size=6, max_size=30))
def test_rows_are_scikit_learns_of_binary_words(texts):
    found = known_words(texts)
    counts = {word: sum(word in text for text in texts) for word in {word for text in texts for word in text}}
    assert found.vocabulary.keys() == {word for word, count in counts.items() if count >= 5}
    if not found.vocabulary:
        return
    oracle = TfidfVectorizer(analyzer=list, vocabulary=found.vocabulary, binary=True)
    assert found.rows(texts).toarray() == pytest.approx(oracle.fit_transform(texts).toarray())


def test_names_and_numbers_are_no_words():
    texts = [["de", "2019", "x", "java", f"nome{number}"] for number in range(20)]
    assert list(known_words(texts).vocabulary) == ["java"]
    assert len(AREAS) == AREA_COUNT
