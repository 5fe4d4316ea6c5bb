#!/usr/bin/env bash
# One would guess: what was deleted from a CV while its changes were tracked, and what a reader noted in the margin, is no text of it.
#
# What is so: an ODT keeps deleted paragraphs before the text, and a comment in the middle of its sentence. By odfpy's usual way,
# teletype.extractText of every paragraph, both are text: the deleted skill is back, and the comment is glued to the word that it is about,
# with its author, and comes a second time by itself. odfdo leaves out the one and sets the other below the text.
#
# Source: ODF 1.3 part 3, text:tracked-changes (holds what was deleted) and office:annotation. odfpy 1.4.1, odf/teletype.py,
# extractText: the text of all children; odfdo 3.27.3, Document.get_formatted_text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'odfpy==1.4.1' 'odfdo==3.27.3'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata

import odf.opendocument, odf.teletype, odf.text
import odfdo
from odf.dc import Creator, Date
from odf.namespaces import TEXTNS
from odf.office import Annotation, ChangeInfo

cv = odf.opendocument.OpenDocumentText()
changes = odf.text.TrackedChanges()
region = odf.text.ChangedRegion(qattributes={(TEXTNS, "id"): "c1"}, check_grammar=False)
deletion = odf.text.Deletion()
change = ChangeInfo()
change.addElement(Creator(text="Ana"))
change.addElement(Date(text="2026-05-01T00:00:00"))
deletion.addElement(change)
deletion.addElement(odf.text.P(text="Cobol"))
region.addElement(deletion)
changes.addElement(region)
cv.text.addElement(changes)
cv.text.addElement(odf.text.Change(changeid="c1"))
line = odf.text.P(text="Linguagens: Java")
note = Annotation()
note.addElement(Creator(text="Rui"))
note.addElement(odf.text.P(text="desde quando?"))
line.addElement(note)
line.addText(" e SQL")
cv.text.addElement(line)
cv.save("cv.odt")

by_odfpy = [odf.teletype.extractText(one) for one in odf.opendocument.load("cv.odt").getElementsByType(odf.text.P)]
by_odfdo = odfdo.Document("cv.odt").get_formatted_text()
print(f"odfpy {importlib.metadata.version('odfpy')}: {by_odfpy}")
print(f"odfdo {importlib.metadata.version('odfdo')}: {by_odfdo!r}")
assert by_odfpy == ["Cobol", "Linguagens: JavaRuidesde quando? e SQL", "desde quando?"]
assert "Cobol" not in by_odfdo and "Java[*] e SQL" in by_odfdo
EOF
