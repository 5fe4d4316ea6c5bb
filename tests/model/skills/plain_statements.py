"""What a text says of the skills that it names, by its definition: over units of words and Python's integers."""

# ruff: noqa: C901, PLR0912, PLR0915 - one pass keeps one state, as the compiled one does

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from model.features import layout as at
from model.skills import cues
from model.skills.statements import NOTHING, PERSON, REQUIRED, WELCOME
from model.skills.taxonomy import rivals
from model.text.words import BREAK, BREAKS, COLON, LINE, STOP
from tests.model.skills.plain_units import CARRIES, Unit, short_counts, units_of


@dataclass
class Found:
    skills: int = 0
    welcome: int = 0
    groups: list[int] = field(default_factory=lambda: [0] * at.GROUPS)


class State:
    """What stands before a unit."""

    def __init__(self, section, tokens, taxonomy):
        known = taxonomy.cues
        self.found, self.section, self.cues, self.rivals = Found(), section, known, partial(rivals, taxonomy)
        self.only_short = len(tokens) <= 12 and all(
            word in BREAKS or known.get(word, 0) & (cues.AND | cues.SHORT) for word in tokens
        )
        self.item = self.last = self.line = self.soft = self.spared = self.after_no = self.listed = 0
        self.refused, self.naming, self.closing = 0, False, False
        self.knows = self.says = self.modules = self.denied = self.spread = 0
        self.dropped = self.broke = self.had = False
        self.inner = self.head = self.group = self.chained = -1
        self.inner_fresh = self.inner_stops = self.head_stops = False
        self.head_words = self.groups = 0
        self.named_before = False
        self.begin_sentence()
        self.begin_item()

    def begin_sentence(self):
        self.units, self.ignored, self.wished, self.licence, self.lettered = 0, False, False, False, False

    def begin_item(self):
        self.denies = self.other = False
        self.fresh, self.item_words, self.coding = True, 0, 0
        self.bits_before = self.cue_before = 0
        self.group_before = -1

    def end(self, sign, before):
        if self.denies and not self.other:
            self.last = 0
        if self.refused == 2 or (self.refused == 1 and sign != LINE):
            self.item = self.soft = self.denied = 0
        self.refused, self.naming = 0, False
        self.found.welcome, self.soft = self.found.welcome | self.soft, 0
        if sign != BREAK:
            self.spared = self.listed = 0
        if self.closing:
            self.group, self.closing = -1, False
        self.line, self.last, self.item = self.line | self.last, self.item, 0
        self.named_before |= self.coding > 0
        if sign not in (BREAK, COLON) or (not self.dropped and self.spread == 0 and not self.cue_before & cues.TO):
            self.denied = 0
        self.broke, self.spread = True, 0
        if self.head >= 0 and sign == LINE and self.head_words <= 4:
            self.section, self.inner = self.head, -1
        elif self.head >= 0 and sign == COLON and self.head_words <= 4:
            self.inner, self.inner_fresh, self.inner_stops, self.head = self.head, True, self.head_stops, -1
        elif sign == LINE:
            if self.inner >= 0 and self.inner_fresh:
                self.section = self.inner
            self.inner = -1
        if sign in (LINE, STOP):
            if not (sign == LINE and before == COLON):
                self.group = -1
            if sign == STOP:
                self.modules = 0
                self.inner = -1 if self.inner_stops else self.inner
            self.found.skills |= self.last | self.line
            self.last = self.line = 0
            self.head = -1
            self.begin_sentence()
        self.begin_item()

    def posting(self, unit, following, followed):
        """Headings, wishes and groups; what the unit names is no longer a skill where it is a heading."""
        cue, bits = unit.cue, unit.bits
        if self.units == 0 and (not bits or followed):
            kind = -1
            for which, section in (
                (cues.REQUIREMENTS, REQUIRED), (cues.DUTIES, WELCOME), (cues.BENEFITS | cues.COMPANY, NOTHING),
            ):  # fmt: skip
                if kind < 0 and cue & which:
                    kind = section
            if kind >= 0:
                self.head, self.head_words, self.head_stops, bits = kind, 0, bool(cue & cues.BENEFITS), 0
            if cue & (cues.BENEFITS | cues.FORMAL):
                self.ignored, bits = True, 0
        if cue & cues.WISH and not self.denied and not self.ignored:
            if not (self.item or self.last or self.line):
                if self.spared and (following is None or following.is_break):
                    self.found.welcome, self.spared = self.found.welcome | self.spared, 0
                else:
                    self.wished = True
                    if self.units <= 2:
                        self.head, self.head_words, self.head_stops = WELCOME, 0, False
            elif self.says > 0:
                self.found.welcome |= self.item | self.last | self.line
                self.item = self.last = self.line = 0
            elif self.item:
                self.found.welcome, self.item = self.found.welcome | self.item, 0
            else:
                self.found.welcome, self.last = self.found.welcome | self.last, 0
        begins = cue & (cues.ANY | cues.ONE) and following is not None and not following.cue & cues.KNOW
        if begins and not cue & cues.ANY:
            begins = following.bits or following.cue & cues.TOOL or following.words[0] == COLON
        if begins and self.group < 0 and self.groups < at.GROUPS:
            self.group, self.groups = self.groups, self.groups + 1
        return bits

    def spare(self):
        """Take back what is not needed."""
        if self.section != PERSON:
            self.spared |= self.item | self.soft
        self.item = self.soft = 0

    def refuse(self, cue, bits):
        """What a "no" says of the names before it and, in English, of those behind it."""
        if cue & cues.NO and self.bits_before and not self.cue_before & cues.AND:
            self.refused = 2 if cue & cues.DENY else 1
        elif self.refused == 1 or bits or not cue & CARRIES:
            self.refused = 0
        if cue & cues.NO and not cue & cues.DENY:
            self.naming, self.after_no = True, 0
        elif self.naming and cue & cues.SKILLED and self.after_no:
            self.item, self.soft, self.naming = self.item & ~self.after_no, self.soft & ~self.after_no, False
        elif self.naming and not bits and not cue & (cues.AND | cues.FILL):
            self.naming = False

    def deny(self, cue, bits):
        self.refuse(cue, bits)
        if self.denied:
            if cue & cues.BUT or (self.broke and cue & (cues.HAVE | cues.KNOW | cues.IS) and not cue & cues.DENY):
                self.denied = 0
            elif cue & cues.DENY:
                self.broke = False
            elif cue & cues.KNOW:
                self.denied = 2
            elif not bits and not cue & CARRIES:
                self.spread += 1
                if self.denied == 1 or self.spread > 3:
                    self.denied = 0
            if self.denied and cue & cues.NEED and not self.dropped and self.had:
                self.spare()
                self.denied = 0
            elif self.denied and cue & cues.SPARE:
                self.denied = 0
        elif cue & cues.SPARE and self.section != PERSON:
            if self.item or self.soft:
                self.spare()
            elif self.item_words == 0:
                self.denied, self.dropped, self.broke, self.spread, self.had = 1, False, False, 0, False
        elif cue & cues.NEED and self.section != PERSON:
            self.found.skills |= self.soft | self.item | self.last | self.line
            self.soft = self.item = self.last = self.line = 0
        elif cue & cues.DENY and not cue & cues.BUT:
            self.denied, self.dropped, self.broke, self.spread = 2 if cue & cues.KNOW else 1, False, False, 0
            self.had = bool(self.item or self.soft)
            self.denies |= self.item_words == 0
        self.other |= bool(bits) or not cue & (CARRIES | cues.DENY)

    def name(self, bits, aspect, before):
        """Sort what is named; return the group that it is of."""
        group = -1
        if self.denied:
            self.dropped, self.broke, self.denied, self.spread = True, True, 2, 0
        elif self.section == PERSON:
            self.item |= bits
        elif self.ignored or aspect == NOTHING:
            pass
        elif self.wished:
            self.soft |= bits
        elif aspect == WELCOME:
            self.found.welcome |= bits
        elif self.group >= 0 or self.chained >= 0:
            group = self.chained if self.chained >= 0 else self.group
            self.found.groups[group] |= bits
            self.closing |= self.group >= 0 and bool(self.cue_before & cues.OR)
        else:
            self.item |= bits
            if before != BREAK or not self.named_before or self.listed & ~self.rivals(bits):
                self.listed = 0
            self.listed |= bits
        if self.naming:
            self.after_no |= bits
        if self.head >= 0 and not self.wished:
            self.head = -1
        self.chained = -1
        return group

    def either(self, following, behind, aspect):
        if self.section == PERSON or self.denied or self.group >= 0 or not self.bits_before or following is None:
            return
        if not following.bits or following.cue & cues.MODULE or aspect != REQUIRED:
            return
        ends = behind is None or behind.is_break
        if following.cue & cues.SHORT and (not ends or self.licence or self.lettered):
            return
        if self.ignored or self.wished:
            return
        if self.group_before >= 0:
            self.chained = self.group_before
        elif self.groups < at.GROUPS:
            self.chained, self.groups = self.groups, self.groups + 1
            if self.bits_before & ~self.listed or self.listed & ~self.rivals(following.bits):
                self.listed = self.bits_before
            self.item, self.last, self.line = (some & ~self.listed for some in (self.item, self.last, self.line))
            self.found.groups[self.chained] |= self.listed


def plain_read(tokens, taxonomy, section=PERSON, *, of_job=False):
    """Skills, welcome ones, groups; and the words that are left and name nothing."""
    part = 1 if section == PERSON and not of_job else 0
    units = units_of(tokens, taxonomy, part)
    left = []
    state = State(section, tokens, taxonomy)
    for number, unit in enumerate(units):
        before = units[number - 1].words[-1] if number else ""
        if unit.is_break:
            state.end(unit.words[0], before)
            continue
        following = units[number + 1] if number + 1 < len(units) else None
        bits, cue = unit.bits, unit.cue
        if cue & (cues.SHORT | cues.MODULE) and not short_counts(units, number, state):
            bits = 0
        named = bool(bits)
        if not named:
            left += [word for word in unit.words if not taxonomy.named.get(word, (0, 0))[part]]
        plain = not bits and not cue & ~(cues.SHORT | cues.MODULE)
        if section != PERSON:
            followed = following is None or following.words[0] in (COLON, LINE)
            bits = state.posting(Unit(unit.words, bits, cue), following, followed)
        state.deny(cue, bits)
        aspect = state.inner if state.inner >= 0 else state.section
        group = -1
        if bits:
            group = state.name(bits, aspect, before)
        elif cue & cues.OR:
            state.either(following, units[number + 2] if number + 2 < len(units) else None, aspect)
        state.coding = 1 if cue & cues.CODING else state.coding if cue & cues.TO else 0
        state.knows = 6 if cue & cues.KNOW else state.knows - 1
        state.says = 3 if cue & cues.IS else state.says - 1
        state.licence |= bool(cue & cues.LICENCE)
        state.lettered |= bool(cue & cues.LETTER)
        state.modules = 2 if cue & cues.MODULES else min(state.modules, 1) if plain else state.modules
        state.named_before = bool(bits) or (state.named_before and bool(cue & cues.AND))
        if state.closing and cue & cues.AND and not cue & cues.OR:
            state.group, state.closing = -1, False
        state.fresh = bool(cue & cues.AND)
        if not state.fresh or bits:
            state.bits_before, state.group_before = bits, group
        state.cue_before = cue
        state.item_words += 1
        state.units += 1
        state.head_words += 1
        state.inner_fresh = False
    state.end(STOP, "")
    found = state.found
    found.skills |= state.item
    groups = []
    for group in found.groups:
        if group.bit_count() == 1:
            found.skills |= group
        elif group:
            groups.append(group)
    return found.skills, found.welcome, groups, left
