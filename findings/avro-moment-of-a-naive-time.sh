#!/usr/bin/env bash
# One would guess: a time without a zone, as datetime.utcnow() gave it for years, is written by an Avro library as UTC, or refused.
#
# What is so: fastavro takes it for the machine's local time, so that one program writes two moments in a container, which has UTC, and on a
# desk in São Paulo, three hours apart; and what it reads back is in UTC. Apache's Avro refuses it. For local-timestamp-millis, which is meant
# for such times, fastavro writes the same wherever it is.
#
# Source: Avro 1.12 specification, timestamps: an instant, independent of a time zone. fastavro 1.13.1, _logical_writers_py.py,
# prepare_timestamp_millis: time.mktime where there is no tzinfo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'fastavro==1.13.1' 'avro==1.12.2'
venv/bin/python - <<'EOF'
import datetime, importlib.metadata, io, json, os, time
import avro.errors, avro.io, avro.schema, fastavro

at = datetime.datetime(2024, 5, 2, 12)

def schema(kind):
    return {"type": "record", "name": "Applied", "fields": [{"name": "at", "type": {"type": "long", "logicalType": kind}}]}

def of_fastavro(kind):
    file = io.BytesIO()
    fastavro.schemaless_writer(file, schema(kind), {"at": at})
    file.seek(0)
    return fastavro.schemaless_reader(file, schema(kind))["at"].isoformat()

def of_apache(kind):
    try:
        avro.io.DatumWriter(avro.schema.parse(json.dumps(schema(kind)))).write({"at": at}, avro.io.BinaryEncoder(io.BytesIO()))
    except avro.errors.AvroTypeException:
        return "refused"
    return "written"

print("fastavro", importlib.metadata.version("fastavro"), "- avro", importlib.metadata.version("avro"), "- written:", at.isoformat())
found = []
for zone in ("UTC", "BRT3"):  # three hours behind, without a file of time zones
    os.environ["TZ"] = zone
    time.tzset()
    found.append((of_fastavro("timestamp-millis"), of_apache("timestamp-millis"), of_fastavro("local-timestamp-millis")))
    print(zone, *found[-1])
local = "2024-05-02T12:00:00"
assert found == [("2024-05-02T12:00:00+00:00", "refused", local), ("2024-05-02T15:00:00+00:00", "refused", local)]
EOF
