#!/usr/bin/env bash
# One would guess: a line break inside a paragraph (Shift+Enter, as CVs have it between a job and its firm) parts two words.
#
# What is so: mammoth's raw text has nothing for it, in Node as in Python, so "Analista" and "SQL" become "AnalistaSQL" and neither is
# found; of 65 real CVs 51 had such words. Its own HTML has a <br />, and python-docx and docx2txt have a line break.
#
# Source: ECMA-376 part 1, 17.3.3.1, w:br. mammoth 1.13.0, for both languages, raw_text.py: text and tabs alone, and two newlines after a paragraph; its
# README promises the paragraphs apart and says nothing of lines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'mammoth==1.13.0' 'python-docx==1.2.0' 'docx2txt==0.9'
npm install --silent --no-audit --no-fund --prefix . 'mammoth@1.13.0'
venv/bin/python - <<'EOF'
import importlib.metadata, subprocess

import docx, docx2txt, mammoth

cv = docx.Document()
line = cv.add_paragraph("Analista").runs[0]
line.add_break()
line.add_text("SQL")
cv.save("cv.docx")
NODE = 'require("mammoth").extractRawText({ path: "cv.docx" }).then((read) => process.stdout.write(read.value))'
with open("cv.docx", "rb") as file:
    found = {
        "mammoth": mammoth.extract_raw_text(file).value,
        "mammoth's HTML": mammoth.convert_to_html(file).value,
        "python-docx": docx.Document(file).paragraphs[0].text,
        "docx2txt": docx2txt.process(file),
        "mammoth (npm)": subprocess.run(["node", "-e", NODE], check=True, capture_output=True, text=True).stdout,
    }
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("mammoth", "python-docx", "docx2txt")))
for name, text in found.items():
    print(f"{name}: {text.strip()!r}")
assert [text.strip() for text in found.values()] == [
    "AnalistaSQL", "<p>Analista<br />SQL</p>", "Analista\nSQL", "Analista\nSQL", "AnalistaSQL",
]
EOF
