#!/usr/bin/env bash
# One would guess: the best match of "C#" among skills is "C#", if it is among them.
#
# What is so: thefuzz replaces whatever is no letter and no digit by spaces before it compares, so "C#", "C++" and "C" are one word, all
# with 100 of 100, and extractOne takes the first in the list. So with ".NET" and "Net". Its ratio() compares as written, so
# in one library the same two skills have 40 and 100. rapidfuzz, on which it rests, doesn't do so unless told.
#
# Source: thefuzz 0.22.1, process.py: default_processor = utils.full_process; fuzz.py: full_process=True in all but ratio and
# partial_ratio. RapidFuzz, changes of 3.0.0: strings are not preprocessed by default any more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'thefuzz==0.22.1' 'rapidfuzz==3.14.6'
venv/bin/python - <<'EOF'
import importlib.metadata

import rapidfuzz.process, thefuzz.fuzz, thefuzz.process

print(f"thefuzz {importlib.metadata.version('thefuzz')}, rapidfuzz {importlib.metadata.version('rapidfuzz')}")
SKILLS = ["C++", "C", "C#", "Net", ".NET", "Java"]
best = {}
for wanted in ("C#", ".NET"):
    best[wanted] = thefuzz.process.extractOne(wanted, SKILLS)[:2], rapidfuzz.process.extractOne(wanted, SKILLS)[:2]
    print(f"best match of {wanted}: thefuzz {best[wanted][0]}, rapidfuzz {best[wanted][1]}")
assert best == {"C#": (("C++", 100), ("C#", 100)), ".NET": (("Net", 100), (".NET", 100))}
two = {one.__name__: one("C#", "C++") for one in (thefuzz.fuzz.ratio, thefuzz.fuzz.token_sort_ratio, thefuzz.fuzz.WRatio)}
print("C# and C++ by thefuzz:", two)
assert two == {"ratio": 40, "token_sort_ratio": 100, "WRatio": 100}
EOF
