"""The codes of a pair, compiled over bit sets, are what its definition over sets gives; scores follow from them."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings

from model.explanation.coalitions import groups as groups_of
from model.explanation.coalitions import joined
from model.features import layout as at
from model.features.channels import CHANNELS, SIZES, matrix
from model.levels.levels import AREAS
from model.scoring import kernel
from model.scoring.additive import log_odds
from model.skills.taxonomy import default, members
from tests.model.random_pairs import SEEDS, drawn

TECHNOLOGY = {bit for bit, (_, technology, _) in enumerate(AREAS) if technology}


def skills_of(encoded, first):
    return set(members(joined(encoded.bits, first)))


def set_of(word):
    return set(members(int(word)))


def cosine(one, other):
    """Of two vectors of 8 bits; none where one of them says nothing."""
    one, other = one.astype(int), other.astype(int)
    lengths = np.sqrt(float(one @ one)), np.sqrt(float(other @ other))
    return float(one @ other) / lengths[0] / lengths[1] if all(lengths) else None


def plain_area(asked, named):
    if not asked or not named:
        return at.AREA_UNKNOWN
    if asked & named:
        return at.AREA_SAME
    technology, other = asked & TECHNOLOGY and named & TECHNOLOGY, asked - TECHNOLOGY and named - TECHNOLOGY
    return at.AREA_RELATED if technology or other else at.AREA_OTHER


def plain_part(asked, held, steps):
    """Share of a set that is held, in steps rounded down; 0 where nothing is asked."""
    return 1 + steps * len(asked & held) // len(asked) if asked else 0


def plain_codes(job, person):
    """Code of each channel but that of texts."""
    required, skills = skills_of(job, at.J_REQUIRED), skills_of(person, at.A_SKILLS)
    rare, title, nice = (skills_of(job, first) for first in (at.J_RARE, at.J_TITLE, at.J_NICE))
    families, known = set_of(job.bits[at.J_FAMILIES]), set_of(person.bits[at.A_FAMILIES])
    asked, named = set_of(job.bits[at.J_AREAS]), set_of(person.bits[at.A_AREAS])
    offered, wanted = set_of(job.bits[at.J_CONTRACTS]), set_of(person.bits[at.A_CONTRACTS])
    groups = [set(members(group)) for group in groups_of(job)]
    matched = len(required & skills) + sum(bool(group & skills) for group in groups)
    count = len(required) + len(groups)
    levels = {
        name: int(job.small[place]) * size + int(person.small[place])
        for name, place, size in (
            ("english", at.ENGLISH, 6), ("spanish", at.SPANISH, 6),
            ("academic", at.ACADEMIC, 9), ("seniority", at.SENIORITY, 37),
        )
    }  # fmt: skip
    share = 0
    if count and person.small[at.A_SAID]:
        share = 2 + 48 * matched // (2 * count + 1) if matched else 1
    return levels | {
        "area": plain_area(asked, named),
        "near": max([0, *(1 + int(job.text[at.J_NEARNESS + area]) for area in named)]),
        "contract": (2 if offered & wanted else 1) if offered and wanted else 0,
        "share": share,
        "rare": min(len(rare & skills), 6),
        "title": plain_part(title, skills, 4),
        "family": plain_part(families, known, 4),
        "nice": plain_part(nice, skills, 8),
        "asked": 2 * min(count, 16) + int(person.small[at.A_CERTIFIED]),
    }


def plain_text(job, person):
    """The best cosine of the three texts and the job, and its code: its place among 32 between -1 and 1."""
    vectors = [person.text[number * at.DIMENSIONS : (number + 1) * at.DIMENSIONS] for number in range(at.TEXTS)]
    cosines = [cosine(job.text[: at.DIMENSIONS], vector) for vector in vectors]
    best = max((found for found in cosines if found is not None), default=None)
    return best, 0 if best is None else 1 + int((best + 1) * 16)


def codes_of(scorer, job, person):
    jobs, people = scorer.jobs(1), scorer.applicants(1)
    jobs.put(0, job)
    people.put(0, person)
    return scorer.codes(jobs, [0], people, [0])[0]


def assert_coded(scorer, job, person):
    asked, held = scorer.encode_job(job), scorer.encode_applicant(person)
    found = dict(zip((channel.name for channel in CHANNELS), codes_of(scorer, job, person).tolist(), strict=True))
    text = found.pop("text")
    best, expected = plain_text(asked, held)
    if text != expected:  # on the edge of a step a rounding decides
        assert best * 16 == pytest.approx(round(best * 16), abs=1e-9)
        assert abs(text - expected) == 1
    assert found == plain_codes(asked, held)


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS)
def test_codes_are_as_defined(scorer, seed):
    assert_coded(scorer, *drawn(seed))


def test_the_random_pairs_move_every_channel(scorer):
    codes = np.array([codes_of(scorer, *drawn(seed)) for seed in range(400)])
    assert (codes >= 0).all()
    assert (codes < SIZES).all()
    told = {channel.name: len(set(column.tolist())) for channel, column in zip(CHANNELS, codes.T, strict=True)}
    assert min(told.values()) > 2, told
    assert {int(scorer.encode_job(drawn(seed)[0]).small[at.J_GROUPS]) for seed in range(60)} == {0, 1, 2}


def test_every_count_of_skills_is_divided_exactly(scorer, job, applicant):
    names = default().names
    for size in (*range(1, 60), 100, 150, len(names)):
        posting = job(competencias_tecnicas_requeridas=", ".join(names[:size]))
        for held in {0, 1, size // 3, size - 1, size}:
            assert_coded(scorer, posting, applicant(conhecimentos_tecnicos=", ".join(names[:held])))


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_a_score_is_the_share_of_its_log_odds(scorer, seed):
    """Additive part and forest, as the artifact holds them, beside the mean of those who were considered."""
    job, person = drawn(seed)
    codes, model = codes_of(scorer, job, person)[None], scorer.artifact
    odds = log_odds(codes, model.additive) + model.pair_weight * model.pairs.probability(matrix(codes))
    odds -= model.centre[-1]
    score = 100.0 / (1.0 + exp(-odds[0]))
    if not scorer.encode_applicant(person).small[at.A_KNOWN]:
        score = min(score, kernel.UNKNOWN_AT_MOST)
    assert scorer.match(job, person).quality_score == pytest.approx(score, abs=1e-4)
