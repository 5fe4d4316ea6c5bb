#!/usr/bin/env bash
# One would guess: a line of a CV is in the same language in capitals as in small letters.
#
# What is so: langdetect leaves out the inside of words in capitals, so of a heading it sees little but its first letters. "Inglês
# avançado" is Portuguese to it, and in capitals Tagalog, with 0.99, whatever its random numbers; "Analista de dados" in capitals is German or
# Somali. py3langid says Portuguese to all four. A lower() before langdetect is enough.
#
# Source: langdetect 1.0.9, utils/ngram.py, lines 46 and 52: of two capitals in a row no n-gram is given out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'langdetect==1.0.9' 'py3langid==0.4.0'
venv/bin/python - <<'EOF'
import importlib.metadata

import langdetect, py3langid

def of_langdetect(text):
    found = []
    for seed in range(20):  # of its random numbers
        langdetect.DetectorFactory.seed = seed
        found.append(langdetect.detect_langs(text)[0])
    return {one.lang for one in found}, min(round(one.prob, 2) for one in found)

print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("langdetect", "py3langid")))
found = {}
for line in ("Inglês avançado", "Analista de dados"):
    for text in (line, line.upper()):
        found[text], least = of_langdetect(text)
        print(f"{text}: langdetect {sorted(found[text])}, with {least} or more; py3langid {py3langid.classify(text)[0]}")
        assert py3langid.classify(text)[0] == "pt"
        assert of_langdetect(text.lower())[0] == {"pt"}
assert found["Inglês avançado"] == found["Analista de dados"] == {"pt"}
assert found["INGLÊS AVANÇADO"] == {"tl"} and "pt" not in found["ANALISTA DE DADOS"]
EOF
