#!/usr/bin/env bash
# One would guess: text2num, told that a posting is in Portuguese, makes figures of its numbers and leaves its days of the week.
#
# What is so: "segunda a sexta", Monday to Friday, becomes "segunda a 6ª", Monday to sixth, and "na quinta" "na 5ª": the short names of the days are
# the ordinals. Its threshold of 3 spares "segunda" and "terça", so of one week some days are figures and some
# words. Of "dois a três anos" it leaves the two and changes the three.
#
# Source: text2num 3.1.0, alpha2digit: numbers and ordinals that stand alone are converted from a threshold on, by default 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'text2num==3.1.0'
venv/bin/python - <<'EOF'
import importlib.metadata
from text_to_num import alpha2digit

print("text2num", importlib.metadata.version("text2num"))
expected = {
    "cinco mil e quinhentos reais": "5500 reais",
    "de segunda a sexta": "de segunda a 6ª",
    "entrevista na quinta": "entrevista na 5ª",
    "de dois a três anos": "de dois a 3 anos",
}
found = {text: alpha2digit(text, "pt") for text in expected}
for text, changed in found.items():
    print(f"{text}: {changed}")
assert found == expected
EOF
