#!/usr/bin/env bash
# One would guess: SHAP's TreeExplainer that is given the rows of all applicants as background explains each score by what differs from the
# mean score of all of them.
#
# What is so: it takes 100 of them by chance, without a word, and all that a page says of "above the average" is against the mean of these. Where
# those who are fit are rare it is the mean of the few that were drawn: here one of twenty is fit, and of the hundred one of fifty. A
# shap.maskers.Independent with max_samples takes all.
#
# Source: shap 0.51.0, maskers/_tabular.py: max_samples=100 and utils.sample, whose random_state is 0; explainers/_tree.py takes masker.data.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'shap==0.51.0' 'scikit-learn==1.9.1' 'numpy==2.4.6'
OMP_NUM_THREADS=1 venv/bin/python -W ignore - <<'EOF'
import numpy as np, shap, sklearn
from sklearn.ensemble import RandomForestClassifier

random = np.random.default_rng(10)
rows = random.normal(size=(2000, 3))
fit = rows[:, 0] > 1.6
forest = RandomForestClassifier(20, max_depth=5, random_state=0).fit(rows, fit)
mean = forest.predict_proba(rows)[:, 1].mean()
print(f"shap {shap.__version__}, scikit-learn {sklearn.__version__}; mean score of {len(rows)} rows: {mean:.4f}")
bases = {}
for name, background in (("the rows", rows), ("a masker of all", shap.maskers.Independent(rows, max_samples=len(rows)))):
    explainer = shap.TreeExplainer(forest, background)
    bases[name] = float(explainer.expected_value[1])
    print(f"with {name}: background of {len(explainer.data)} rows, base value {bases[name]:.4f}")
    assert len(explainer.data) == (100 if name == "the rows" else len(rows))
assert abs(bases["a masker of all"] - mean) < 1e-6 and bases["the rows"] < 0.7 * mean
EOF
