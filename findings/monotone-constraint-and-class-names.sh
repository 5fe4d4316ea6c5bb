#!/usr/bin/env bash
# One would guess: monotonic_cst=[1] makes a scikit-learn forest's chance of a hire rise with the feature.
#
# What is so: it is the chance of the class that is last in alphabetical order. With `contratado` and `recusado`
# that is the refusal: the constraint forbids what the data show, and the chance of a hire does not rise at all.
# With 0 and 1 all is well.
#
# Source: scikit-learn, RandomForestClassifier, monotonic_cst: constraints hold over the probability of the
# positive class; classes_ are sorted, and the second is the positive one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'scikit-learn==1.9.1' 'numpy==2.4.6'
venv/bin/python - <<'EOF'
import numpy as np, sklearn
from sklearn.ensemble import RandomForestClassifier

draw = np.random.default_rng(0)
skill = draw.random((4000, 1))
hired = draw.random(4000) < 0.2 + 0.6 * skill[:, 0]
print(f"scikit-learn {sklearn.__version__}: chance of a hire at skill 0 and 1")
rise = {}
for name, labels, hire in (("numbers", hired.astype(int), 1), ("names", np.where(hired, "contratado", "recusado"), "contratado")):
    forest = RandomForestClassifier(30, monotonic_cst=[1], min_samples_leaf=50, random_state=0).fit(skill, labels)
    low, high = forest.predict_proba([[0.0], [1.0]])[:, list(forest.classes_).index(hire)]
    print(f"{name}, classes {forest.classes_.tolist()}: {low:.3f}, {high:.3f}")
    rise[name] = high - low
assert rise["numbers"] > 0.4 and rise["names"] <= 1e-9
EOF
