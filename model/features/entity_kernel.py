"""The compiled part of encoding an entity: from its folded texts to bits, counts, vectors and features.

A constant is passed on as `np.int64`: for a literal, Numba would compile the callee once more.
"""

from __future__ import annotations

from math import log1p, sqrt
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.features import layout as at
from model.features.definitions import JOB_AXES, JOB_COLUMN
from model.features.job_skills import any_of, families_of, write_skills
from model.features.job_words import Prior
from model.features.vector_kernel import FIRST_AXIS, Profile, Vectors, add_profile, add_words, nearness, to_bytes
from model.levels.levels import AREAS, CONTRACTS
from model.skills.statements import FOUND, PERSON, REQUIRED, WELCOME, read
from model.text.bit_words import lowest64, size
from model.text.phrases import END_NUMBER, GONE, NAMED, WIDTH, Lexicon
from model.text.word_table import Table, Text, numbers_in

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
_FAMILIES = _FIRST_AXIS - _FIRST_FAMILY


Numbers = NDArray[np.int32]


class JobTables(NamedTuple):
    """What a job's texts are read with.

    Attributes
    ----------
    numbers : Table
        Number of each word.
    lexicon : Lexicon
        Its words have the columns `VECTOR`, `PRIOR` and `PLACE` beside their own.
    families : ndarray of shape (n_families, SKILL_WORDS), uint64
    rare : ndarray of shape (SKILL_WORDS,), uint64
        Skills that few postings require.
    vectors : Vectors
    profile : Profile
    usual : ndarray of shape (AREA_COUNT,), float64
        Logarithm of each area's share among all considered.
    prior : Prior
    sap : int
        Row of SAP in the lexicon's sets.
    """

    numbers: Table
    lexicon: Lexicon
    families: NDArray[np.uint64]
    rare: NDArray[np.uint64]
    vectors: Vectors
    profile: Profile
    usual: NDArray[np.float64]
    prior: Prior
    sap: int


class ApplicantTables(NamedTuple):
    """What an applicant's texts are read with; see `JobTables`.

    Attributes
    ----------
    least_fields : int
        Number of fields in which something must be understood for a person to count as known.
    """

    numbers: Table
    lexicon: Lexicon
    families: NDArray[np.uint64]
    vectors: Vectors
    least_fields: int


class JobFields(NamedTuple):
    """What a job's fields say by themselves: levels, bit sets, and 0 or 1."""

    english: int
    spanish: int
    academic: int
    seniority: int
    areas: int
    contracts: int
    asked_as_sap: int
    in_sao_paulo: int
    placed: int


class ApplicantFields(NamedTuple):
    """What an applicant's fields say by themselves; see `JobFields`."""

    english: int
    spanish: int
    academic: int
    seniority: int
    areas: int
    contracts: int
    certified: int


@njit(cache=True, nogil=True)
def _parts(text: Numbers, count: int | np.int64) -> NDArray[np.int64]:
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
def _mark(text: Numbers, bounds: NDArray[np.int64], words: Numbers, column: int, met: NDArray[np.uint64]) -> None:
    """Set the bits of the rows that the words of a text have in a column."""
    for place in range(bounds[0], bounds[1]):
        number = text[place]
        if number != GONE and (column != VECTOR or words[number, NAMED] == 0):
            row = words[number, column] - 1
            if row >= 0:
                met[row >> 6] |= np.uint64(1) << np.uint64(row & 63)


@njit(cache=True, nogil=True)
def _prior(known: NDArray[np.uint64], prior: Prior) -> tuple[float, float]:
    """`model.features.job_words.JobPrior.of` the marked rows."""
    values, squares, places, centre = prior
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
def _flags(features: NDArray[np.float32], column: int, bits: np.uint64, count: int) -> None:
    """Write a feature per bit."""
    for bit in range(count):
        features[column + bit] = bits >> np.uint64(bit) & np.uint64(1)


@njit(cache=True, nogil=True)
def job(joined: Text, tables: JobTables, fields: JobFields, out: at.Arrays, features: NDArray[np.float32]) -> None:
    """Write the numbers of a job; see `model.features.encoding.Reader.encode_job`."""
    bits, small, text, real = out
    words = tables.lexicon.words
    said_words = numbers_in(joined, tables.numbers)
    bounds = _parts(said_words, JOB_TEXTS + PLACES)
    known = np.zeros((len(tables.prior.values) >> 6) + 1, np.uint64)
    for part in range(JOB_TEXTS + PLACES):
        _mark(said_words, bounds[part], words, PRIOR if part < JOB_TEXTS else PLACE, known)

    found = np.zeros((JOB_TEXTS, FOUND, at.SKILL_WORDS), np.uint64)
    met = np.zeros((len(tables.vectors.rows) >> 6) + 1, np.uint64)
    left = np.zeros(JOB_TEXTS, np.int64)
    for part in range(JOB_TEXTS):
        section = (PERSON, REQUIRED, WELCOME)[part]
        left[part] = read(said_words, bounds[part, 0], bounds[part, 1], tables.lexicon, section, found[part])
        _mark(said_words, bounds[part], words, VECTOR, met)

    small[at.ENGLISH], small[at.SPANISH] = fields.english, fields.spanish
    small[at.ACADEMIC], small[at.SENIORITY] = fields.academic, fields.seniority
    bits[at.J_AREAS], bits[at.J_CONTRACTS] = fields.areas, fields.contracts
    sap = tables.lexicon.sets[tables.sap if fields.asked_as_sap else 0]
    write_skills(found, sap, tables.families, tables.rare, out)

    said = np.int64(small[at.J_COUNT_REQUIRED] > 0)
    for part in (0, 2):
        said += left[part] > 0 or any_of(found[part])
    for value in (
        fields.english, fields.spanish, fields.academic, fields.seniority, fields.areas, fields.contracts,
    ):  # fmt: skip
        said += value != 0
    dense = tables.vectors.bias.copy()
    add_profile(bits, small, tables.profile, dense)
    if add_words(met, tables.vectors, dense) or small[at.J_COUNT_REQUIRED] > 0 or fields.areas != 0:
        real[at.REAL_INVERSE] = to_bytes(dense, text[:_DIMENSIONS])
    else:
        real[at.REAL_INVERSE] = 0.0
        text[:_DIMENSIONS] = 0
    nearness(dense, tables.usual, text[at.J_NEARNESS :])
    real[at.REAL_COVERAGE] = said / JOB_FIELDS
    _write_features(fields, out, left.sum(), dense, features)
    features[_WORDS_PRIOR], features[_PLACE_PRIOR] = _prior(known, tables.prior)


@njit(cache=True, nogil=True)
def _write_features(
    fields: JobFields, job: at.Arrays, words: np.int64, dense: NDArray[np.float32], features: NDArray[np.float32]
) -> None:
    """Write the features of a job by itself, but for what its words and its place say."""
    bits, small = job.bits, job.small
    features[_REQUIRED] = small[at.J_COUNT_REQUIRED]
    features[_TITLE_SKILLS] = small[at.J_COUNT_TITLE]
    features[_NICE] = small[at.J_COUNT_NICE]
    features[_WORDS] = log1p(np.float64(words))
    column = _FIRST_LEVEL
    for value in (
        fields.english, fields.spanish, fields.academic, fields.seniority,
        fields.asked_as_sap, fields.in_sao_paulo, fields.placed,
    ):  # fmt: skip
        features[column] = value
        column += 1
    _flags(features, _FIRST_CONTRACT, bits[at.J_CONTRACTS], _CONTRACTS)
    _flags(features, _FIRST_AREA, bits[at.J_AREAS], _AREAS)
    _flags(features, _FIRST_FAMILY, bits[at.J_FAMILIES], _FAMILIES)
    square = 0.0
    for axis in range(_AXES):
        square += np.float64(dense[FIRST_AXIS + axis]) ** 2
    scale = 1.0 / sqrt(square) if square else 0.0
    for axis in range(_AXES):
        features[_FIRST_AXIS + axis] = np.float32(np.float64(dense[FIRST_AXIS + axis]) * scale)


@njit(cache=True, nogil=True)
def applicant(joined: Text, tables: ApplicantTables, fields: ApplicantFields, out: at.Arrays) -> None:
    """Write the numbers of an applicant; see `model.features.encoding.Reader.encode_applicant`."""
    bits, small, text, real = out
    words, vectors = tables.lexicon.words, tables.vectors
    said_words = numbers_in(joined, tables.numbers)
    bounds = _parts(said_words, np.int64(APPLICANT_TEXTS))
    found = np.zeros((APPLICANT_TEXTS, FOUND, at.SKILL_WORDS), np.uint64)
    left = np.zeros(APPLICANT_TEXTS, np.int64)
    skills = bits[at.A_SKILLS : at.A_SKILLS + at.SKILL_WORDS]
    met = np.zeros((len(vectors.rows) >> 6) + 1, np.uint64)
    for part in range(APPLICANT_TEXTS):
        first, last = bounds[part, 0], bounds[part, 1]
        left[part] = read(said_words, first, last, tables.lexicon, np.int64(PERSON), found[part])
        skills |= found[part, 0]
        if part != CERTIFICATES:
            met[:] = 0
            _mark(said_words, bounds[part], words, VECTOR, met)
            dense = vectors.bias.copy()
            vector = text[part * _DIMENSIONS : (part + 1) * _DIMENSIONS]
            if add_words(met, vectors, dense):
                real[at.REAL_INVERSE + part] = to_bytes(dense, vector)
            else:
                real[at.REAL_INVERSE + part] = 0.0
                vector[:] = 0
    count = size(skills)

    small[at.ENGLISH], small[at.SPANISH] = fields.english, fields.spanish
    small[at.ACADEMIC], small[at.SENIORITY] = fields.academic, fields.seniority
    bits[at.A_AREAS], bits[at.A_CONTRACTS] = fields.areas, fields.contracts
    bits[at.A_FAMILIES] = families_of(skills, tables.families)
    small[at.A_SAID] = count > 0 or left[1] > 0 or left[2] > 0
    small[at.A_CERTIFIED] = fields.certified

    said = np.int64(count > 0)
    for part in (0, 2):
        said += left[part] > 0 or any_of(found[part])
    for value in (fields.english, fields.spanish, fields.academic, fields.seniority, fields.areas):
        said += value != 0
    small[at.A_KNOWN] = said >= tables.least_fields
    real[at.REAL_COVERAGE] = said / APPLICANT_FIELDS
