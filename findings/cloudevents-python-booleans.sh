#!/usr/bin/env bash
# One would guess: a boolean extension is the same whether an event goes in the binary or the structured mode.
#
# What is so: the Python SDK writes a header of Python's spelling, `True`, where the type system says `true`; and
# reading gives back a text, so a second hop has `True` in quotes.
#
# Source: CloudEvents 1.0.2, spec.md, Type System: Boolean is written `true` or `false`. cloudevents 2.2.0,
# core/bindings/kafka.py, to_binary: str() of the value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
venv/bin/python - <<'EOF'
import importlib.metadata
import json
from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

json_format = JSONFormat()
event = CloudEvent({"id": "1", "source": "/ats", "type": "job.upserted", "specversion": "1.0", "urgent": True}, {})
message = kafka.to_binary(event, json_format)
again = kafka.from_binary(message, json_format)
print(f"cloudevents {importlib.metadata.version('cloudevents')}")
header = message.headers["ce_urgent"]
structured = [json.loads(kafka.to_structured(one, json_format).value)["urgent"] for one in (event, again)]
print("binary header:", header, "; HTTP header:", http.to_binary(event, json_format).headers["ce-urgent"])
print("structured, before and after a hop in binary mode:", json.dumps(structured))
assert header == b"True" and structured == [True, "True"]
EOF
