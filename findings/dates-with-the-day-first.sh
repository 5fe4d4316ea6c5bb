#!/usr/bin/env bash
# One would guess: who says that the day comes first in dates such as 04/05/2026 changes nothing for 2026-05-04; and
# a date means the same whatever other rows its file has.
#
# What is so: told that the day comes first, dateutil and pandas read 2026-05-04 as 5 April, without an error or a
# warning, so that a column of both spellings is half wrong; dateparser reads it as 4 May. DuckDB reads 04/05/2026 as
# 4 May or as 5 April, by what stands in the other rows, so that two exports of one system are read differently.
#
# Source: dateutil issue 241; pandas' documentation of to_datetime ("dayfirst=True is not strict"); DuckDB's
# documentation of CSV auto detection: the first date format that reads all sampled rows is taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'python-dateutil==4.0.0' 'pandas==3.1.1' 'dateparser==1.5.0' \
    'duckdb==2.0.1'
venv/bin/python -W error - <<'EOF'
import datetime
import importlib.metadata

import dateparser, duckdb, pandas
from dateutil import parser

MAY, APRIL = datetime.date(2026, 5, 4), datetime.date(2026, 4, 5)
read = {
    "python-dateutil": lambda text: parser.parse(text, dayfirst=True).date(),
    "pandas": lambda text: pandas.to_datetime(text, dayfirst=True).date(),
    "dateparser": lambda text: dateparser.parse(text, settings={"DATE_ORDER": "DMY"}).date(),
}
found = {}
for name, one in read.items():
    found[name] = [one(text) for text in ("04/05/2026", "2026-05-04")]
    print(f"{name} {importlib.metadata.version(name)}, day first: 04/05/2026 is {found[name][0]}, 2026-05-04 is {found[name][1]}")
assert found == {"python-dateutil": [MAY, APRIL], "pandas": [MAY, APRIL], "dateparser": [MAY, MAY]}

told = []
for other in ("13/05/2026", "05/13/2026"):
    with open("export.csv", "w") as file:
        file.write(f"id;changed\n1;04/05/2026\n2;{other}\n")
    told.append(duckdb.sql("select changed from read_csv('export.csv') where id = 1").fetchall()[0][0])
    print(f"duckdb {importlib.metadata.version('duckdb')}, beside {other}: 04/05/2026 is {told[-1]}")
assert told == [MAY, APRIL]
EOF
