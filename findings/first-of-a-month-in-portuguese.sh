#!/usr/bin/env bash
# One would guess: dateparser reads the first of a month as it reads the second.
#
# What is so: Brazil writes the first day of a month as an ordinal, "1º de março", and only that day. dateparser reads "2 de
# março de 2020" and the English and French ordinals, and gives None for the Portuguese one in every spelling. Spanish and Italian
# ordinals fare alike. In dates of a CV the first is the commonest day.
#
# Source: dateparser 1.5.0, data/date_translation_data/pt.py: no simplification for an ordinal, as en.py and fr.py have one. Manual de
# Redação da Presidência da República, 3rd edition, on the date of a document: ordinal for the first day, cardinal for the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'dateparser==1.5.0'
venv/bin/python -W ignore - <<'EOF'
import dateparser
print("dateparser", dateparser.__version__)
READ = [("pt", "2 de março de 2020"), ("pt", "1 de março de 2020"), ("fr", "1er mars 2020"), ("en", "1st March 2020")]
UNREAD = [
    ("pt", "1º de março de 2020"), ("pt", "1.º de março de 2020"), ("pt", "1o de março de 2020"),
    ("es", "1º de marzo de 2020"), ("it", "1º marzo 2020"),
]
for language, text in READ + UNREAD:
    found = dateparser.parse(text, languages=[language])
    print(f"{language}: {text!r} is {found and found.date()}")
    assert (found is None) == ((language, text) in UNREAD)
EOF
