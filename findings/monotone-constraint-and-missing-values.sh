#!/usr/bin/env bash
# One would guess: where a feature is constrained to raise the prediction, leaving it out can't give more than its
# best value.
#
# What is so: the constraint orders values that are there. A missing one goes where training found it fit best:
# with LightGBM and scikit-learn's histogram boosting it scores above every value, with a random forest as the
# best one. Whoever says nothing then stands before whoever says the most.
#
# Source: scikit-learn, user guide, "Monotonic Constraints" (x <= x' alone) and "Missing values support" (each
# split sends them where it gains more). LightGBM, docs/Advanced-Topics.rst, "Missing Value Handle".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'lightgbm==4.7.0' 'scikit-learn==1.9.1' 'numpy==2.4.6'
OMP_NUM_THREADS=1 venv/bin/python -W ignore - <<'EOF'
import lightgbm, numpy as np, sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

draw = np.random.default_rng(0)
value = draw.random(4000)
hired = draw.random(4000) < 0.2 + 0.6 * value
missing = draw.random(4000) < 0.3
value[missing] = np.nan
hired[missing] = draw.random(missing.sum()) < 0.95  # as where those who were known already filled in no form
models = {
    "LightGBM": lightgbm.LGBMClassifier(n_estimators=30, monotone_constraints=[1], verbose=-1),
    "HistGradientBoosting": HistGradientBoostingClassifier(max_iter=30, monotonic_cst=[1]),
    "RandomForest": RandomForestClassifier(30, monotonic_cst=[1], min_samples_leaf=50, random_state=0),
}
print(f"lightgbm {lightgbm.__version__}, scikit-learn {sklearn.__version__}: chance at a missing value, 0, 0.5 and 1")
for name, model in models.items():
    chance = model.fit(value[:, None], hired).predict_proba([[np.nan], [0.0], [0.5], [1.0]])[:, 1]
    print(f"{name}: {chance.round(3)}")
    assert chance[1] < chance[2] < chance[3]
    assert chance[0] > chance[3] + 0.05 if name != "RandomForest" else chance[0] == chance[3]
EOF
