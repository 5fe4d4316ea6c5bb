#!/usr/bin/env bash
# One would guess: a function compiled by numba with cache=True is compiled anew when the code that it runs has
# changed.
#
# What is so: the cache on disk looks at the file of the cached function alone. Where a function that it calls
# stands in another file and changes there, the next process runs the old code, without a word.
#
# Source: numba's documentation, developer/caching, "Caching Limitations": a change of a symbol defined in another
# file is not seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'numba==0.68.1' 'setuptools<81'
# So that Python's own cache of modules, which looks at whole seconds, has no part in it.
export PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR="$folder/cache"
weight() { printf 'from numba import njit\n\n@njit\ndef weight(x):\n    return %s * x\n' "$1" > weights.py; }
cat > score.py <<'EOF'
import sys
import numba
import weights

@numba.njit(cache=True)
def score(x):
    return weights.weight(x)

print(f"numba {numba.__version__}: compiled {score(1.0)}, the source says {weights.weight.py_func(1.0)}", file=sys.stderr)
print(score(1.0))
EOF
weight 2.0
first=$(venv/bin/python score.py)
weight 3.0
second=$(venv/bin/python score.py)
rm -r cache
third=$(venv/bin/python score.py)
echo "with weight 2: $first; after weight became 3: $second; after the cache was removed: $third"
[ "$first $second $third" = "2.0 2.0 3.0" ]
