#!/usr/bin/env bash
# One would guess: the text of a CV's text box, a usual place for skills and contact, is in the document's text
# once.
#
# What is so: Word writes it twice, for new and for old readers. python-docx gives it not at all, mammoth once,
# docx2txt and docx2python twice.
#
# Source: ECMA-376 part 3, AlternateContent: a reader takes one Choice or the Fallback. python-docx 1.2.0,
# oxml/text/paragraph.py line 102; mammoth 1.13.0, docx/office_xml.py line 39.
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

OPEN = "http://schemas.openxmlformats.org/"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
box = "<w:txbxContent><w:p><w:r><w:t>Kotlin, Spring</w:t></w:r></w:p></w:txbxContent>"
run = f'''<w:r xmlns:w="{OPEN}wordprocessingml/2006/main" xmlns:mc="{OPEN}markup-compatibility/2006" xmlns:wps="{SHAPE}"
 xmlns:wp="{OPEN}drawingml/2006/wordprocessingDrawing" xmlns:a="{OPEN}drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="2000000" cy="500000"/>
<wp:docPr id="1" name="Box"/><a:graphic><a:graphicData uri="{SHAPE}"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>
<v:shape style="width:150pt;height:40pt"><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'''
made = docx.Document()
made.add_paragraph("Resumo")._p.append(parse_xml(run))
made.save("cv.docx")
with docx2python("cv.docx") as read, open("cv.docx", "rb") as file:
    texts = {
        "python-docx": "\n".join(paragraph.text for paragraph in docx.Document("cv.docx").paragraphs),
        "mammoth": mammoth.extract_raw_text(file).value,
        "docx2txt": docx2txt.process("cv.docx"),
        "docx2python": read.text,
    }
found = {name: text.count("Kotlin") for name, text in texts.items()}
for name, count in found.items():
    print(f"{name} {importlib.metadata.version(name)}: the text box {count} time(s)")
assert all("Resumo" in text for text in texts.values())
assert found == {"python-docx": 0, "mammoth": 1, "docx2txt": 2, "docx2python": 2}
EOF
