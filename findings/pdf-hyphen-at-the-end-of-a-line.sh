#!/usr/bin/env bash
# One would guess: a word that a PDF breaks at the end of a line comes out as its two parts, with the hyphen,
# whatever reads it.
#
# What is so: pypdfium2 puts the control character U+0002 in place of hyphen and line break, so `desenvol-`
# `vimento` is found by no search for either spelling; pypdf and pdfminer.six keep hyphen and line break.
#
# Source: PDFium, core/fpdftext/cpdf_textpage.cpp: a hyphen at the end of a line becomes 0x2 in the page's text;
# pypdfium2 5.15.2 hands it on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'pypdfium2==5.15.2' 'pypdf==7.1.1' 'pdfminer.six==20260107' 'fpdf2==2.8.9'
venv/bin/python - <<'EOF'
import importlib.metadata
import io
import pypdf, pypdfium2
from fpdf import FPDF
from pdfminer.high_level import extract_text

page = FPDF()
page.add_page()
page.set_font("Helvetica", size=12)
page.text(20, 40, "desenvol-")
page.text(20, 46, "vimento")
made = bytes(page.output())
texts = {
    "pypdfium2": pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded(),
    "pypdf": pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text(),
    "pdfminer.six": extract_text(io.BytesIO(made)).strip(),
}
for name, text in texts.items():
    print(f"{name} {importlib.metadata.version(name)}: {text!r}")
assert texts == {"pypdfium2": "desenvol\x02vimento", "pypdf": "desenvol-\nvimento", "pdfminer.six": "desenvol-\nvimento"}
EOF
