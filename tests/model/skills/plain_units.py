"""Units of words and Python's integers, by their definition."""

from __future__ import annotations

from dataclasses import dataclass

from model.skills import cues
from model.text.words import BREAKS

CARRIES = (
    cues.HAVE | cues.KNOW | cues.FILL | cues.TO | cues.AND | cues.NEED | cues.IS | cues.ANY | cues.CODING
)  # fmt: skip


@dataclass
class Unit:
    """The longest name or cue at a place, or a break."""

    words: list[str]
    bits: int = 0
    cue: int = 0

    @property
    def is_break(self):
        return self.words[0] in BREAKS


def unit_at(tokens, place, taxonomy, part):
    for length in range(min(6, len(tokens) - place), 0, -1):
        name = " ".join(tokens[place : place + length])
        if name in taxonomy.named or name in taxonomy.cues:
            bits = taxonomy.named.get(name, (0, 0))[part]
            return Unit(tokens[place : place + length], bits, taxonomy.cues.get(name, 0))
    return Unit(tokens[place : place + 1])


def units_of(tokens, taxonomy, part):
    found, place = [], 0
    while place < len(tokens):
        found.append(unit_at(tokens, place, taxonomy, part))
        place += len(found[-1].words)
    return found


def listed_after(units, number):
    for unit in units[number + 1 : number + 13]:
        if unit.cue & cues.LETTER:
            return False
        if not (unit.is_break or unit.cue & (cues.AND | cues.SHORT)):
            return bool(unit.bits) and not unit.cue & cues.MODULE
    return False


def short_counts(units, number, state):  # noqa: PLR0911
    """Whether a short name is that of a skill."""
    unit = units[number]
    following = units[number + 1] if number + 1 < len(units) else None
    words = [word for one in units[number + 1 : number + 3] for word in one.words]
    after = not words or words[0] in BREAKS or state.cues.get(words[0], 0) & cues.AND
    if unit.cue & cues.MODULE and not unit.cue & cues.SHORT:
        return state.modules == 2 or (state.modules == 1 and state.fresh and after)
    if state.coding or (following and following.cue & cues.CODING):
        return True
    after_or_to = after or state.cues.get(words[0], 0) & cues.TO
    if state.chained >= 0 or (state.cue_before & cues.TO and state.knows > 0 and after_or_to):
        return True
    if state.licence or state.lettered:
        return False
    if state.cue_before & cues.TO and after:
        return listed_after(units, number)
    if not state.fresh or not (after or (state.named_before and after_or_to)):
        return False
    if listed_after(units, number):
        return True
    if state.named_before and not (len(words) > 1 and state.cues.get(words[1], 0) & cues.LETTER):
        return True
    return state.only_short
