#!/usr/bin/env bash
# One would guess: price-parser, which reads "R$ 12.000,00" by the customs of the language, reads "R$ 12 mil" as twelve thousand, or
# reads nothing.
#
# What is so: words and letters for thousands are left out without a sign of it, so the salary of a posting becomes a thousandth:
# "R$ 3,5 mil" is 3.5, "US$ 80k" is 80, and beside each other "R$ 900" is more than "R$ 12 mil".
#
# Source: price-parser 0.5.1, parser.py, extract_price_text: digits with separators and a currency sign beside them; the README
# promises prices of shops, and numbers as words are not named there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'price-parser==0.5.1'
venv/bin/python - <<'EOF'
import importlib.metadata
from price_parser import Price
print("price-parser", importlib.metadata.version("price-parser"))
found = {}
for text in ("R$ 12.000,00", "R$ 12.000", "R$ 12 mil", "R$ 3,5 mil", "R$ 12k", "US$ 80k", "R$ 900"):
    price = Price.fromstring(text)
    found[text] = price.amount_float
    print(f"{text!r} is {price.amount} {price.currency}")
assert found == {"R$ 12.000,00": 12000, "R$ 12.000": 12000, "R$ 12 mil": 12, "R$ 3,5 mil": 3.5, "R$ 12k": 12, "US$ 80k": 80, "R$ 900": 900}
EOF
