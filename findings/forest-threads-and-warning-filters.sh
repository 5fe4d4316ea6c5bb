#!/usr/bin/env bash
# One would guess: fitting a forest with n_jobs=2 leaves Python's warning filters as they were.
#
# What is so: each tree is fitted inside warnings.catch_warnings(), in threads. Before Python 3.14 that saves and puts back one list for
# the whole process, so one thread puts back what another had just changed: after some fits the filters are others. Where they
# are left empty, the next fit warns that `delayed` should be used with `Parallel`, which nobody called.
#
# Source: scikit-learn 1.9.1, utils/parallel.py, _FuncWrapper.__call__: catch_warnings() and resetwarnings() around each task. Python's
# documentation of warnings.catch_warnings: "not thread-safe" before 3.14.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'scikit-learn==1.9.1' 'numpy==2.4.6' 'joblib==1.6.0'
venv/bin/python - <<'EOF'
import sys, warnings
import numpy as np, sklearn
from sklearn.ensemble import RandomForestClassifier

sys.setswitchinterval(1e-5)  # threads take turns more often: it is seen sooner
random = np.random.default_rng(0)
rows, classes = random.normal(size=(300, 4)), random.random(300) < 0.5
print("Python", sys.version.split()[0], "scikit-learn", sklearn.__version__)

def fits_until_filters_change(jobs, most):
    for number in range(1, most + 1):
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        before = list(warnings.filters)
        RandomForestClassifier(20, n_jobs=jobs, random_state=number).fit(rows, classes)
        if warnings.filters != before:
            return number, len(before), len(warnings.filters)
    return None

one, two = fits_until_filters_change(1, 100), fits_until_filters_change(2, 2000)
print("one job: filters never change" if one is None else f"one job: filters changed at fit {one}")
print(f"two jobs: (fit at which they changed, filters before, after) {two}")
assert one is None
if sys.version_info < (3, 14):
    assert two is not None
EOF
