#!/usr/bin/env bash
# One would guess: a score is data like any other, so an event whose data is the number 0 or false is read as it was sent.
#
# What is so: of a structured event the JavaScript SDK reads 0 and false as no data at all: `data` is undefined, while 7 and true arrive. The
# event was written right: Python's SDK reads it, and the JavaScript SDK itself where the same event comes in a batch or in binary mode. Data
# that is an object is safe.
#
# Source: CloudEvents, JSON format 1.0.2, 3.1: data is any JSON value. cloudevents 10.0.0, dist/message/http/index.js, parseStructured: an
# attribute is taken over `if (property)`; parseBatched has no such line.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > send.mjs <<'EOF'
import { CloudEvent, HTTP } from "cloudevents";
const rows = [0, false, 7, true].map((data) => {
  const event = new CloudEvent({ source: "/ats", type: "score", id: "1", datacontenttype: "application/json", data });
  const { headers, body } = HTTP.structured(event);
  const binary = HTTP.binary(event);
  const batch = { headers: { "content-type": "application/cloudevents-batch+json" }, body: `[${body}]` };
  const events = [HTTP.toEvent({ headers, body }), HTTP.toEvent({ ...binary, body: String(binary.body) }), HTTP.toEvent(batch)[0]];
  return { data, headers, body, read: events.map((one) => String(one.data)) };
});
console.log(JSON.stringify(rows));
EOF
node send.mjs > rows.json
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata, json
from cloudevents.v1.http import from_http

print("cloudevents 10.0.0 (JavaScript) sends and reads,", "cloudevents", importlib.metadata.version("cloudevents"), "(Python) reads too")
for row in json.load(open("rows.json")):
    python, name = from_http(row["headers"], row["body"]).data, json.dumps(row["data"])
    print(f"{name}: JavaScript reads {', '.join(row['read'])} in structured mode, binary mode and a batch; Python {python!r} in structured mode")
    assert python == row["data"] and type(python) is type(row["data"])
    assert row["read"] == [name if row["data"] else "undefined", name, name], row
EOF
