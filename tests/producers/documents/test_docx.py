"""What is read of a DOCX: one marker word for each feature, each of which some library loses, doubles or glues."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from random import Random

import pytest

from producers.documents import docx_package, docx_text
from producers.documents.outcome import Doubt, Reason
from producers.documents.raw import Unread
from producers.documents.repair import repaired
from tests.documents import docx
from tests.documents.docx import STRICT, box, package, packed, paragraph, run, table

BODY = "".join(
    [
        paragraph("Paragrafo"),
        paragraph(run("Corri") + run("da", "<w:b/>")),
        paragraph(run("Linha") + "<w:r><w:br/></w:r>" + run("Quebrada") + "<w:r><w:cr/></w:r>" + run("Retorno")),
        paragraph(run("Antes") + "<w:r><w:tab/></w:r>" + run("Tabulado") + "<w:r><w:ptab/></w:r>" + run("Ptab")),
        paragraph(run("Guarda") + "<w:r><w:noBreakHyphen/></w:r>" + run("chuva")),
        paragraph(run("Micro") + "<w:r><w:softHyphen/></w:r>" + run("ondas")),
        paragraph(run("Sinal") + "<w:r><w:sym w:font='Wingdings' w:char='F0B7'/></w:r>" + run("Wingdings")),
        paragraph(f"<w:ins>{run('Inserido')}</w:ins><w:del>{run('APAGADO')}</w:del>"),
        paragraph(f"<w:moveFrom>{run('MUDADO')}</w:moveFrom><w:moveTo>{run('Chegado')}</w:moveTo>"),
        paragraph(f"<w:smartTag>{run('Esperto')}</w:smartTag><w:fldSimple w:instr='X'>{run(' Campo')}</w:fldSimple>"),
        paragraph(f"<w:hyperlink r:id='l'>{run('Ligado')}</w:hyperlink>"),
        f"<w:sdt><w:sdtPr><w:t>TITULO</w:t></w:sdtPr><w:sdtContent>{paragraph('Controle')}</w:sdtContent></w:sdt>",
        paragraph(run("Meio") + box("Caixa", "Segunda") + run("termo")),
        paragraph(f"<w:r><v:textbox><w:txbxContent>{paragraph('Antiga')}</w:txbxContent></v:textbox></w:r>"),
        table([["Celula", "Vizinha"], ["Abaixo", ""]]),
        table([["Fora", "Z"]]).replace(paragraph("Z"), table([["Aninhada"]]) + "<w:p/>"),
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr><w:pPrChange><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:pPrChange></w:pPr>"
        + run("Marca", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")
        + "</w:p>",
        paragraph(run("Visivel", "<w:vanish w:val='0'/>")),
    ]
)  # fmt: skip
AROUND = {
    "header": paragraph("Cabecalho"),
    "footer": paragraph("Rodape"),
    "footnotes": f"<w:footnote>{paragraph('Notapé')}</w:footnote>",
    "endnotes": f"<w:endnote>{paragraph('Notafim')}</w:endnote>",
}
WORDS = (
    "Cabecalho Paragrafo Corrida Linha Quebrada Retorno Antes Tabulado Ptab Guarda-chuva Microondas Sinal Wingdings "
    "Inserido Chegado Esperto Campo Ligado Controle Meiotermo Caixa Segunda Antiga Celula Vizinha Abaixo Fora Aninhada "
    "Marca Visivel Notapé Notafim Rodape"
)


def text_of(document: bytes) -> str:
    return repaired(docx_text.read(document).text, is_pdf=False)


@pytest.mark.parametrize("space", [docx.MAIN, STRICT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_each_feature_is_read_once_and_as_its_own_words(space, encoding):
    found = text_of(package(BODY, AROUND, space=space, encoding=encoding)).split()
    assert sorted(found) == sorted(WORDS.split())


def test_the_main_part_may_have_any_name_and_place():
    assert text_of(package(paragraph("Java"), {"header": paragraph("Sol")}, main="Word/Document2.XML")).split() == [
        "Sol",
        "Java",
    ]


def test_names_with_the_other_slash_and_other_case():
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(paragraph("Java")))) as whole, zipfile.ZipFile(made, "w") as file:
        for one in whole.namelist():
            name = zipfile.ZipInfo()
            name.filename = one.replace("/", "\\").upper()
            file.writestr(name, whole.read(one))
    assert text_of(made.getvalue()) == "Java"


@pytest.mark.parametrize("looks", ["<w:vanish/>", "<w:vanish w:val='1'/>", "<w:sz w:val='7'/>"])
def test_what_nobody_sees_is_no_part_of_the_text(looks):
    raw = docx_text.read(package(paragraph(run("Java ") + run("Kubernetes", looks) + run("Spring"))))
    assert (raw.text.split(), raw.hidden.split()) == (["Java", "Spring"], ["Kubernetes"])


STYLES = (
    "<w:style w:styleId='Base'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:styleId='Gone'><w:basedOn w:val='Base'/><w:pPr><w:rPr><w:sz w:val='40'/></w:rPr></w:pPr></w:style>"
    "<w:style w:styleId='Small'><w:rPr><w:sz w:val='2'/></w:rPr></w:style>"
    "<w:style w:styleId='Light'><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>"
    "<w:style w:styleId='Ring'><w:basedOn w:val='Ring'/></w:style>"
)


@pytest.mark.parametrize(
    ("paragraph_style", "looks", "is_hidden", "doubts"),
    [
        ("Gone", "", True, set()),
        ("", "<w:rStyle w:val='Gone'/>", True, set()),
        ("Small", "", True, set()),
        ("Small", "<w:sz w:val='22'/>", False, set()),
        ("Small", "<w:rStyle w:val='Light'/><w:sz w:val='22'/>", False, {Doubt.WHITE}),
        ("Gone", "<w:vanish w:val='0'/>", False, set()),
        ("Light", "", False, {Doubt.WHITE}),
        ("Ring", "", False, set()),
        ("Unknown", "", False, set()),
    ],
)
def test_what_a_style_hides_and_what_its_words_say_against_it(paragraph_style, looks, is_hidden, doubts):
    before = f"<w:p><w:pPr><w:pStyle w:val='{paragraph_style}'/></w:pPr>"
    raw = docx_text.read(package(f"{before}{run('Java', looks)}</w:p>{paragraph('Git')}", {"styles": STYLES}))
    assert raw.text.split() == (["Git"] if is_hidden else ["Java", "Git"])
    assert (raw.hidden.split(), raw.doubts) == (["Java"] if is_hidden else [], doubts)


@pytest.mark.parametrize("colour", ["ffffff", "FEF9F0"])
def test_white_words_stay_and_are_doubtful(colour):
    raw = docx_text.read(package(paragraph(run("Java", f"<w:color w:val='{colour}'/>"))))
    assert (raw.text.strip(), raw.doubts) == ("Java", {Doubt.WHITE})


@pytest.mark.parametrize("colour", ["auto", "FF0000", "00FFFF", "333333"])
def test_coloured_words_are_no_white_ones(colour):
    raw = docx_text.read(package(paragraph(run("Java", f"<w:color w:val='{colour}'/>"))))
    assert raw.doubts == set()


def test_an_embedded_document_is_said():
    assert docx_text.read(package(paragraph("Java") + "<w:altChunk r:id='a'/>")).doubts == {Doubt.EMBEDDED}


def reason(document: bytes) -> Reason:
    with pytest.raises(Unread) as error:
        docx_text.read(document)
    return error.value.reason


def test_what_is_no_word_document():
    assert reason(packed({"mimetype": "application/vnd.oasis.opendocument.text"})) is Reason.OTHER_FORMAT
    workbook = package(
        paragraph("Java"), main="xl/workbook.xml", space="http://schemas.openxmlformats.org/spreadsheetml"
    )
    assert reason(workbook) is Reason.OTHER_FORMAT


@pytest.mark.parametrize(
    "inside",
    ["<!DOCTYPE w [<!ENTITY a 'aaaa'>]><w/>", "<!DOCTYPE w SYSTEM 'file:///etc/hostname'><w/>", "<w", "", "\x00"],
)
def test_a_document_type_or_no_markup_is_refused(inside):
    assert reason(package(BODY, more={"word/document.xml": inside.encode()})) is Reason.DAMAGED


def test_sizes_are_looked_at_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    assert reason(package("", more={"big.xml": bytes(60_000_000)})) is Reason.TOO_LARGE_INSIDE
    assert reason(package("", more={"ratio.xml": bytes(2_000_000)})) is Reason.TOO_LARGE_INSIDE
    assert reason(package("", more={f"{n}.xml": b"" for n in range(600)})) is Reason.TOO_LARGE_INSIDE


def test_a_part_that_unpacks_to_more_than_it_declares_is_damaged():
    made = bytearray(package(paragraph("Java " * 5000)))
    at = made.index(b"PK\x01\x02")
    while b"word/document.xml" not in made[at + 46 : at + 63]:
        at = made.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", made, at + 24, 100)
    assert reason(bytes(made)) is Reason.DAMAGED


def test_an_encrypted_part_is_a_password():
    made = bytearray(package(paragraph("Java")))
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    assert reason(bytes(made)) is Reason.PASSWORD


def test_cut_and_garbled_packages_are_damaged():
    whole = package(BODY, AROUND)
    for end in range(4, len(whole), 97):
        assert reason(whole[:end]) is Reason.DAMAGED


@pytest.mark.parametrize("seed", range(5))
def test_other_bytes_anywhere_end_in_a_text_or_a_reason(seed):
    chance = Random(seed)
    whole = package(BODY, AROUND)
    for _ in range(50):
        garbled = bytearray(whole)
        for _ in range(chance.choice([1, 2, 8])):
            garbled[chance.randrange(len(garbled))] = chance.randrange(256)
        with suppress(Unread):
            docx_text.read(bytes(garbled))


def test_deep_nesting_is_no_trouble():
    deep = "<w:smartTag>" * 5_000 + run("Fundo") + "</w:smartTag>" * 5_000
    assert text_of(package(paragraph(deep + run("")))) == "Fundo"


def test_part_names_do_not_climb_out_of_the_package():
    assert "evil" not in str(docx_package.Package(package(paragraph("Java"), {"../../evil": ""})).main)
