"""What is remembered of texts: the answers, in a bounded memory, and never the texts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import ApplicantDescription
from model.levels import levels
from model.scoring.scorer import Scorer
from model.text.remembered import remembered
from tests.reachable import reachable

LEVELS = [
    levels.english, levels.spanish, levels.academic, levels.seniority, levels.contracts, levels.areas, levels.certified,
]  # fmt: skip


def test_a_text_is_worked_out_once_and_what_is_kept_is_bounded() -> None:
    asked: list[str] = []

    @remembered(10)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("a"), length("bb"), length("a")] == [1, 2, 1]
    assert asked == ["a", "bb"]
    for number in range(100):
        length(f"text {number}")
    (known,) = [cell.cell_contents for cell in length.__closure__ if isinstance(cell.cell_contents, dict)]
    assert len(known) <= 10
    assert all(isinstance(key, int) for key in known)


def test_threads_may_ask_while_the_memory_is_emptied() -> None:
    @remembered(2)
    def length(text: str) -> int:
        return len(text)

    texts = ["x" * number for number in range(50)] * 200
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: [length(text) for text in texts], range(4)))
    assert found == [[len(text) for text in texts]] * 4


@pytest.mark.parametrize("level", LEVELS)
@given(st.none() | st.text(max_size=40) | st.sampled_from(["Inglês fluente", "Pleno", "CLT, PJ", "TI - SAP", "sênior"]))
def test_what_is_remembered_is_what_is_found(level, text) -> None:
    assert level(text) == level.__wrapped__(text) == level(text)


@pytest.mark.long
def test_no_text_of_an_applicant_is_held_once_the_applicant_is_gone(scorer: Scorer) -> None:
    half = "qzvxk"
    texts = {name: f"Analista {half}{half} {name}" for name in ApplicantDescription.model_fields}
    applicant = ApplicantDescription(**texts)
    assert reachable(half + half)
    encoded = scorer.encode_applicant(applicant)
    assert encoded.coverage > 0
    del applicant, texts
    assert reachable(half + half) == []
