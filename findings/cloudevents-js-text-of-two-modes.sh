#!/usr/bin/env bash
# One would guess: an event has the same data whichever of the two modes it is sent in.
#
# What is so: where the data of an event of the JavaScript SDK is a text that is JSON already, as one from a cache or from JSON.stringify,
# binary mode sends it as it stands and structured mode as a JSON string. The same event arrives as an object by the one and as text
# by the other, at every receiver. Who sends an object is safe.
#
# Source: CloudEvents, JSON format 1.0.2, 3.1: data with a JSON content type is the JSON value. cloudevents 10.0.0,
# dist/message/http/index.js: binary() calls JSON.stringify for objects alone, structured() for the whole event.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > send.mjs <<'EOF'
import { CloudEvent, HTTP } from "cloudevents";
const job = { id: "7", open: true };
const messages = [job, JSON.stringify(job)].flatMap((data) => {
  const event = new CloudEvent({ source: "/ats", type: "job.upserted", id: "1", datacontenttype: "application/json", data });
  return [HTTP.binary(event), HTTP.structured(event)];
});
const read = messages.map(({ headers, body }) => ({ headers, body, js: HTTP.toEvent({ headers, body }).data }));
console.log(JSON.stringify(read));
EOF
node send.mjs > read.json
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata, json
from cloudevents.v1.http import from_http

print("cloudevents 10.0.0 (JavaScript) sends,", "cloudevents", importlib.metadata.version("cloudevents"), "(Python) reads too")
found = []
for one, sent in zip(json.load(open("read.json")), ("object, binary", "object, structured", "text, binary", "text, structured")):
    python = from_http(one["headers"], one["body"]).data
    print(f"{sent}: read as {one['js']!r} in JavaScript, as {python!r} in Python")
    found.append([type(one["js"]).__name__, type(python).__name__])
assert found == [["dict", "dict"]] * 3 + [["str", "str"]], found
EOF
