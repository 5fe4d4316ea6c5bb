#!/usr/bin/env bash
# One would guess: striprtf puts the address of a link behind its text, as it does for one link, for each of several.
#
# What is so: of links in one line of the file, as in "LinkedIn | GitHub | Portfolio" at the head of a CV of macOS' TextEdit, it keeps
# the last address alone. Where a space stands before the instruction's inner group, as Word writes it, or there is no such group, there
# is no address at all.
#
# Source: striprtf 0.0.35, striprtf.py, HYPERLINKS: a greedy .* before HYPERLINK, and no space allowed after \fldinst. The forms are as
# in files of TextEdit and Word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'striprtf==0.0.35'
venv/bin/python - <<'EOF'
import importlib.metadata

from striprtf.striprtf import rtf_to_text

TEXTEDIT = r'{\field{\*\fldinst{HYPERLINK "https://%s.example/ana"}}{\fldrslt %s}}'
WORD = r'{\field{\*\fldinst {\rtlch\fcs1 \af0 HYPERLINK "https://%s.example/ana"}}{\fldrslt {\rtlch\fcs1 \af0 %s}}}'
PLAIN = r'{\field{\*\fldinst HYPERLINK "https://%s.example/ana"}{\fldrslt {\ul %s}}}'

def text(form, between):
    links = between.join(form % (name.lower(), name) for name in ("LinkedIn", "GitHub", "Portfolio"))
    return rtf_to_text(r"{\rtf1\ansi " + links + r"\par}").strip()

print("striprtf", importlib.metadata.version("striprtf"))
found = {
    "TextEdit, three lines": text(TEXTEDIT, "\\\n"),
    "TextEdit, one line": text(TEXTEDIT, " | "),
    "Word": text(WORD, " | "),
    "no inner group": text(PLAIN, " | "),
}
for name, one in found.items():
    print(f"{name}: {one!r}")
assert all(f'{name}("https://{name.lower()}.example/ana")' in found["TextEdit, three lines"] for name in ("LinkedIn", "GitHub", "Portfolio"))
assert found["TextEdit, one line"] == 'LinkedIn | GitHub | Portfolio("https://portfolio.example/ana")'
assert found["Word"] == found["no inner group"] == "LinkedIn | GitHub | Portfolio"
EOF
