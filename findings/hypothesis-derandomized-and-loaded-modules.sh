#!/usr/bin/env bash
# One would guess: with derandomize=True, Hypothesis gives a test the same examples each time, for they hang on the
# test's own code.
#
# What is so: among its examples are constants from the source of every module of the project that is loaded by then.
# So the examples change with what ran before, or beside: under pytest-xdist from run to run, for there no process
# has the same tests twice.
#
# Source: github.com/HypothesisWorks/hypothesis, internal/conjecture/providers.py, `_get_local_constants`; the
# changes of 6.131.1 tell of the constants.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'hypothesis==6.170.15'
echo 'WORDS = ["desenvolvedora", "compatibilidade", "entrevista"]' > ours.py
cat > drawn.py <<'EOF'
import sys
from hypothesis import given, settings, strategies

if "loaded" in sys.argv:
    import ours

seen = []


@settings(derandomize=True, max_examples=1500, database=None)
@given(strategies.text())
def draw(text):
    seen.append(text)


draw()
print(sum(word[::-1] in seen for word in ("arodevlovnesed", "edadilibitapmoc", "atsivertne")))
EOF
alone=$(venv/bin/python drawn.py)
again=$(venv/bin/python drawn.py)
loaded=$(venv/bin/python drawn.py loaded)
echo "of three words of another module, drawn alone: $alone, again: $again; once that module is loaded: $loaded"
[ "$alone $again" = "0 0" ] && [ "$loaded" -gt 0 ]
