#!/usr/bin/env bash
# One would guess: a detector of drift by the name of Page and Hinkley tells that a mean has changed, as that fewer are invited, whichever
# library has it.
#
# What is so: frouros' looks for a rise alone, and of a fall from a half to nothing it never says a word; river's looks both ways unless told
# otherwise. Both have the same figures by default: 30 values at least, delta 0.005, lambda 50. To have frouros see the fall, give it one
# minus the value.
#
# Source: river 0.23.0, drift/page_hinkley.py: mode="both". frouros 0.9.0, page_hinkley.py: the sum of value minus mean minus delta, and
# cusum's check for a sum above lambda.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'river==0.23.0' 'frouros==0.9.0' 'typing-extensions==4.15.0'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata

from frouros.detectors.concept_drift import PageHinkley as OfFrouros
from river.drift import PageHinkley as OfRiver

def first(detector, values, drifted, update):
    for number, value in enumerate(values):
        update(value)
        if drifted():
            return number
    return None

def both(values):
    river, frouros = OfRiver(), OfFrouros()
    return [first(river, values, lambda: river.drift_detected, river.update),
            first(frouros, values, lambda: frouros.drift, lambda value: frouros.update(value=value))]

print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("river", "frouros")))
HALF, NONE, ALL = [0.0, 1.0] * 1000, [0.0] * 20_000, [1.0] * 20_000
found = {"rise": both(HALF + ALL), "fall": both(HALF + NONE), "fall, one minus each": both([1 - one for one in HALF + NONE])}
for name, (river, frouros) in found.items():
    print(f"{name} after 2000 values: river sees it at {river}, frouros at {frouros}")
assert found["fall"][1] is None and found["fall"][0] > 2000
assert min(found["rise"] + found["fall, one minus each"]) > 2000
EOF
