#!/usr/bin/env bash
# One would guess: P12M, twelve months in ISO 8601 as a posting asks for them, is read as about a year, or refused where a length of time has no
# months.
#
# What is so: pandas takes it for twelve minutes, as though it had been PT12M, and refuses P1Y. pydantic takes P12M for 360 days and P1Y for
# 365, so that twelve months of experience are less than one year. msgspec refuses both, and isodate keeps months as
# months, by which the two are equal.
#
# Source: ISO 8601-1, 5.5.2: M before T is months, after it minutes. pandas 3.0.6, Timedelta: of ISO 8601, days and less. pydantic 2.14.4 (speedate):
# a month has 30 days, a year 365. msgspec 0.22.0: only D, H, M and S.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'pandas==3.0.6' 'pydantic==2.14.4' 'msgspec==0.22.0' 'isodate==0.7.2'
venv/bin/python - <<'EOF'
import importlib.metadata
from datetime import timedelta
import isodate, msgspec, pandas, pydantic

readers = {
    "pandas": lambda text: pandas.Timedelta(text).to_pytimedelta(),
    "pydantic": pydantic.TypeAdapter(timedelta).validate_python,
    "msgspec": lambda text: msgspec.convert(text, timedelta),
    "isodate": isodate.parse_duration,
}
found = {}
for name, read in readers.items():
    for text in ("P12M", "P1Y"):
        try:
            found[name, text] = read(text)
        except ValueError:  # of which msgspec's error is one as well
            found[name, text] = None
    print(name, importlib.metadata.version(name), {text: str(found[name, text]) for text in ("P12M", "P1Y")})
assert found["pandas", "P12M"] == timedelta(minutes=12) and found["pandas", "P1Y"] is None
assert found["pydantic", "P12M"] == timedelta(days=360) and found["pydantic", "P1Y"] == timedelta(days=365)
assert found["msgspec", "P12M"] is None and found["msgspec", "P1Y"] is None
assert found["isodate", "P12M"].months == 12 and found["isodate", "P1Y"].years == 1
assert found["isodate", "P12M"] == found["isodate", "P1Y"]
EOF
