#!/usr/bin/env bash
# One would guess: a paragraph's `text` in python-docx is all the text that Word shows in it.
#
# What is so: what stands in a content control (the fields of a form, as CV templates have them) and what was
# inserted while changes were tracked is missing; mammoth, docx2txt and docx2python give both.
#
# Source: python-docx 1.2.0, oxml/text/paragraph.py line 102: runs and hyperlinks that are direct children of the
# paragraph, and nothing of w:sdt or w:ins.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'python-docx==1.2.0' 'mammoth==1.13.0' 'docx2txt==0.9' 'docx2python==3.7.1'
venv/bin/python - <<'EOF'
import importlib.metadata
import docx, docx2txt, mammoth
from docx.oxml import parse_xml
from docx2python import docx2python

NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
made = docx.Document()
paragraph = made.add_paragraph("Cargo: ")._p
field = '<w:r><w:t xml:space="preserve">Analista </w:t></w:r>'
paragraph.append(parse_xml(f"<w:sdt {NAMES}><w:sdtContent>{field}</w:sdtContent></w:sdt>"))
paragraph.append(parse_xml(f'<w:ins {NAMES} w:id="1" w:author="a"><w:r><w:t>Pleno</w:t></w:r></w:ins>'))
made.save("cv.docx")
with docx2python("cv.docx") as read, open("cv.docx", "rb") as file:
    texts = {
        "python-docx": docx.Document("cv.docx").paragraphs[0].text,
        "mammoth": mammoth.extract_raw_text(file).value,
        "docx2txt": docx2txt.process("cv.docx"),
        "docx2python": read.text,
    }
found = {name: " ".join(text.split()) for name, text in texts.items()}
for name, text in found.items():
    print(f"{name} {importlib.metadata.version(name)}: {text!r}")
assert found.pop("python-docx") == "Cargo:"
assert set(found.values()) == {"Cargo: Analista Pleno"}
EOF
