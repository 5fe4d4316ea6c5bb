#!/usr/bin/env bash
# One would guess: a Faust record with isodates=True reads half past a second, "12:00:00.5Z", as half past the second.
#
# What is so: the digits after the point are taken for a number of microseconds, however many they are, so ".5" is five of them, and
# the milliseconds that JavaScript's toISOString() writes become microseconds. Of two moments in one second that systems write
# with a different number of digits the later may come first, and the nanoseconds of Go and Java are refused with a ValueError.
# Python's own fromisoformat() reads all three as they are written, of nanoseconds the first six digits.
#
# Source: faust-streaming 0.15.3, faust/utils/iso8601.py, parse: int() of the group of digits goes to datetime's microsecond.
# RFC 3339, 5.6: time-secfrac = "." 1*DIGIT, a decimal fraction.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'faust-streaming==0.15.3'
venv/bin/python -W ignore - <<'EOF'
import datetime, importlib.metadata, platform

import faust

class Job(faust.Record, isodates=True):
    changed: datetime.datetime

read = {
    f"faust-streaming {importlib.metadata.version('faust-streaming')}": lambda text: Job.from_data({"changed": text}).changed,
    f"Python {platform.python_version()}": datetime.datetime.fromisoformat,
}
TEXTS = ("2026-05-04T12:00:00.5Z", "2026-05-04T12:00:00.123Z", "2026-05-04T12:00:00.400000Z")
found = {}
for name, one in read.items():
    found[name] = [one(text).microsecond for text in TEXTS]
    print(f"{name}:", ", ".join(f"{text[17:]} has {count} us" for text, count in zip(TEXTS, found[name])))
by_faust, by_python = found.values()
assert by_faust == [5, 123, 400_000]  # the first, half a second, before the last
assert by_python == [500_000, 123_000, 400_000]
NANOSECONDS = "2026-05-04T12:00:00.123456789Z"
assert datetime.datetime.fromisoformat(NANOSECONDS).microsecond == 123_456
try:
    Job.from_data({"changed": NANOSECONDS})
    raise SystemExit("nanoseconds were read")
except ValueError as error:
    print(f"faust-streaming, nanoseconds: {type(error).__name__}: {error}")
EOF
