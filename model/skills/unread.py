"""What postings ask that the taxonomy doesn't read: the terms to add next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from model.skills.statements import FOUND, REQUIRED, read
from model.skills.taxonomy import Taxonomy
from model.text.bit_words import SKILL_WORDS
from model.text.phrases import BREAK_NUMBER, CUE, GONE, UNKNOWN
from model.text.words import BREAKS, stem, tokens

LONGEST = 4
"""Words of a term at most: what is longer is a sentence."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of some texts: their items of a few words.

    Attributes
    ----------
    read : int
        How many name a skill.
    unread : Counter of str
        How often each of the others stands there, folded.
    """

    read: int
    unread: Counter[str]

    @property
    def share(self) -> float:
        """Share of the terms that are read; NaN of none."""
        total = self.read + self.unread.total()
        return self.read / total if total else float("nan")


def terms_of(texts: Iterable[str], taxonomy: Taxonomy) -> Terms:
    """Sort the terms of texts, each text once, into those that name a skill and those that don't.

    Parameters
    ----------
    texts : iterable of str
        What postings require, or people know.
    taxonomy : Taxonomy
    """
    known, unread, count = taxonomy.phrases, Counter[str](), 0
    for one in dict.fromkeys(texts):
        split = tokens(one)
        text = np.array([known.numbers.get(stem(token), UNKNOWN) for token in split], np.int32)
        cues = known.words[text, CUE]
        found = np.zeros((FOUND, SKILL_WORDS), np.uint64)
        read(text, 0, len(text), known.posting, REQUIRED, found)
        item: list[int] = []
        for place in range(len(split) + 1):
            if place < len(split) and split[place] not in BREAKS:
                item.append(place)
                continue
            if 0 < len(item) <= LONGEST:
                if any(text[at] in (BREAK_NUMBER, GONE) for at in item):
                    count += 1
                elif any(cues[at] == 0 and split[at].isalpha() and len(split[at]) > 1 for at in item):
                    unread[" ".join(split[at] for at in item)] += 1
            item = []
    return Terms(count, unread)
