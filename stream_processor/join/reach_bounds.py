"""Compiled: what an entity and each of the other side score at most, the forest at its most; see `reach_query`."""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled: numba infers the types

from __future__ import annotations

import numpy as np
from numba import njit

from model.features import layout as at
from model.features.channels import PLACE, STARTS
from model.levels.levels import TECHNOLOGY
from model.text.bit_words import lowest64
from stream_processor.join.building_room import uncounted

LEVEL_STARTS = np.array([STARTS[PLACE[name]] for name in ("english", "spanish", "academic", "seniority", "asked")])
HELD = (*at.LEVELS_HELD, 1)
SET_BITS = 6
"""Bits of an entry of who names a skill in which a job says in which of its sets the skill is."""
SETS = (
    (at.J_REQUIRED, 0),
    (at.J_ANY, 0),
    (at.J_ANY + at.SKILL_WORDS, 0),
    (at.J_TITLE, 1),
    (at.J_NICE, 2),
    (at.J_RARE, 3),
)
"""Sets of a job's skills, and which of four counts of 16 bits each adds to. A group may be counted twice: too many
matched do a bound no harm."""
FLAGS = 5
"""Bits of a class's number in which it says what a side says anything of; behind six for each of five levels."""
CODE_BITS = 6
TABLE = 7 << CODE_BITS
"""Size of what is looked up to bound classes."""
_CODES = 1 << CODE_BITS
_CODE, _CODE_BITS, _ALL_CODES = np.uint64(_CODES - 1), np.uint64(CODE_BITS), np.uint64(_CODES)
FLAGS_AT = np.uint64(5 * CODE_BITS)
"""Where the flags begin in the number of a class, behind its levels."""
assert max(*HELD, 2 * at.ASKED_TOP + 2) <= _CODES
_AREA, _NEAR, _CONTRACT = (STARTS[PLACE[name]] for name in ("area", "near", "contract"))
_RARE = STARTS[PLACE["rare"]]
_TECHNOLOGY = np.uint64(TECHNOLOGY)
_LOW, _WIDTH = np.uint64(0xFFFF), np.uint64(16)
_SHIFT, _MASK = np.uint32(SET_BITS), np.uint32((1 << SET_BITS) - 1)
_NOBODY = np.int32(-1_600_000_000)


@uncounted
def bound_all(sides, who, odds, mine, index, names, room):  # type: ignore[no-untyped-def]
    """Bound the entity against all of the other side; returns with how many it shares a skill."""
    owned, fixed = who
    asked, skills = names
    bound, counts, touched, near, _, _, none, some, _, _, _, _, areas, of_near, table, _, _ = room
    of, packed, place, places, nearness, start, length, named, size = index
    additive = odds[3]
    _of_classes(owned, packed, mine, odds, table, none, some)
    jobs, people, _ = sides
    jb, ab = jobs.bits, people.bits
    if owned:
        _to_applicants((of, place, places, size), jb, jobs.text, fixed, additive, none, areas, bound)
    else:
        named_areas, wanted = ab[fixed, at.A_AREAS], ab[fixed, at.A_CONTRACTS]
        kinds, space = (of, place, places, nearness, size), (areas, of_near)
        _to_jobs(kinds, named_areas, wanted, additive, none, space, bound, near)
    met = _count(jb, owned, fixed, start, length, named, skills, odds[12], counts, touched)
    gains = odds[8], odds[9], odds[10], additive
    _add_gains(bound, touched[:met], (owned, fixed, asked), of, none, some, counts, gains)
    return met


@uncounted
def _of_classes(owned, packed, mine, odds, table, none, some):  # type: ignore[no-untyped-def]
    """Bound every class; what each level and each combination of flags adds is looked up in a small table."""
    my_flags = np.int64(mine >> FLAGS_AT)
    additive, zero_odds, shared_odds, top = odds[3], odds[5], odds[7], odds[14]
    last = np.int64(len(additive) - 1)
    for level in range(5):
        start, step = _row(level, level_of(mine, level), owned)
        for code in range(_CODES):  # behind the last code stands anything: no class has it
            table[_CODES * level + code] = additive[min(start + step * code, last)]
    for flags in range(1 << FLAGS):
        both = my_flags << FLAGS | flags if owned else flags << FLAGS | my_flags
        table[_CODES * 5 + flags] = top + zero_odds[both]
        table[_CODES * 6 + flags] = top + shared_odds[both]
    for number in range(1, len(packed)):
        key, total, start = packed[number], np.int32(0), np.uint64(0)
        for _ in range(5):
            total += table[start + (key & _CODE)]
            key >>= _CODE_BITS
            start += _ALL_CODES
        none[number], some[number] = total + table[start + key], total + table[start + _ALL_CODES + key]
    none[0] = some[0] = _NOBODY


@uncounted
def level_of(packed, level):  # type: ignore[no-untyped-def]
    """A level of a class."""
    return np.int64(packed >> (_CODE_BITS * np.uint64(level)) & _CODE)


@uncounted
def _row(level, mine, owned):  # type: ignore[no-untyped-def]
    """Where the codes of a level begin whose one side is known, and how far two of them are apart."""
    start, held = LEVEL_STARTS[level], HELD[level]
    return (start + mine * held, 1) if owned else (start + mine, held)


@uncounted
def _area(asked, offered, named, wanted, additive):  # type: ignore[no-untyped-def]
    area, contract = at.AREA_UNKNOWN, 0
    if (asked != 0) & (named != 0):
        technical = ((asked & _TECHNOLOGY) != 0) & ((named & _TECHNOLOGY) != 0)
        other = ((asked & ~_TECHNOLOGY) != 0) & ((named & ~_TECHNOLOGY) != 0)
        area = at.AREA_RELATED if technical | other else at.AREA_OTHER
        area = at.AREA_SAME if (asked & named) != 0 else area
    if (offered != 0) & (wanted != 0):
        contract = 2 if (offered & wanted) != 0 else 1
    return additive[_AREA + area] + additive[_CONTRACT + contract]


@uncounted
def _to_jobs(kinds, named, wanted, additive, none, space, bound, near):  # type: ignore[no-untyped-def]
    of, place, places, nearness, size = kinds
    areas, of_near = space
    for number in range(len(places)):
        areas[number] = _area(places[number, 0], places[number, 1], named, wanted, additive)
    for code in range(256):
        of_near[code] = additive[_NEAR + (min(code + 1, at.NEAR_STEPS) if named != 0 else 0)]
    near[:size] = 0
    while named != 0:
        row = nearness[np.int64(lowest64(named))]
        for job in range(size):
            near[job] = max(near[job], row[job])
        named &= named - np.uint64(1)
    for job in range(size):
        bound[job] = none[of[job]] + areas[place[job]] + of_near[near[job]]


@uncounted
def _to_applicants(kinds, jb, jt, job, additive, none, areas, bound):  # type: ignore[no-untyped-def]
    of, place, places, size = kinds
    for number in range(len(places)):
        near, bits = np.int64(0), places[number, 0]
        while bits != 0:
            near = max(near, 1 + np.int64(jt[job, np.uint64(at.J_NEARNESS) + lowest64(bits)]))
            bits &= bits - np.uint64(1)
        area = _area(jb[job, at.J_AREAS], jb[job, at.J_CONTRACTS], places[number, 0], places[number, 1], additive)
        areas[number] = area + additive[_NEAR + near]
    for one in range(size):
        bound[one] = none[of[one]] + areas[place[one]]


@njit(cache=True, nogil=True)
def sets_of(jb, job, word, bit):  # type: ignore[no-untyped-def]
    """In which of its sets a job has a skill: a bit each."""
    found = 0
    for number in range(len(SETS)):
        if jb[job, SETS[number][0] + word] & bit:
            found |= 1 << number
    return found


@uncounted
def _count(jb, owned, fixed, start, length, named, skills, adds, counts, touched):  # type: ignore[no-untyped-def]
    """Count the skills that the entity shares with each; returns with how many it shares any."""
    met = 0
    for word in range(at.SKILL_WORDS):
        bits = skills[fixed, word]
        while bits != 0:
            bit = bits & (~bits + np.uint64(1))
            bits ^= bit
            skill = 64 * word + np.int64(lowest64(bit))
            add = adds[sets_of(jb, fixed, word, bit)] if owned else np.uint64(0)
            for number in range(start[skill], start[skill] + length[skill]):
                one = named[number] >> _SHIFT
                if counts[one] == 0:
                    touched[met] = one
                    met += 1
                counts[one] += add if owned else adds[named[number] & _MASK]
    return met


@uncounted
def _add_gains(bound, touched, asking, of, none, some, counts, gains):  # type: ignore[no-untyped-def]
    """Put what shared skills add into the bounds of those who share any."""
    owned, fixed, asked = asking
    shares, titles, nices, additive = gains
    for one in touched:
        wanted, held = asked[fixed if owned else one], counts[one]
        required = np.int64(wanted & _LOW)
        gain = shares[required, min(np.int64(held & _LOW), required)]
        gain += titles[np.int64(wanted >> _WIDTH & _LOW), np.int64(held >> _WIDTH & _LOW)]
        gain += nices[np.int64(wanted >> np.uint64(32)), np.int64(held >> np.uint64(32) & _LOW)]
        gain += additive[_RARE + min(np.int64(held >> np.uint64(48)), at.RARE_TOP)]  # type: ignore[operator]
        bound[one] += some[of[one]] - none[of[one]] + gain
