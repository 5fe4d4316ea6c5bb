#!/usr/bin/env bash
# One would guess: an event in JSON whose optional attribute is null is read alike by every SDK.
#
# What is so: the SDK for Python refuses it, with a validation error for `subject` and a bare TypeError for
# `time`; the one for JavaScript reads it as an event without the attribute, but keeps an extension that is null.
#
# Source: CloudEvents 1.0.2, formats/json-format.md, 2.2: an attribute that is not set may be written as null, and
# null must be read as not set.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > read.py <<'EOF'
import importlib.metadata
import json
from cloudevents.core.formats.json import JSONFormat

BASE = {"specversion": "1.0", "id": "1", "source": "/ats", "type": "job.upserted", "data": {}}
print(f"cloudevents {importlib.metadata.version('cloudevents')} (Python)")
found = {}
for name in ("subject", "dataschema", "time"):
    try:
        JSONFormat().read(None, json.dumps({**BASE, name: None}))
        found[name] = "read"
    except Exception as error:
        found[name] = type(error).__name__
    print(f"  {name}: null -> {found[name]}")
assert found == {"subject": "CloudEventValidationError", "dataschema": "CloudEventValidationError", "time": "TypeError"}
EOF
cat > read.js <<'EOF'
const { HTTP } = require("cloudevents");
console.log(`cloudevents ${require("cloudevents/package.json").version} (JavaScript)`);
const found = {};
for (const name of ["subject", "dataschema", "tenant"]) {
  const body = JSON.stringify({ specversion: "1.0", id: "1", source: "/ats", type: "job.upserted", [name]: null });
  const event = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body });
  found[name] = name in JSON.parse(JSON.stringify(event)) ? "kept as null" : "left out";
  console.log(`  ${name}: null -> ${found[name]}`);
}
process.exit(Object.values(found).join() === "left out,left out,kept as null" ? 0 : 1);
EOF
venv/bin/python read.py
node read.js
