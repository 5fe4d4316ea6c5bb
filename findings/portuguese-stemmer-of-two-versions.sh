#!/usr/bin/env bash
# One would guess: the Portuguese Snowball stemmer is one algorithm, so an index and a query may use two
# libraries.
#
# What is so: NLTK's and Snowball's own part at nouns: NLTK takes -ança off, so that `segurança` (security) meets
# `seguro` (insurance), and Snowball does not; and `liderança` has two stems. To both, a word typed without its
# accents is another word: `programacao` does not meet `programação`.
#
# Source: snowballstem.org/algorithms/portuguese/stemmer.html; NLTK 3.10.4, nltk/stem/snowball.py, class
# PortugueseStemmer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'snowballstemmer==3.1.1' 'nltk==3.10.4'
venv/bin/python - <<'EOF'
import importlib.metadata
import snowballstemmer
from nltk.stem.snowball import PortugueseStemmer

snowball, nltk = snowballstemmer.stemmer("portuguese").stemWord, PortugueseStemmer().stem
print(*(f"{name} {importlib.metadata.version(name)}" for name in ("snowballstemmer", "nltk")), sep=", ")
for word in ("segurança", "seguro", "liderança", "programador", "programação", "programacao"):
    print(f"{word}: {snowball(word)}, {nltk(word)}")
assert snowball("segurança") != snowball("seguro") and nltk("segurança") == nltk("seguro")
assert snowball("liderança") != nltk("liderança")
assert all(stem("programador") == stem("programação") != stem("programacao") for stem in (snowball, nltk))
EOF
