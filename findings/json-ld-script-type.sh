#!/usr/bin/env bash
# One would guess: a posting that a page holds as JSON-LD is found whatever spelling of its media type the script has.
#
# What is so: extruct compares the type letter by letter. With a parameter, which JSON-LD 1.1 names for it, or in
# capitals, the page has no posting for it, without an error. PyLD takes parameters, but no capitals either.
#
# Source: JSON-LD 1.1, appendix C (application/ld+json and its parameter "profile"); HTML standard, 4.12.1 (a data
# block's type is a media type string) and RFC 6838, 4.2 (names of media types have no case). extruct 0.18.0,
# jsonld.py line 19; PyLD 3.3.0, jsonld.py line 6723.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'extruct==0.18.0' 'PyLD==3.3.0' 'lxml==6.1.3'
venv/bin/python - <<'EOF'
import importlib.metadata

import extruct
from pyld.jsonld import load_html

POSTING = '{"@context": "https://schema.org", "@type": "JobPosting", "title": "Analyst"}'
TYPES = (
    "application/ld+json",
    "application/ld+json; charset=utf-8",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
    "Application/LD+JSON",
)
found = {"extruct": [], "PyLD": []}
for type in TYPES:
    page = f"<!doctype html><html><head><script type='{type}'>{POSTING}</script></head><body></body></html>"
    found["extruct"].append(len(extruct.extract(page, syntaxes=["json-ld"])["json-ld"]))
    found["PyLD"].append(len(load_html(page.encode(), "https://example.org/", None, {"extractAllScripts": True})))
for name, counts in found.items():
    print(f"{name} {importlib.metadata.version(name)}:")
    for type, count in zip(TYPES, counts):
        print(f"  {type}: {count} postings")
assert found == {"extruct": [1, 0, 0, 0], "PyLD": [1, 1, 1, 0]}
EOF
