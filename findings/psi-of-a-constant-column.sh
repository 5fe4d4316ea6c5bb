#!/usr/bin/env bash
# One would guess: a column that was one number in the reference and is another in every new row has a large population
# stability index: nothing is as it was.
#
# What is so: by feature-engine's default, quantiles of the reference, a constant leaves one bin from minus to plus infinity. Everything
# falls into it and the index is 0, the sign of perfect stability. So it is where 95 % of the reference is one number: all quantiles
# meet there. By bins of equal width the same columns reach 18 and 0.3.
#
# Source: feature-engine 1.9.4, selection/drop_psi_features.py: strategy="equal_frequency" by default, the discretiser is fitted on the
# reference alone, with infinite outer edges; discretisation/equal_frequency.py: duplicates="drop".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'feature-engine==1.9.4'
venv/bin/python -W ignore - <<'EOF'
import feature_engine, numpy as np, pandas as pd
from feature_engine.selection import DropHighPSIFeatures

def psi(reference, new, strategy):
    rows = pd.DataFrame({"years": np.r_[reference, new], "new": np.r_[np.zeros(len(reference)), np.ones(len(new))], "other": 0.0})
    selection = DropHighPSIFeatures(split_col="new", cut_off=0.5, variables=["years"], strategy=strategy)
    return float(selection.fit(rows).psi_values_["years"])

print("feature-engine", feature_engine.__version__)
mostly_two = np.r_[np.full(3800, 2.0), np.full(200, 5.0)]
found = {}
for name, reference, new in (
    ("all 0, then all 1", np.zeros(4000), np.ones(4000)),
    ("all 0, then all a million", np.zeros(4000), np.full(4000, 1e6)),
    ("95 % two and 5 % five, then all minus forty", mostly_two, np.full(4000, -40.0)),
    ("half 0 and half 1, then all 1", np.tile([0.0, 1.0], 2000), np.ones(4000)),
):
    found[name] = [round(psi(reference, new, strategy), 3) for strategy in ("equal_frequency", "equal_width")]
    print(f"{name}: by quantiles {found[name][0]}, by width {found[name][1]}")
by_quantiles = [of[0] for of in found.values()]
assert by_quantiles[:3] == [0.0, 0.0, 0.0] and by_quantiles[3] > 4, found
assert found["all 0, then all 1"][1] > 18 and found["95 % two and 5 % five, then all minus forty"][1] > 0.3, found
EOF
