"""What a reading must keep of a made-up CV: its words, as a multiset, and its skills."""

from __future__ import annotations

import unicodedata
from collections import Counter

from model.skills.taxonomy import Taxonomy
from producers.documents.raw import Raw
from producers.documents.repair import repaired
from tests.documents.cvs import Cv

LOST = 0.01


def words(text: str) -> Counter[str]:
    """The words of a text; marks at their ends don't count."""
    stripped = (word.strip(",.;:•|") for word in unicodedata.normalize("NFC", text).split())
    return Counter(word for word in stripped if word)


def share_lost(found: str, expected: str) -> float:
    """The share of the expected words that are not there, each as often as it should be."""
    wanted = words(expected)
    return (wanted - words(found)).total() / wanted.total()


def check(taxonomy: Taxonomy, cv: Cv, raw: Raw, *, is_pdf: bool) -> None:
    """No word is lost, glued or made up, but for one in a hundred; the skills are those of the plain text."""
    text = repaired(raw.text, is_pdf=is_pdf)
    assert share_lost(text, cv.text) < LOST
    assert share_lost(cv.text, text) < LOST
    assert taxonomy.find(text).skills == taxonomy.find(cv.text).skills
    assert not raw.hidden.strip()
    assert not raw.has_picture
