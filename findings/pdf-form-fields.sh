#!/usr/bin/env bash
# One would guess: what a person has typed into the fields of a PDF form, and what every viewer shows, is part of the
# page's text.
#
# What is so: pypdfium2, pypdf, pdfminer.six and pdfplumber give out the printed labels alone, without a word of the
# answers and without an error: a form that was filled in reads as an empty one. PyMuPDF gives out both.
#
# Source: ISO 32000-1, 12.5.5 and 12.7: a field's value is drawn by the appearance of its annotation, which is no part
# of the page's contents. PDFium's FPDFPage_Flatten puts it there, after which pypdfium2 reads it too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'reportlab==5.1.0' 'pypdfium2==5.15.2' 'pypdf==7.1.1' \
    'pdfminer.six==20260107' 'pdfplumber==0.11.10' 'pymupdf==2.0'
venv/bin/python - <<'EOF'
import importlib.metadata
import io

import pdfplumber, pymupdf, pypdf, pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.high_level import extract_text
from reportlab.pdfgen import canvas

made = io.BytesIO()
page = canvas.Canvas(made)
page.drawString(72, 760, "Skills:")
page.acroForm.textfield(name="skills", value="Java, Kubernetes", x=72, y=720, width=300, height=20)
page.save()
form = made.getvalue()

viewed = pypdfium2.PdfDocument(form)
viewed.init_forms()
shown = viewed[0].render(scale=1, grayscale=True)
rows = [bytes(shown.buffer)[row * shown.stride : row * shown.stride + shown.width] for row in range(842 - 740, 842 - 720)]
assert any(min(row[75:200]) < 100 for row in rows), "the answer is drawn"
texts = {
    "pypdfium2": pypdfium2.PdfDocument(form)[0].get_textpage().get_text_bounded(),
    "pypdf": pypdf.PdfReader(io.BytesIO(form)).pages[0].extract_text(),
    "pdfminer.six": extract_text(io.BytesIO(form)),
    "pdfplumber": pdfplumber.open(io.BytesIO(form)).pages[0].extract_text(),
    "pymupdf": pymupdf.open(stream=form)[0].get_text(),
}
for name, text in texts.items():
    print(f"{name} {importlib.metadata.version(name)}: {text.strip()!r}")
document = pypdfium2.PdfDocument(form)
assert pdfium.FPDFPage_Flatten(document[0], pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
flat = document[0].get_textpage().get_text_bounded()
print(f"pypdfium2, flattened first: {flat!r}")
assert {name: text.split() for name, text in texts.items()} == {
    name: ["Skills:", "Java,", "Kubernetes"] if name == "pymupdf" else ["Skills:"] for name in texts
}
assert flat.split() == ["Skills:", "Java,", "Kubernetes"]
EOF
