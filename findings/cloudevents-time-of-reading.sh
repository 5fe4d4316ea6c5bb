#!/usr/bin/env bash
# One would guess: an event that says no time has none after reading, for the attribute is optional.
#
# What is so: the SDKs for Python and JavaScript give it the reader's clock. Whoever orders revisions by `time`
# cannot tell such an event from one that was stamped by its sender, and two readers see two times.
#
# Source: CloudEvents 1.0.2, spec.md, `time`: OPTIONAL. cloudevents 2.2.0, core/v1/event.py line 66; cloudevents
# (npm) 10.0.0, dist/event/cloudevent.js line 37.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > event.json <<'EOF'
{"specversion": "1.0", "id": "1", "source": "/ats", "type": "job.upserted", "data": {}}
EOF
cat > read.py <<'EOF'
import importlib.metadata
from pathlib import Path
from cloudevents.core.formats.json import JSONFormat

one, other = (JSONFormat().read(None, Path("event.json").read_bytes()).get_time() for _ in range(2))
print(f"cloudevents {importlib.metadata.version('cloudevents')} (Python) read the same bytes twice: {one}, {other}")
assert one is not None and other is not None and one != other
EOF
cat > read.js <<'EOF'
const { HTTP } = require("cloudevents");
const body = require("fs").readFileSync("event.json", "utf8");
const read = () => HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body }).time;
const before = new Date().toISOString();
const time = read();
console.log(`cloudevents ${require("cloudevents/package.json").version} (JavaScript) read: ${time}`);
process.exit(time >= before ? 0 : 1);
EOF
venv/bin/python read.py
node read.js
