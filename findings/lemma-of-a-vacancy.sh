#!/usr/bin/env bash
# One would guess: a lemmatiser gives a word's plural and its singular one lemma, for that is what it is for: "vagas" and "vaga", vacancies and
# vacancy.
#
# What is so: to simplemma "vagas" is "vaga", and "vaga" is "vago", vague or empty, as the adjective's feminine is spelled likewise. So "notas" and
# "nota" are "nota" and "notar", to note, "buscas" and "busca" the search and to search. By lemmas a search for "vaga" doesn't find a page
# of "vagas". "empresa" and "empresas" agree.
#
# Source: simplemma 2.0.0, lemmatize: a table from form to lemma, without a look at the sentence; its Portuguese data.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'simplemma==2.0.0'
venv/bin/python - <<'EOF'
import importlib.metadata
import simplemma

print("simplemma", importlib.metadata.version("simplemma"))
expected = {
    ("empresas", "empresa"): ("empresa", "empresa"),
    ("vagas", "vaga"): ("vaga", "vago"),
    ("notas", "nota"): ("nota", "notar"),
    ("propostas", "proposta"): ("proposta", "proposto"),
    ("buscas", "busca"): ("busca", "buscar"),
}
found = {words: tuple(simplemma.lemmatize(word, lang="pt") for word in words) for words in expected}
for words, lemmas in found.items():
    print(*words, "->", *lemmas)
assert found == expected
EOF
