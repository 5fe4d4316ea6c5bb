#!/usr/bin/env bash
# One would guess: a subject that one SDK writes into HTTP headers is the same subject when another reads it.
#
# What is so: the specification has anything but printable ASCII, and spaces, quotes and percent signs, written by
# percent encoding. The Python SDK's current API does so both ways; its v1 API, in the same package, and the
# JavaScript SDK neither write nor read it. So `Analista de Dados` arrives there as `Analista%20de%20Dados`, and
# from there a subject with a percent sign is decoded though nobody encoded it.
#
# Source: CloudEvents 1.0.2, bindings/http-protocol-binding.md, 3.1.3.2. cloudevents 2.2.0, core/bindings/http.py,
# against v1/http.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > write.py <<'EOF'
import importlib.metadata
import json
from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1.http import CloudEvent as EventOfV1, to_binary

ATTRIBUTES = {"specversion": "1.0", "id": "1", "source": "/ats", "type": "job.upserted", "subject": "Analista de Dados"}
current = http.to_binary(CloudEvent(dict(ATTRIBUTES), {}), JSONFormat()).headers
older = to_binary(EventOfV1(dict(ATTRIBUTES), {}))[0]
print(f"cloudevents {importlib.metadata.version('cloudevents')} (Python) writes ce-subject: {current['ce-subject']};"
      f" its v1 API: {older['ce-subject']}")
assert current["ce-subject"] == "Analista%20de%20Dados" and older["ce-subject"] == "Analista de Dados"
back = http.from_binary(http.HTTPMessage({**older, "ce-subject": "100%25"}, b"{}"), JSONFormat())
print("read by the current API, of a sender that encodes nothing: 100%25 ->", back.get_subject())
assert back.get_subject() == "100%"
json.dump(current, open("headers.json", "w"))
EOF
cat > read.js <<'EOF'
const { CloudEvent, HTTP } = require("cloudevents");
const headers = JSON.parse(require("fs").readFileSync("headers.json", "utf8"));
const read = HTTP.toEvent({ headers: { ...headers, "content-type": "application/json" }, body: "{}" }).subject;
const written = HTTP.binary(new CloudEvent({ source: "/ats", type: "t", subject: "100% remoto", data: {} })).headers["ce-subject"];
console.log(`cloudevents ${require("cloudevents/package.json").version} (JavaScript) reads ${read} and writes ${written}`);
process.exit(read === "Analista%20de%20Dados" && written === "100% remoto" ? 0 : 1);
EOF
venv/bin/python -W ignore write.py
node read.js
