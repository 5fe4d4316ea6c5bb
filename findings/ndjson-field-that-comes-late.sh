#!/usr/bin/env bash
# One would guess: a reader of newline-delimited JSON, as of events that were kept, gives all fields that a file has, or an error.
#
# What is so: polars knows the fields of the first 100 lines and DuckDB those of the first 20480. One that comes later, as after a release
# that added it, is left out with all its values, without an error or a warning. pyarrow has it. Told to look at all lines both have it too.
#
# Source: polars, issue 29330 (infer_schema_length, 100 by default); DuckDB's documentation, Loading JSON: what a file has is told from a sample.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'polars==2.1.0' 'duckdb==2.0.1' 'pyarrow==26.0.1'
venv/bin/python -W error - <<'EOF'
import json

import duckdb, polars, pyarrow
import pyarrow.json

READ = {
    "polars": lambda: polars.read_ndjson("events.ndjson").columns,
    "polars, infer_schema_length=None": lambda: polars.read_ndjson("events.ndjson", infer_schema_length=None).columns,
    "duckdb": lambda: duckdb.sql("from read_json('events.ndjson')").columns,
    "duckdb, sample_size=-1": lambda: duckdb.sql("from read_json('events.ndjson', sample_size=-1)").columns,
    "pyarrow": lambda: pyarrow.json.read_json("events.ndjson").column_names,
}
lacks = {name: [] for name in READ}
print(f"polars {polars.__version__}, duckdb {duckdb.__version__}, pyarrow {pyarrow.__version__}")
COUNTS = 99, 100, 20_479, 20_480
for old in COUNTS:
    with open("events.ndjson", "w") as file:
        for number in range(old + 50):
            event = {"id": str(number), "job": "7"} | ({"revision": number} if number >= old else {})
            file.write(json.dumps(event) + "\n")
    for name, columns in READ.items():
        if "revision" not in columns():
            lacks[name].append(old)
for name, lines in lacks.items():
    print(f"{name}: of {COUNTS} lines before the field, it is lost after {lines}")
assert list(lacks.values()) == [[100, 20_479, 20_480], [], [20_480], [], []]
EOF
