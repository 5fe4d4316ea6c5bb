#!/usr/bin/env bash
# One would guess: what a Faust worker writes as JSON hangs on the worker's code and on Faust's version.
#
# What is so: it hangs on whether orjson is installed, for whatever reason. With it a score that is NaN is written as null; without it as
# NaN, which is no JSON, and a reader that is not Python refuses the record. A number beyond 64 bits is an error with it and written without
# it; a dataclass is an error without it. So what a worker writes changes when another package brings orjson along.
#
# Source: faust-streaming 0.15.3, faust/utils/json.py: `import orjson` in a try, and two definitions of dumps. RFC 8259, 6: NaN is not permitted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'faust-streaming==0.15.3'
cat > write.py <<'EOF'
import dataclasses, importlib.metadata, sys
from faust.serializers.codecs import dumps

@dataclasses.dataclass
class Score:
    value: float

def write(value):
    try:
        return dumps("json", value).decode()
    except TypeError as error:
        return type(error).__name__

installed = {one.metadata["Name"]: one.version for one in importlib.metadata.distributions()}
found = [write({"score": value}) for value in (0.5, float("nan"), 2**64, Score(0.5))]
print("faust-streaming", installed["faust-streaming"], "and orjson", installed.get("orjson"), found)
without = ['{"score":0.5}', '{"score":NaN}', '{"score":18446744073709551616}', "TypeError"]
sys.exit(found != (['{"score":0.5}', '{"score":null}', "TypeError", '{"score":{"value":0.5}}'] if "orjson" in installed else without))
EOF
venv/bin/python -W ignore write.py
venv/bin/pip install --quiet --disable-pip-version-check 'orjson==3.13.0'
venv/bin/python -W ignore write.py
