#!/usr/bin/env bash
# One would guess: an evaluation takes a ranking as it was made: who has more points stands before, and of equals the first given.
#
# What is so: pytrec_eval, as trec_eval in C, keeps scores in single precision and puts equals in falling order of their ids, as text.
# People ranked by the time of their application, in seconds since 1970, are equal to it within a minute or two, and the figure is another
# once a constant is taken off. Of "9" and "10" it has "9" first, whichever was given first, so new ids change the figure too.
#
# Source: trec_eval, trec_format.h: float sim in TEXT_RESULTS; form_res_rels.c, comp_sim_docno: equals by falling docno. Both are part
# of pytrec-eval-terrier 0.5.11.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps 'pytrec-eval-terrier==0.5.11' 'numpy==2.4.3'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata

import pytrec_eval

def reciprocal_rank(relevant, run):
    wanted = {"job": {name: int(name == relevant) for name in run}}
    return round(pytrec_eval.RelevanceEvaluator(wanted, {"recip_rank"}).evaluate({"job": run})["job"]["recip_rank"], 3)

print("pytrec-eval-terrier", importlib.metadata.version("pytrec-eval-terrier"))
LATEST_FIRST = {"a": 1764340020.0, "b": 1764340010.0, "c": 1764340000.0}
by_time = reciprocal_rank("a", LATEST_FIRST)
less = reciprocal_rank("a", {name: moment - 1764340000 for name, moment in LATEST_FIRST.items()})
print(f"reciprocal rank of the latest of three: {by_time} by seconds since 1970, {less} by seconds since the first")
assert (by_time, less) == (0.333, 1)
found = {first: reciprocal_rank(first, {first: 88.5, second: 88.5}) for first, second in (("9", "10"), ("10", "9"), ("010", "009"))}
print("of two equals, the one that was given first:", found)
assert found == {"9": 1, "10": 0.5, "010": 1}
EOF
