#!/usr/bin/env bash
# One would guess: NDCG@k of one ranking is one number.
#
# What is so: LightGBM and scikit-learn differ in three ways. A query without a relevant document counts 1 to
# LightGBM and 0 to scikit-learn. Of equal scores LightGBM takes the order of the rows, so a model that says
# nothing reaches 1 or 0, while scikit-learn averages over all orders. And a grade counts 2^grade - 1 to LightGBM,
# the grade itself to scikit-learn.
#
# Source: LightGBM, src/metric/rank_metric.hpp (a query whose best DCG is not positive counts 1) and
# docs/Parameters.rst, label_gain. scikit-learn, ndcg_score, ignore_ties, and dcg_score.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'lightgbm==4.7.0' 'scikit-learn==1.9.1' 'numpy==2.4.6'
OMP_NUM_THREADS=1 venv/bin/python -W ignore - <<'EOF'
import lightgbm, numpy as np, sklearn
from sklearn.metrics import ndcg_score

def of_lightgbm(grades, scores, k):
    # No split is possible, so the scores stay as they are given.
    options = {"objective": "lambdarank", "metric": "ndcg", "eval_at": [k], "verbose": -1,
               "min_data_in_leaf": 1000, "feature_pre_filter": False}
    rows, seen = np.arange(float(len(grades))).reshape(-1, 1), {}
    made = lightgbm.Dataset(rows, grades, group=[len(grades)], params=options)
    scored = lightgbm.Dataset(rows, grades, group=[len(grades)], init_score=scores, reference=made, params=options)
    lightgbm.train(options, made, 1, valid_sets=[scored], callbacks=[lightgbm.record_evaluation(seen)])
    return round(float(seen["valid_0"][f"ndcg@{k}"][0]), 4)

print(f"NDCG@3 of lightgbm {lightgbm.__version__} and scikit-learn {sklearn.__version__}")
found = {}
for name, grades, scores in (
    ("nothing relevant", [0, 0, 0, 0], [4, 3, 2, 1]),
    ("all equal, relevant first", [1, 0, 0, 0], [0, 0, 0, 0]),
    ("all equal, relevant last", [0, 0, 0, 1], [0, 0, 0, 0]),
    ("grades", [3, 1, 0, 2], [1, 4, 3, 2]),
):
    grades, scores = np.array(grades), np.array(scores, float)
    found[name] = of_lightgbm(grades, scores, 3), round(float(ndcg_score([grades], [scores], k=3)), 4)
    print(f"{name}: {found[name]}")
exponential = round(float(ndcg_score([2.0 ** np.array([3, 1, 0, 2]) - 1], [[1, 4, 3, 2]], k=3)), 4)
assert list(found.values()) == [(1.0, 0.0), (1.0, 0.5327), (0.0, 0.5327), (0.2662, 0.42)]
assert exponential == found["grades"][0]
EOF
