#!/usr/bin/env bash
# One would guess: a CV that was made in a web form and saved as .docx, and that Word shows, has a text for whoever reads .docx.
#
# What is so: html-docx-js, and what else makes a document of a page in the browser, puts the page into it whole and lets the document's
# body point to it; Word takes it in on opening. python-docx, docx2txt, docx2python and mammoth give nothing, and only mammoth says
# that it passed over something. A document that was saved once in Word is an ordinary one.
#
# Source: ECMA-376, part 1, 17.17.2.1, altChunk: an application imports the content; one that can't may ignore it. html-docx-js
# 0.3.1, README: altchunks embed another markup; LibreOffice doesn't support them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'python-docx==1.2.0' 'docx2txt==0.9' 'docx2python==3.6.2'
npm install --silent --no-audit --no-fund --prefix . 'html-docx-js@0.3.1' 'mammoth@1.13.0'
cat > make.mjs <<'EOF'
import { writeFileSync } from "node:fs";
import html from "html-docx-js";
import mammoth from "mammoth";
const made = html.asBlob("<!DOCTYPE html><html><body><h1>Analista de Dados</h1><p>Java, SQL, Kafka</p></body></html>");
const bytes = Buffer.isBuffer(made) ? made : Buffer.from(await made.arrayBuffer());
writeFileSync("cv.docx", bytes);
const { value, messages } = await mammoth.extractRawText({ buffer: bytes });
console.log("mammoth 1.13.0", JSON.stringify(value), "-", messages.map((message) => message.message).join());
process.exit(value === "" && messages.length === 1 ? 0 : 1);
EOF
node make.mjs
venv/bin/python - <<'EOF'
import importlib.metadata, zipfile
import docx, docx2txt
from docx2python import docx2python

inside = zipfile.ZipFile("cv.docx").read("word/afchunk.mht")
assert b"Analista de Dados" in inside
found = {
    "python-docx": "\n".join(paragraph.text for paragraph in docx.Document("cv.docx").paragraphs),
    "docx2txt": docx2txt.process("cv.docx"),
    "docx2python": docx2python("cv.docx").text,
}
for name, text in found.items():
    print(name, importlib.metadata.version(name), repr(text))
assert not any(text.strip() for text in found.values()), found
EOF
