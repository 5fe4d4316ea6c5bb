"""What a text says of the skills that it names: held or denied, required or welcome, all or one of several.

A text is read once, from left to right, by its longest names and cues (`model.skills.cues`). A break ends an item of a
list, a line or stop also the sentence; what stands before a cue is set right while its item or sentence lasts.
"""

# ruff: noqa: C901, PLR0912, PLR0915 - one pass keeps one state, of thirty variables

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.skills import cues
from model.skills.units import Numbers, Place, is_break, listed_after, name_at, only_short, unit
from model.text.bit_words import GROUPS, SKILL_WORDS, add, move, remove, size, within
from model.text.phrases import BREAK_NUMBER, COLON_NUMBER, CUE, GONE, LINE_NUMBER, NAMED, STOP_NUMBER, UNKNOWN, Lexicon

REQUIRED: Final = 0
WELCOME: Final = 1
NOTHING: Final = 2
"""What a section of a posting asks for."""
PERSON: Final = -1
"""In place of a section: the text is of a person, or a title, which have none."""
FOUND: Final = 2 + GROUPS
"""Rows of what is found: held or required, welcome, and one for each group of which any suffices."""

_SPREAD = 3
"""How many other words a denial of knowledge reaches across."""


@njit(cache=True, nogil=True)
def read(
    text: Numbers, start: Place, stop: Place, lexicon: Lexicon, section: int | np.int64, found: NDArray[np.uint64]
) -> int:
    """Find what ``text[start:stop]`` says of skills, and put breaks in place of their names.

    ``found`` of shape (FOUND, SKILL_WORDS), uint64, gains what is named. The answer is the number of words that are
    left and name nothing.
    """
    words, names, sets, rivals = lexicon
    pending = np.zeros((7, SKILL_WORDS), np.uint64)
    item, last, line = pending[0], pending[1], pending[2]
    soft, spared, after_no = pending[3], pending[4], pending[5]  # wished in this item; not needed; behind "no"
    listed = pending[6]  # of the list that the name before ends: rivals of each other
    short_alone = only_short(text, start, stop, words)
    # of what stands just before
    fresh, named_before, row_before, cue_before, group_before = True, False, np.int32(0), np.int32(0), -1
    coding, knows, says, behind = 0, 0, 0, UNKNOWN
    licence = lettered = False
    modules = 0
    # of the item, and of the sentence
    item_denies = item_other = False
    item_words = units = 0
    # of a denial
    denied, dropped, broke, spread, had = 0, False, False, 0, False
    refused, naming = 0, False
    topic, topic_at = np.int32(0), 0  # the name with which an item begins: "Ruby eu nunca usei"
    # of a posting
    inner, head, head_words, inner_fresh, inner_stops, head_stops = -1, -1, 0, False, False, False
    ignored = wished = False
    group, groups, chained, closing = -1, 0, -1, False

    place = start
    while place <= stop:
        number = text[place] if place < stop else STOP_NUMBER
        if is_break(number):
            if item_denies and not item_other:  # "Java: não"
                last[:] = 0
            if topic > 0 and denied == 2 and not dropped and cue_before & cues.KNOW:
                remove(sets[topic], item)
            if refused == 2 or (refused == 1 and number != LINE_NUMBER):  # "Java sim, Kotlin não"
                item[:], soft[:] = 0, 0
                denied = 0
            refused, naming = 0, False
            move(soft, found[1])
            if number != BREAK_NUMBER:
                spared[:], listed[:] = 0, 0
            if closing:
                group, closing = -1, False
            move(last, line)
            move(item, last)
            if number not in (BREAK_NUMBER, COLON_NUMBER) or (not dropped and spread == 0 and not cue_before & cues.TO):
                denied = 0
            broke, spread = True, 0
            if head >= 0 and number == LINE_NUMBER and head_words <= 4:
                section, inner = head, -1
            elif head >= 0 and number == COLON_NUMBER and head_words <= 4:
                inner, inner_fresh, inner_stops, head = head, True, head_stops, -1
            elif number == LINE_NUMBER:
                if inner >= 0 and inner_fresh:
                    section = inner
                inner = -1
            if number in (LINE_NUMBER, STOP_NUMBER):
                if group >= 0 and not (number == LINE_NUMBER and behind == COLON_NUMBER):
                    group = -1
                if number == STOP_NUMBER:
                    modules = 0
                    if inner_stops:
                        inner = -1
                move(last, line)
                move(line, found[0])
                head, units, ignored, wished, licence, lettered = -1, 0, False, False, False, False
            item_denies = item_other = False
            topic = np.int32(0)
            behind = number
            named_before |= coding > 0  # "linguagens: C"
            fresh, item_words, coding, group_before = True, 0, 0, -1
            row_before, cue_before = np.int32(0), np.int32(0)
            place += 1
            continue

        row, cue, length = unit(text, place, stop, words, names)
        end = place + length
        after = end >= stop or is_break(text[end]) or words[text[end], CUE] & cues.AND != 0
        if cue & cues.SHORT:
            after_or_to = after or words[text[end], CUE] & cues.TO != 0  # "C para microcontroladores"
            next_cue = unit(text, end, stop, words, names)[1] if end < stop else np.int32(0)
            counts = coding > 0 or next_cue & cues.CODING != 0
            counts |= chained >= 0 or (cue_before & cues.TO != 0 and knows > 0 and after_or_to)
            free = not counts and not licence and not lettered
            if free and cue_before & cues.TO and after:  # "estatística com R e SPSS"
                counts = listed_after(text, end, stop, words, names)
            elif free and fresh and (after or (named_before and after_or_to)):
                counts = listed_after(text, end, stop, words, names) or named_before
                if named_before and end + 1 < stop and words[text[end + 1], CUE] & cues.LETTER:
                    counts = False
                counts |= short_alone
            if not counts:
                row = np.int32(0)
        elif cue & cues.MODULE and not (modules == 2 or (modules == 1 and fresh and after)):
            row = np.int32(0)
        name = row
        plain = row == 0 and cue & ~(cues.SHORT | cues.MODULE) == 0

        if section != PERSON:
            followed = end >= stop or text[end] in (COLON_NUMBER, LINE_NUMBER)
            if units == 0 and (row == 0 or followed):
                kind = (
                    REQUIRED if cue & cues.REQUIREMENTS
                    else WELCOME if cue & cues.DUTIES
                    else NOTHING if cue & (cues.BENEFITS | cues.COMPANY)
                    else -1
                )  # fmt: skip
                if kind >= 0:
                    head, head_words, head_stops, row = kind, 0, cue & cues.BENEFITS != 0, np.int32(0)
                if cue & (cues.BENEFITS | cues.FORMAL):
                    ignored, row = True, np.int32(0)
            if cue & cues.WISH and denied == 0 and not ignored:
                said = size(item)
                if said + size(last) + size(line) == 0:
                    if size(spared) > 0 and (end >= stop or is_break(text[end])):
                        move(spared, found[1])  # "não é obrigatório, mas desejável"
                    else:
                        wished = True
                        if units <= 2:
                            head, head_words, head_stops = WELCOME, 0, False
                elif says > 0:
                    for before in (item, last, line):
                        move(before, found[1])
                elif said:
                    move(item, found[1])
                else:
                    move(last, found[1])
            if cue & (cues.ANY | cues.ONE) and group < 0 and groups < GROUPS and end < stop:
                follower, following, _ = unit(text, end, stop, words, names)
                is_tool = follower > 0 or following & cues.TOOL != 0 or text[end] == COLON_NUMBER
                if not following & cues.KNOW and (is_tool or cue & cues.ANY != 0):
                    group, groups = groups, groups + 1

        if cue & cues.NO and row_before > 0 and not cue_before & cues.AND:
            refused = 2 if cue & cues.DENY else 1
        elif refused == 1 or row > 0 or not cue & cues.CARRIES:
            refused = 0
        if cue & cues.NO and not cue & cues.DENY:
            naming = True
            after_no[:] = 0
        elif naming and cue & cues.SKILLED and size(after_no) > 0:  # "no Java experience"
            remove(after_no, item)
            remove(after_no, soft)
            naming = False
        elif naming and row == 0 and not cue & (cues.AND | cues.FILL):
            naming = False
        if denied > 0:
            if cue & cues.BUT or (broke and cue & (cues.HAVE | cues.KNOW | cues.IS) and not cue & cues.DENY):
                denied = 0
            elif cue & cues.DENY:
                broke = False
            elif cue & cues.KNOW:
                denied = 2
            elif row == 0 and not cue & cues.CARRIES:
                spread += 1
                denied = 0 if denied == 1 or spread > _SPREAD else denied
            if denied > 0 and cue & cues.NEED and not dropped and had:
                if section != PERSON:
                    move(item, spared)
                    move(soft, spared)
                item[:] = 0
                denied = 0
            elif denied > 0 and cue & cues.SPARE:  # "não é dispensável"
                denied = 0
        elif cue & cues.SPARE and section != PERSON:
            if size(item) + size(soft) > 0:
                move(item, spared)
                move(soft, spared)
            elif item_words == 0:
                denied, dropped, broke, spread, had = 1, False, False, 0, False
        elif cue & cues.NEED and section != PERSON:  # what stands before is required, whatever follows
            for before in (soft, item, last, line):
                move(before, found[0])
        elif cue & cues.DENY and not cue & cues.BUT:
            denied, dropped, broke, spread = 2 if cue & cues.KNOW else 1, False, False, 0
            had = bool(size(item) + size(soft) > 0)
            if item_words > topic_at + 3 or cue_before & cues.BUT:
                topic = np.int32(0)
            item_denies |= item_words == 0
        item_other |= bool(row > 0) or not cue & (cues.CARRIES | cues.DENY)

        aspect = inner if inner >= 0 else section
        group_now = -1
        if row > 0:
            if denied > 0:
                dropped, broke, denied, spread = True, True, 2, 0
            elif section == PERSON:
                add(item, sets[row])
            elif ignored or aspect == NOTHING:
                pass
            elif wished:
                add(soft, sets[row])
            elif aspect == WELCOME:
                add(found[1], sets[row])
            elif group >= 0 or chained >= 0:
                group_now = chained if chained >= 0 else group
                closing |= group >= 0 and cue_before & cues.OR != 0
                add(found[2 + group_now], sets[row])
            else:
                add(item, sets[row])
                if behind != BREAK_NUMBER or not named_before or not within(listed, rivals[row]):
                    listed[:] = 0
                add(listed, sets[row])
            if naming:
                add(after_no, sets[row])
            head, chained = -1 if not wished else head, -1
        elif cue & cues.OR and section != PERSON and denied == 0 and group < 0 and row_before > 0 and place + 1 < stop:
            following = name_at(text, place + 1, stop, words, names, not (licence or lettered))
            if following > 0 and aspect == REQUIRED and not ignored and not wished:
                if group_before >= 0:
                    chained = group_before
                elif groups < GROUPS:
                    chained, groups = groups, groups + 1
                    if not (within(sets[row_before], listed) and within(listed, rivals[following])):
                        listed[:] = sets[row_before]  # "Java, Oracle ou DB2"
                    for required in (item, last, line):
                        remove(listed, required)
                    add(found[2 + chained], listed)

        coding = 1 if cue & cues.CODING else coding if cue & cues.TO else 0
        knows = 6 if cue & cues.KNOW else knows - 1
        says = 3 if cue & cues.IS else says - 1
        licence |= cue & cues.LICENCE != 0
        lettered |= cue & cues.LETTER != 0
        if cue & cues.MODULES:
            modules = 2
        elif plain:
            modules = min(modules, 1)
        if row > 0:
            topic = row if section == PERSON and item_words == 0 else np.int32(0)
            topic_at = item_words
            named_before = True
        elif not cue & cues.AND:
            named_before = False
        if closing and cue & cues.AND and not cue & cues.OR:
            group, closing = -1, False
        fresh = cue & cues.AND != 0
        if not fresh or row > 0:
            row_before, group_before = row, group_now
        cue_before = cue
        item_words += 1
        units += 1
        head_words += 1
        inner_fresh, behind = False, UNKNOWN
        if name > 0:
            text[place] = BREAK_NUMBER
            for word in range(1, length):
                text[place + word] = GONE
        place += length

    left = 0
    for place in range(start, stop):
        number = text[place]
        left += number != GONE and not is_break(number) and words[number, NAMED] == 0
    for one in range(2, len(found)):
        if size(found[one]) == 1:
            move(found[one], found[0])
    return left
