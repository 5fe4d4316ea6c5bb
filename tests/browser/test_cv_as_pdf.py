"""Made-up CVs that Chromium prints: no word is lost or glued, and the skills are those of the plain text."""

from __future__ import annotations

import pytest

from model.skills.taxonomy import Taxonomy
from producers.documents import pdf_text
from tests.documents import cvs, html
from tests.documents.words import check

pytestmark = pytest.mark.browser


def test_cvs_of_all_shapes(chromium):
    taxonomy = Taxonomy()
    page = chromium.new_page()
    for cv in cvs.made(24, seed=3):
        page.set_content(html.of_cv(cv))
        check(taxonomy, cv, pdf_text.read(page.pdf(print_background=True)), is_pdf=True)
    page.close()
