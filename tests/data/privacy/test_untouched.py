"""A short text that was kept as it is is kept again, and no text is held for that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.contract import entities
from data.privacy.untouched import Untouched
from tests.reachable import reachable

PIECES = ["Java", " ", "-", "none", "N/A", "\x00", "maria@exemplo.com", "11 98888-7777", "www.maria.dev", "São Paulo"]


def test_a_text_is_known_once_it_was_added_and_what_is_kept_is_bounded() -> None:
    known = Untouched(10)
    assert "Pleno" not in known
    known.add("Pleno")
    assert "Pleno" in known
    for number in range(100):
        known.add(f"text {number}")
        assert f"text {number}" in known
    assert len(known._hashes) <= 10


def test_a_long_text_is_not_remembered() -> None:
    known = Untouched(10)
    known.add("x" * 1000)
    assert "x" * 1000 not in known
    assert not known._hashes


def test_no_text_is_held() -> None:
    half = "wqjxk"
    text = f"{half}{half} Analista"
    entities.ApplicantDescription(titulo_profissional=text)
    assert text in entities._UNTOUCHED
    del text
    assert reachable(half + half) == []


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join))
def test_a_field_reads_the_same_the_second_time(text: str) -> None:
    entities._UNTOUCHED._hashes.clear()
    first = entities.ApplicantDescription(titulo_profissional=text)
    assert entities.ApplicantDescription(titulo_profissional=text) == first
    assert (text in entities._UNTOUCHED) == (first.titulo_profissional == text)
