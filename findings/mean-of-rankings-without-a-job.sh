#!/usr/bin/env bash
# One would guess: where nobody was found for one of three jobs, the mean over the jobs counts a 0 for it, whoever evaluates.
#
# What is so: pytrec_eval, as trec_eval, knows of such a job only from the ranking: it is not there, and the mean is that of two. Who finds
# nobody scores higher than who finds the wrong people. ir-measures, which calls pytrec_eval, puts the 0 in. Given an empty ranking in place
# of none, pytrec_eval does too.
#
# Source: trec_eval, its option -c: averages over all topics of the judgements, and not those of the ranking alone, by default off. It is no
# part of pytrec-eval-terrier 0.5.11.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'pytrec-eval-terrier==0.5.11' 'ir-measures==0.4.3' 'numpy==2.4.3'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata

import pytrec_eval  # before ir_measures, which has a module of that name
import ir_measures

JUDGED = {"job 1": {"ana": 1}, "job 2": {"bia": 1}, "job 3": {"caio": 1}}
found = {}
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pytrec-eval-terrier", "ir-measures")))
for name, third in (("nobody", {}), ("an empty ranking", {"job 3": {}}), ("somebody else", {"job 3": {"davi": 1.0}})):
    run = {"job 1": {"ana": 1.0}, "job 2": {"davi": 1.0}} | third
    each = pytrec_eval.RelevanceEvaluator(JUDGED, {"recip_rank"}).evaluate(run)
    mean = sum(one["recip_rank"] for one in each.values()) / len(each)
    found[name] = [round(mean, 3), round(ir_measures.calc_aggregate([ir_measures.RR], JUDGED, run)[ir_measures.RR], 3)]
    print(f"for the third job {name}: pytrec_eval's mean is {found[name][0]} of {len(each)} jobs, ir-measures' {found[name][1]}")
assert found == {"nobody": [0.5, 0.333], "an empty ranking": [0.333, 0.333], "somebody else": [0.333, 0.333]}
EOF
