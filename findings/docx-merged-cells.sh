#!/usr/bin/env bash
# One would guess: a heading over three columns of a CV's table stands once in its text.
#
# What is so: python-docx gives a merged cell once for each column and row that it covers, and so does docx2python; who joins the cells has
# the heading three times, and the languages' heading once for each language. What counts words or years counts them as often. mammoth and
# docx2txt give it once.
#
# Source: python-docx 1.2.0, table.py, _Row.cells: a merged cell appears once for each grid column it spans. docx2python 3.7.1, README:
# duplicate_merged_cells is True by default.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'python-docx==1.2.0' 'docx2txt==0.9' 'mammoth==1.13.0' 'docx2python==3.7.1'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata
import docx, docx2txt, mammoth
from docx2python import docx2python

document = docx.Document()
table = document.add_table(3, 3)
table.cell(0, 0).merge(table.cell(0, 2)).text = "Experiência"
table.cell(1, 0).merge(table.cell(2, 0)).text = "Idiomas"
for row, words in ((1, ("inglês", "fluente")), (2, ("espanhol", "básico"))):
    table.cell(row, 1).text, table.cell(row, 2).text = words
document.save("cv.docx")
texts = {
    "python-docx": " ".join(cell.text for row in docx.Document("cv.docx").tables[0].rows for cell in row.cells),
    "docx2python": docx2python("cv.docx").text,
    "mammoth": mammoth.extract_raw_text(open("cv.docx", "rb")).value,
    "docx2txt": docx2txt.process("cv.docx"),
}
found = {}
for name, text in texts.items():
    found[name] = [text.split().count(word) for word in ("Experiência", "Idiomas", "inglês")]
    print(name, importlib.metadata.version(name), " ".join(text.split()))
assert list(found.values()) == [[3, 2, 1], [3, 2, 1], [1, 1, 1], [1, 1, 1]], found
EOF
