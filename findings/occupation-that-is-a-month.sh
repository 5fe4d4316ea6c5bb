#!/usr/bin/env bash
# One would guess: an occupation of Brazil's CBO, 2124-05 as a systems analyst has it, is a text, or an error where a date is wanted.
#
# What is so: SheetJS takes the column of a CSV for months: 2124-05 becomes the day 81937 and is written out as 5/1/24, from which nobody gets it
# back, and dateutil reads May 2124. Occupations whose last digits are no month, as 2124-20, stay as they are, so a file is
# half changed. SheetJS with raw: true, DuckDB and polars keep the text, the latter with try_parse_dates too.
#
# Source: Ministry of Labour of Brazil, CBO 2002: families of four digits, occupations by two more behind a hyphen. SheetJS 0.18.5, README,
# parsing options: raw, plain text parsing will not parse values.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'duckdb==2.0.1' 'polars==2.1.0' 'python-dateutil==2.9.0.post0'
npm install --silent --no-audit --no-fund --prefix . 'xlsx@0.18.5'
printf 'cbo,title\n2124-05,Analista\n2123-10,DBA\n2124-20,Suporte\n' > jobs.csv
cat > read.mjs <<'EOF'
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const sheets = createRequire(import.meta.url)("xlsx");
const codes = (options) => sheets.read(readFileSync("jobs.csv", "utf8"), { type: "string", ...options }).Sheets.Sheet1;
const written = sheets.utils.sheet_to_csv(codes()).trim().split("\n").slice(1).map((line) => line.split(",")[0]);
const values = sheets.utils.sheet_to_json(codes()).map((row) => row.cbo);
const raw = sheets.utils.sheet_to_json(codes({ raw: true })).map((row) => row.cbo);
console.log("SheetJS", sheets.version, JSON.stringify(values), "written as", JSON.stringify(written), "with raw", JSON.stringify(raw));
process.exit(JSON.stringify([values, written, raw]) === process.argv[2] ? 0 : 1);
EOF
TZ=UTC node read.mjs '[[81937,81724,"2124-20"],["5/1/24","10/1/23","2124-20"],["2124-05","2123-10","2124-20"]]'
venv/bin/python - <<'EOF'
import datetime
import dateutil, duckdb, polars
from dateutil.parser import parse

codes = ["2124-05", "2123-10", "2124-20"]
found = {
    f"DuckDB {duckdb.__version__}": [row[0] for row in duckdb.sql("SELECT cbo FROM 'jobs.csv'").fetchall()],
    f"polars {polars.__version__}": polars.read_csv("jobs.csv", try_parse_dates=True)["cbo"].to_list(),
}
day = parse("2124-05", default=datetime.datetime(2024, 1, 1))
print(found, "- dateutil", dateutil.__version__, day.date())
assert list(found.values()) == [codes, codes] and day == datetime.datetime(2124, 5, 1)
EOF
