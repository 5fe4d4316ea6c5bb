#!/usr/bin/env bash
# One would guess: a reader of DOCX gives out the hyphen of a telephone number or of a word, as it stands on the page.
#
# What is so: the hyphen that does not break a line (Ctrl+Shift+_ in Word) is no letter but an element of its own. docx2txt and docx2python
# leave it out: 98765-4321 becomes 987654321 and guarda-roupa guardaroupa. python-docx makes a plain hyphen of it, mammoth U+2011, which
# a search for the plain one doesn't find.
#
# Source: ECMA-376, part 1, 17.3.3.18, noBreakHyphen. docx2txt 0.9, docx2txt.py: text, tab, break and paragraph alone. python-docx 1.2.0,
# text/run.py. mammoth 1.13.0, docx/body_xml.py.
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
for before, after in (("98765", "4321"), ("guarda", "roupa")):
    run = document.add_paragraph().add_run(before)
    run._r.append(docx.oxml.OxmlElement("w:noBreakHyphen"))
    run._r.append(docx.oxml.OxmlElement("w:t"))
    run._r[-1].text = after
document.save("cv.docx")
found = {
    "python-docx": " ".join(one.text for one in docx.Document("cv.docx").paragraphs),
    "mammoth": mammoth.extract_raw_text(open("cv.docx", "rb")).value,
    "docx2txt": docx2txt.process("cv.docx"),
    "docx2python": docx2python("cv.docx").text,
}
for name, text in found.items():
    found[name] = text.split()
    print(name, importlib.metadata.version(name), ascii(found[name]))
glued = ["987654321", "guardaroupa"]
assert list(found.values()) == [["98765-4321", "guarda-roupa"], ["98765\u20114321", "guarda\u2011roupa"], glued, glued]
EOF
