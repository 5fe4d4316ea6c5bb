#!/usr/bin/env bash
# One would guess: a list of terms and what they mean, as job pages have it for pay and place, is read as one finds it on the screen: each in
# a line of its own.
#
# What is so: inscriptis knows nothing of such lists, takes them for text within a line and glues a term to what it means, and that to the
# next term: "SalárioR$ 8.000LocalRecife". html2text and resiliparse part them.
#
# Source: HTML standard, 15.3.7: dl, dt and dd are blocks. inscriptis 2.7.6, css_profiles.py, which has none of the three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'inscriptis==2.7.6' 'html2text==2025.4.15' 'resiliparse==2.0.1'
venv/bin/python - <<'EOF'
import importlib.metadata

import html2text, inscriptis
from resiliparse.extract.html2text import extract_plain_text

LIST = "<dl><dt>Salário</dt><dd>R$ 8.000</dd><dt>Local</dt><dd>Recife</dd></dl>"
READ = {"inscriptis": inscriptis.get_text, "html2text": html2text.html2text, "resiliparse": extract_plain_text}
found = {}
for name, read in READ.items():
    found[name] = [line.strip() for line in read(f"<html><body><h1>Analista</h1>{LIST}</body></html>").splitlines() if line.strip()]
    print(f"{name} {importlib.metadata.version(name)}: {found[name]}")
assert found["inscriptis"] == ["Analista", "SalárioR$ 8.000LocalRecife"]
assert all(found[name][1:] == ["Salário", "R$ 8.000", "Local", "Recife"] for name in ("html2text", "resiliparse"))
EOF
