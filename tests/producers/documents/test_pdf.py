"""What is read of a PDF, and what is said of one that can't be read or that hides words."""

from __future__ import annotations

import pytest

from producers.documents import pdf_text
from producers.documents.limits import MAX_PAGES
from producers.documents.outcome import Doubt, Reason
from producers.documents.raw import Unread
from producers.documents.repair import repaired
from tests.documents.pages import PICTURE, Mark, lines, pdf

SCAN = ["Analista de sistemas com Java e Spring Boot", "em projetos de faturamento e de bancos"]


def text_of(*marks: Mark | str) -> str:
    return repaired(pdf_text.read(pdf([marks])).text, is_pdf=True)


@pytest.mark.parametrize("sign", ["-", "\u00ad"])
@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        (["desenvol-", "vimento de sistemas"], "desenvolvimento de sistemas"),
        # Both "T-SQL" and "TSQL" are names of the skill.
        (["usa Objective-", "C e mais"], "usa Objective-C e mais"),
        (["usa T-", "SQL hoje"], "usa TSQL hoje"),
        (["micro-", "servi\u00e7os"], "microservi\u00e7os"),
    ],
)
def test_a_word_torn_at_the_end_of_a_line_is_one_again(torn, whole, sign):
    torn = [torn[0].replace("-", sign) if torn[0].endswith("-") else torn[0], torn[1]]
    assert text_of(*lines(torn)) == whole


def test_years_at_the_end_of_a_line_stay_apart():
    assert text_of(*lines(["Banco, 2019-", "2021 Java"])).replace("\n", "") == "Banco, 2019-2021 Java"


def test_columns_are_read_one_after_the_other():
    left, right = ["Java e Spring", "Kotlin e Git"], ["Banco do Agreste", "Ip\u00ea Sistemas"]
    marks = [*lines(left), *lines(right, x=320)]
    assert text_of(*marks).split() == " ".join([*left, *right]).split()


@pytest.mark.parametrize(
    "unseen",
    [
        Mark("Kubernetes", y=600, before="3 Tr"),
        Mark("Kubernetes", y=600, size=1),
        Mark("Kubernetes", y=600, before="0.1 0 0 0.1 0 540 cm"),
        Mark("Kubernetes", y=600, before="1 g"),
        Mark("Kubernetes", y=600, before="0 0 0 0 k"),
        Mark("Kubernetes", y=600, before="0.96 0.97 1 rg"),
        Mark("Kubernetes", x=700),
        Mark("Kubernetes", y=-40),
    ],
)
def test_what_nobody_sees_is_no_part_of_the_text(unseen):
    raw = pdf_text.read(pdf([[*lines(SCAN), unseen, *lines(["Git e Scrum"], y=500)]]))
    assert raw.hidden.split() == ["Kubernetes"]
    assert raw.text.split() == " ".join([*SCAN, "Git e Scrum"]).split()


@pytest.mark.parametrize("before", ["1 g", "1 1 1 rg"])
def test_white_words_on_a_dark_ground_are_seen(before):
    raw = pdf_text.read(pdf([["q 0.1 0.1 0.3 rg 0 0 200 842 re f Q", *lines(SCAN, before=before, x=20, size=6)]]))
    assert raw.text.split() == " ".join(SCAN).split()
    assert not raw.hidden.strip()


def test_what_is_filled_into_a_form_is_read():
    raw = pdf_text.read(pdf([lines(SCAN)], filled=[Mark("Kubernetes", y=500), Mark("Git e Scrum", y=450)]))
    assert raw.text.split() == " ".join([*SCAN, "Kubernetes Git e Scrum"]).split()


def test_the_layer_of_a_scan_is_its_text_and_said():
    raw = pdf_text.read(pdf([[PICTURE, *lines(SCAN, before="3 Tr")]]))
    assert raw.text.split() == " ".join(SCAN).split()
    assert (raw.doubts, raw.hidden.strip()) == ({Doubt.SCANNED}, "")


def test_more_pages_than_are_read_are_said():
    raw = pdf_text.read(pdf([lines([f"Pagina {number}"]) for number in range(MAX_PAGES + 1)]))
    assert raw.doubts == {Doubt.MORE_PAGES}
    assert raw.pages == MAX_PAGES + 1
    assert raw.text.split()[-1] == str(MAX_PAGES - 1)


def reason(document: bytes) -> Reason:
    with pytest.raises(Unread) as error:
        pdf_text.read(document)
    return error.value.reason


def test_a_password():
    key = "<" + "00" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<00> <00>]"
    assert reason(pdf([lines(SCAN)], trailer=encrypt)) is Reason.PASSWORD


def test_damage():
    assert reason(b"%PDF-1.7\n") is Reason.DAMAGED
    assert reason(b"%PDF-1.7\n" + bytes(range(256)) * 40) is Reason.DAMAGED
    assert reason(pdf([lines(SCAN)])[:300]) is Reason.DAMAGED


def test_something_before_the_file_is_no_trouble():
    assert pdf_text.read(b"\r\n\r\n" + pdf([lines(SCAN)])).text.split() == " ".join(SCAN).split()
