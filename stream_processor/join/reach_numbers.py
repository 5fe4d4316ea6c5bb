"""Compiled: the number of an entity's class, and of what it says of areas, where others were described so before."""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

import numpy as np

from model.features import layout as at
from stream_processor.join.building_room import uncounted
from stream_processor.join.reach_bounds import CODE_BITS

_BITS, _ONE = np.uint64(CODE_BITS), np.uint64(1)


@uncounted
def number_of(columns, slot, is_job, index, asked):  # type: ignore[no-untyped-def]
    """Enter who is in a slot into the index of its side; false where nobody was described so before."""
    bits, small, text, real = columns
    of, packed, place, places, near, _, _, _, _ = index
    row = small[slot]
    flags = _said_by_job(row, real[slot]) if is_job else _said_by_applicant(bits[slot], row, real[slot])
    key = flags << _BITS | np.uint64(2 * min(at.ASKED_TOP, row[at.J_COUNT_REQUIRED]) if is_job else row[at.A_CERTIFIED])
    for level in range(at.LEVELS - 1, -1, -1):
        key = key << _BITS | np.uint64(row[level])
    number, kind = 1, 0
    while number < len(packed) and packed[number] != key:
        number += 1
    areas = bits[slot, at.J_AREAS if is_job else at.A_AREAS]
    contracts = bits[slot, at.J_CONTRACTS if is_job else at.A_CONTRACTS]
    while kind < len(places) and (places[kind, 0] != areas or places[kind, 1] != contracts):
        kind += 1
    if number == len(packed) or kind == len(places):
        return False
    of[slot], place[slot] = number, kind
    if is_job:
        for area in range(len(near)):
            near[area, slot] = text[slot, at.J_NEARNESS + area]
        asked[slot] = np.uint64(row[at.J_COUNT_REQUIRED])
        asked[slot] |= np.uint64(row[at.J_COUNT_TITLE]) << np.uint64(16)
        asked[slot] |= np.uint64(row[at.J_COUNT_NICE]) << np.uint64(32)
    return True


@uncounted
def _said_by_job(small, real):  # type: ignore[no-untyped-def]
    found = np.uint64(small[at.J_COUNT_REQUIRED] != 0)
    found = found << _ONE | np.uint64(small[at.J_COUNT_TITLE] != 0)
    found = found << _ONE | np.uint64(small[at.J_COUNT_NICE] != 0)
    found = found << _ONE | np.uint64(small[at.J_COUNT_FAMILIES] != 0)
    return found << _ONE | np.uint64(real[at.REAL_INVERSE] != 0)


@uncounted
def _said_by_applicant(bits, small, real):  # type: ignore[no-untyped-def]
    skills, texts = np.uint64(small[at.A_SAID] != 0), False
    for word in range(at.SKILL_WORDS):
        skills |= bits[at.A_SKILLS + word]
    for number in range(at.TEXTS):
        texts |= real[at.REAL_INVERSE + number] != 0
    found = np.uint64(skills != 0)
    found = found << _ONE | np.uint64(bits[at.A_FAMILIES] != 0)
    found = found << _ONE | np.uint64(texts)
    found = found << _ONE | np.uint64(bits[at.A_AREAS] != 0)
    return found << _ONE | np.uint64(bits[at.A_CONTRACTS] != 0)
