#!/usr/bin/env bash
# One would guess: a Kafka record in structured mode says so: its content type is application/cloudevents+json.
#
# What is so: Python's SDK before 2.0 writes the data's content type there, application/json, where the event has one, as
# most have, and no header at all where it has none. Its successor reads both, for it takes what has no attribute for
# structured; JavaScript's SDK finds no event in either.
#
# Source: CloudEvents 1.0.2, Kafka protocol binding, 3.3.1: the content-type property MUST be set to the media type of
# an event format. cloudevents 1.12.0, cloudevents/kafka/conversion.py, to_structured.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for version in 1.12.0 2.2.0; do
    python3 -m venv "venv-$version"
    "venv-$version/bin/pip" install --quiet --disable-pip-version-check "cloudevents==$version"
done
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > write.py <<'PY'
import json, sys, warnings
warnings.simplefilter("ignore")
from cloudevents.http import CloudEvent
from cloudevents.kafka import to_structured

found = []
for kind in ("application/json", None):
    attributes = {"source": "/ats", "type": "job.upserted"} | ({"datacontenttype": kind} if kind else {})
    record = to_structured(CloudEvent(attributes, {"id": "7"}), key_mapper=lambda _: "7")
    found.append([{name: value.decode() for name, value in record.headers.items()}, record.value.decode()])
json.dump(found, sys.stdout)
PY
cat > read.py <<'PY'
import json
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from cloudevents.core.formats.json import JSONFormat

for headers, value in json.load(open("written.json")):
    record = KafkaMessage({name: text.encode() for name, text in headers.items()}, b"7", value.encode())
    event = from_kafka_event(record, JSONFormat())
    assert event.get_data() == {"id": "7"}
    print(f"1.12.0 writes {headers}; 2.2.0 reads {event.get_type()}")
PY
cat > read.js <<'JS'
const { Kafka } = require("cloudevents");
const found = require("./written.json").map(([headers, value]) => {
  try {
    return Kafka.toEvent({ headers, value, key: "7", body: value }).type;
  } catch (error) {
    return error.message;
  }
});
console.log(`cloudevents ${require("cloudevents/package.json").version} (JavaScript):`, found);
process.exit(found.includes("job.upserted") ? 1 : 0);
JS
venv-1.12.0/bin/python write.py > written.json
grep -q '"content-type": "application/json"' written.json
venv-2.2.0/bin/python read.py
node read.js
