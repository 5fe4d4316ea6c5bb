#!/usr/bin/env bash
# One would guess: of four CVs, two with "java" and two without, a search for "java" by BM25 puts the two that have it first; and a word
# that more documents have weighs less.
#
# What is so: in rank-bm25's BM25Okapi a word of exactly half the documents weighs nothing, so all four score 0. One that stands in more
# than half gets a quarter of the average weight of all words, so "sql" of three CVs weighs more than "java" of two. Where most words
# are common that average is below zero, and whoever has the word sinks below whoever lacks it. bm25s does as one would guess.
#
# Source: rank-bm25 0.2.2, rank_bm25.py, BM25Okapi._calc_idf: log(N - n + 0.5) - log(n + 0.5), and epsilon times the average where that
# is below zero. bm25s 0.3.16, BM25(method="lucene") by default, whose weight is never below zero.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'rank-bm25==0.2.2' 'bm25s==0.3.16'
venv/bin/python - <<'EOF'
import importlib.metadata

import bm25s
from rank_bm25 import BM25Okapi

def scores(documents, word):
    other = bm25s.BM25()
    other.index(documents, show_progress=False)
    return [[round(float(one), 3) for one in index.get_scores([word])] for index in (BM25Okapi(documents), other)]

print(f"rank-bm25 {importlib.metadata.version('rank-bm25')}, bm25s {importlib.metadata.version('bm25s')}")
FOUR = [["java", "sql"], ["java", "sql", "spring"], ["python", "sql"], ["cobol", "mainframe"]]
java, sql = (scores(FOUR, word) for word in ("java", "sql"))
print("java, in two of four:", *java)
print("sql, in three of four:", *sql)
assert java[0] == [0, 0, 0, 0] and min(java[1][:2]) > 0 == max(java[1][2:])
assert sql[0][0] > java[0][0] and sql[1][0] < java[1][0]
COMMON = [["java", "sql"], ["java", "sql"], ["java", "sql"], ["python", "sql"]]
java = scores(COMMON, "java")
print("java, in three of four, where all have sql:", *java)
assert java[0][0] < 0 == java[0][3] and java[1][0] > 0 == java[1][3]
EOF
