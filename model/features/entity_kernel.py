"""The compiled part of encoding an entity: from its folded texts to bits, counts, vectors and features.

A constant is passed on as `np.int64`: for a literal, Numba would compile the callee once more.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

from math import log1p, sqrt
from typing import Final

import numpy as np
from numba import njit

from model.features import layout as at
from model.features.definitions import JOB_AXES, JOB_COLUMN
from model.features.vector_kernel import FIRST_AXIS, add_profile, add_words, nearness, to_bytes
from model.levels.levels import AREAS, CONTRACTS
from model.skills.statements import FOUND, PERSON, REQUIRED, WELCOME, read
from model.text.bit_words import lowest64, popcount
from model.text.phrases import END_NUMBER, GONE, NAMED, WIDTH
from model.text.word_table import numbers_in

# Columns of a word beside those of `model.text.phrases`: one plus its row in a table, 0 is none.
VECTOR: Final = WIDTH
PRIOR: Final = WIDTH + 1
PLACE: Final = WIDTH + 2
COLUMNS: Final = WIDTH + 3

JOB_TEXTS: Final = 3
"""Title, requirements, activities."""
PLACES: Final = 2
"""City, state."""
APPLICANT_TEXTS: Final = 4
"""Title, skills, curriculum, certificates."""
CERTIFICATES: Final = 3
JOB_FIELDS: Final = 9
APPLICANT_FIELDS: Final = 8
"""Number of fields that can be understood: the denominator of the coverage."""

_DIMENSIONS, _AXES, _AREAS, _CONTRACTS = at.DIMENSIONS, JOB_AXES, len(AREAS), len(CONTRACTS)
_REQUIRED, _TITLE_SKILLS, _NICE, _WORDS, _FIRST_LEVEL, _WORDS_PRIOR, _PLACE_PRIOR = (
    JOB_COLUMN[f"job_{name}"]
    for name in ("required", "title_skills", "nice", "words", "english", "words_prior", "place_prior")
)
_FIRST_CONTRACT, _FIRST_AREA, _FIRST_AXIS = (
    JOB_COLUMN[f"job_contract_{CONTRACTS[0]}"],
    JOB_COLUMN["job_area_0"],
    JOB_COLUMN["job_text_0"],
)
_FIRST_FAMILY = _FIRST_AREA + _AREAS


@njit(cache=True, nogil=True)
def _parts(text, count):  # type: ignore[no-untyped-def]
    """Beginning and end of each text; the breaks beside an `END` belong to none."""
    bounds = np.zeros((count, 2), np.int64)
    part = 0
    for place in range(len(text)):
        if text[place] == END_NUMBER:
            bounds[part, 1] = place - 1
            part += 1
            bounds[part, 0] = place + 2
    bounds[part, 1] = len(text)
    return bounds


@njit(cache=True, nogil=True)
def _mark(text, bounds, words, column, met):  # type: ignore[no-untyped-def]
    """Set the bits of the rows that the words of a text have in a column."""
    for place in range(bounds[0], bounds[1]):
        number = text[place]
        if number != GONE and (column != VECTOR or words[number, NAMED] == 0):
            row = words[number, column] - 1
            if row >= 0:
                met[row >> 6] |= np.uint64(1) << np.uint64(row & 63)


@njit(cache=True, nogil=True)
def _count(skills):  # type: ignore[no-untyped-def]
    total = np.int64(0)
    for word in range(len(skills)):
        total += np.int64(popcount(skills[word]))
    return total


@njit(cache=True, nogil=True)
def _any(found):  # type: ignore[no-untyped-def]
    for row in range(len(found)):  # noqa: SIM110 - numba compiles no `any` of a generator
        if _count(found[row]) > 0:
            return True
    return False


@njit(cache=True, nogil=True)
def _families(skills, families):  # type: ignore[no-untyped-def]
    bits = np.uint64(0)
    for family in range(len(families)):
        for word in range(at.SKILL_WORDS):
            if skills[word] & families[family, word]:
                bits |= np.uint64(1) << np.uint64(family)
    return bits


@njit(cache=True, nogil=True)
def _inverse(divisor):  # type: ignore[no-untyped-def]
    """`model.features.layout.inverse`."""
    return ((1 << at.INVERSE_SHIFT) + divisor - 1) // divisor if divisor else 0


@njit(cache=True, nogil=True)
def _prior(known, values, squares, places, centre):  # type: ignore[no-untyped-def]
    """`model.features.job_words.JobPrior.of` the marked rows."""
    text, square, place = 0.0, 0.0, 0.0
    for block in range(len(known)):
        left = known[block]
        while left:
            row = (block << 6) + np.int64(lowest64(left))
            left &= left - np.uint64(1)
            if row < places:
                place += values[row]
            else:
                text += values[row]
                square += squares[row]
    return text / sqrt(square) - centre if square else 0.0, place


@njit(cache=True, nogil=True)
def _skills(found, sap, families, rare, bits, small):  # type: ignore[no-untyped-def]
    """Write the skills that a job requires, from those found in its title, requirements and activities."""
    required = bits[at.J_REQUIRED : at.J_REQUIRED + at.SKILL_WORDS]
    title = bits[at.J_TITLE : at.J_TITLE + at.SKILL_WORDS]
    nice = bits[at.J_NICE : at.J_NICE + at.SKILL_WORDS]
    rarely = bits[at.J_RARE : at.J_RARE + at.SKILL_WORDS]
    for word in range(at.SKILL_WORDS):
        title[word] = found[0, 0, word]
        required[word] = found[0, 0, word] | found[1, 0, word] | found[2, 0, word] | sap[word]
        nice[word] = found[1, 1, word] | found[2, 1, word]
        rarely[word] = required[word]
    groups = 0
    for part in range(1, JOB_TEXTS):
        for row in range(2, FOUND):
            group = found[part, row]
            met = np.uint64(0)
            for word in range(at.SKILL_WORDS):
                met |= group[word] & required[word]
            if met == 0 and _count(group) > 0 and groups < at.GROUPS:
                first = at.J_ANY + groups * at.SKILL_WORDS
                bits[first : first + at.SKILL_WORDS] = group
                rarely |= group
                groups += 1
            else:  # one of them is required anyway
                nice |= group
    for word in range(at.SKILL_WORDS):
        nice[word] &= ~rarely[word]
    if _count(rarely) == 0:  # nothing in the fields for it: the activities say what is required
        required[:] = nice
        rarely[:] = nice
        nice[:] = 0
    rarely &= rare
    bits[at.J_FAMILIES] = _families(required, families)
    small[at.J_GROUPS] = groups
    small[at.J_COUNT_REQUIRED] = _count(required) + groups
    small[at.J_COUNT_TITLE] = _count(title)
    small[at.J_COUNT_NICE] = _count(nice)
    small[at.J_COUNT_FAMILIES] = popcount(bits[at.J_FAMILIES])
    small[at.J_INVERSE_REQUIRED] = _inverse(2 * small[at.J_COUNT_REQUIRED] + 1)
    small[at.J_INVERSE_TITLE] = _inverse(np.int64(small[at.J_COUNT_TITLE]))
    small[at.J_INVERSE_NICE] = _inverse(np.int64(small[at.J_COUNT_NICE]))
    small[at.J_INVERSE_FAMILIES] = _inverse(np.int64(small[at.J_COUNT_FAMILIES]))


@njit(cache=True, nogil=True)
def _flags(features, column, bits, count):  # type: ignore[no-untyped-def]
    """Write a feature per bit."""
    for bit in range(count):
        features[column + bit] = bits >> np.uint64(bit) & np.uint64(1)


@njit(cache=True, nogil=True)
def job(  # type: ignore[no-untyped-def]
    joined, hashes, held, starts, letters, numbers,
    words, names, sets, families, rare, idf_squares, table, bias, skills, titles, areas_table, levels, usual,
    values, squares, places, centre, sap,
    english, spanish, academic, seniority, areas, contracts, asked_as_sap, in_sao_paulo, placed,
    bits, small, text, real, features,
):  # fmt: skip
    """Write the numbers of a job; see `model.features.reading.Reader.job`."""
    said_words = numbers_in(joined, hashes, held, starts, letters, numbers)
    bounds = _parts(said_words, JOB_TEXTS + PLACES)
    known = np.zeros((len(values) >> 6) + 1, np.uint64)
    for part in range(JOB_TEXTS + PLACES):
        _mark(said_words, bounds[part], words, PRIOR if part < JOB_TEXTS else PLACE, known)

    found = np.zeros((JOB_TEXTS, FOUND, at.SKILL_WORDS), np.uint64)
    met = np.zeros((len(table) >> 6) + 1, np.uint64)
    left = np.zeros(JOB_TEXTS, np.int64)
    for part in range(JOB_TEXTS):
        section = (PERSON, REQUIRED, WELCOME)[part]
        left[part] = read(said_words, bounds[part, 0], bounds[part, 1], words, names, sets, section, found[part])
        _mark(said_words, bounds[part], words, VECTOR, met)

    small[at.ENGLISH], small[at.SPANISH], small[at.ACADEMIC], small[at.SENIORITY] = (
        english,
        spanish,
        academic,
        seniority,
    )
    bits[at.J_AREAS], bits[at.J_CONTRACTS] = areas, contracts
    _skills(found, sets[sap if asked_as_sap else 0], families, rare, bits, small)

    said = np.int64(small[at.J_COUNT_REQUIRED] > 0)
    for part in (0, 2):
        said += left[part] > 0 or _any(found[part])
    for value in (english, spanish, academic, seniority, areas, contracts):
        said += value != 0
    dense = bias.copy()
    add_profile(bits, small, skills, titles, areas_table, levels, dense)
    if add_words(met, table, idf_squares, dense) or small[at.J_COUNT_REQUIRED] > 0 or areas != 0:
        real[at.REAL_INVERSE] = to_bytes(dense, text[:_DIMENSIONS])
    else:
        real[at.REAL_INVERSE] = 0.0
        text[:_DIMENSIONS] = 0
    nearness(dense, usual, text[at.J_NEARNESS :])
    real[at.REAL_COVERAGE] = said / JOB_FIELDS

    features[_REQUIRED] = small[at.J_COUNT_REQUIRED]
    features[_TITLE_SKILLS] = small[at.J_COUNT_TITLE]
    features[_NICE] = small[at.J_COUNT_NICE]
    features[_WORDS] = log1p(np.float64(left.sum()))
    column = _FIRST_LEVEL
    for value in (english, spanish, academic, seniority, asked_as_sap, in_sao_paulo, placed):
        features[column] = value
        column += 1
    _flags(features, _FIRST_CONTRACT, bits[at.J_CONTRACTS], _CONTRACTS)
    _flags(features, _FIRST_AREA, bits[at.J_AREAS], _AREAS)
    _flags(features, _FIRST_FAMILY, bits[at.J_FAMILIES], len(families))
    square = 0.0
    for axis in range(_AXES):
        square += np.float64(dense[FIRST_AXIS + axis]) ** 2
    scale = 1.0 / sqrt(square) if square else 0.0
    for axis in range(_AXES):
        features[_FIRST_AXIS + axis] = np.float32(np.float64(dense[FIRST_AXIS + axis]) * scale)
    features[_WORDS_PRIOR], features[_PLACE_PRIOR] = _prior(known, values, squares, places, centre)


@njit(cache=True, nogil=True)
def applicant(  # type: ignore[no-untyped-def]
    joined, hashes, held, starts, letters, numbers,
    words, names, sets, families, idf_squares, table, bias, least_fields,
    english, spanish, academic, seniority, areas, contracts, certified,
    bits, small, text, real,
):  # fmt: skip
    """Write the numbers of an applicant; see `model.features.reading.Reader.applicant`."""
    said_words = numbers_in(joined, hashes, held, starts, letters, numbers)
    bounds = _parts(said_words, np.int64(APPLICANT_TEXTS))
    found = np.zeros((APPLICANT_TEXTS, FOUND, at.SKILL_WORDS), np.uint64)
    left = np.zeros(APPLICANT_TEXTS, np.int64)
    skills = bits[at.A_SKILLS : at.A_SKILLS + at.SKILL_WORDS]
    met = np.zeros((len(table) >> 6) + 1, np.uint64)
    for part in range(APPLICANT_TEXTS):
        left[part] = read(
            said_words, bounds[part, 0], bounds[part, 1], words, names, sets, np.int64(PERSON), found[part]
        )
        skills |= found[part, 0]
        if part != CERTIFICATES:
            met[:] = 0
            _mark(said_words, bounds[part], words, VECTOR, met)
            dense = bias.copy()
            vector = text[part * _DIMENSIONS : (part + 1) * _DIMENSIONS]
            if add_words(met, table, idf_squares, dense):
                real[at.REAL_INVERSE + part] = to_bytes(dense, vector)
            else:
                real[at.REAL_INVERSE + part] = 0.0
                vector[:] = 0
    count = _count(skills)

    small[at.ENGLISH], small[at.SPANISH], small[at.ACADEMIC], small[at.SENIORITY] = (
        english,
        spanish,
        academic,
        seniority,
    )
    bits[at.A_AREAS], bits[at.A_CONTRACTS] = areas, contracts
    bits[at.A_FAMILIES] = _families(skills, families)
    small[at.A_SAID] = count > 0 or left[1] > 0 or left[2] > 0
    small[at.A_CERTIFIED] = certified

    said = np.int64(count > 0)
    for part in (0, 2):
        said += left[part] > 0 or _any(found[part])
    for value in (english, spanish, academic, seniority, areas):
        said += value != 0
    small[at.A_KNOWN] = said >= least_fields
    real[at.REAL_COVERAGE] = said / APPLICANT_FIELDS
