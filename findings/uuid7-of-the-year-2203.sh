#!/usr/bin/env bash
# One would guess: the ids of two packages for UUIDs of version 7 can be sorted together by time, as that is what version 7 is for.
#
# What is so: the package uuid7 follows a draft, in which the first 36 bits are seconds. By the standard the first 48 are milliseconds, so its
# ids of today are of the years 2190 to 2210: they sort behind every id of uuid6, and what reads a time of them, or drops the old by it, is wrong.
# Both say that they are version 7.
#
# Source: RFC 9562, 5.7: unix_ts_ms, 48 bits. uuid7 0.1.0, README: draft-peabody-dispatch-new-uuid-format, 36 bits of whole seconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'uuid7==0.1.0' 'uuid6==2025.0.1'
venv/bin/python -W ignore - <<'EOF'
import datetime, importlib.metadata
import uuid6, uuid_extensions

def moment(id_):
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=id_.int >> 80)

ids = {"uuid7": uuid_extensions.uuid7(), "uuid6": uuid6.uuid7()}
for name, id_ in ids.items():
    print(name, importlib.metadata.version(name), id_, "version", id_.version, "is of", moment(id_))
today = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
assert ids["uuid7"].version == ids["uuid6"].version == 7
assert abs(moment(ids["uuid6"]) - today) < datetime.timedelta(minutes=1) and moment(ids["uuid7"]).year > today.year + 150
assert ids["uuid7"] > uuid6.uuid7()  # although it is the older one
EOF
