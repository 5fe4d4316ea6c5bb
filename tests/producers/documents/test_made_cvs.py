"""Made-up CVs as programs write them: no word is lost or glued, and the skills are those of the plain text."""

from __future__ import annotations

import pytest

from model.skills.taxonomy import Taxonomy
from producers.documents import docx_text, pdf_text
from tests.documents import cvs, docx
from tests.documents.print_cvs import COUNT, FOLDER, SEED
from tests.documents.words import check


@pytest.fixture(scope="module")
def taxonomy():
    return Taxonomy()


@pytest.mark.parametrize("cv", cvs.made(24), ids=lambda cv: f"{cv.number}-{cv.shape}")
def test_as_docx(taxonomy, cv):
    check(taxonomy, cv, docx_text.read(docx.of_cv(cv)), is_pdf=False)


@pytest.mark.parametrize("program", ["latex", "writer"])
@pytest.mark.parametrize("cv", cvs.made(COUNT, SEED), ids=lambda cv: f"{cv.number}-{cv.shape}")
def test_as_pdf_of_latex_and_libreoffice(taxonomy, program, cv):
    check(taxonomy, cv, pdf_text.read((FOLDER / f"{program}-{cv.number}.pdf").read_bytes()), is_pdf=True)
