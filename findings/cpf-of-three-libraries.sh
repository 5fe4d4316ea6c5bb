#!/usr/bin/env bash
# One would guess: three libraries that know the check digits of a CPF agree on which are valid.
#
# What is so: python-stdnum takes eleven ones, the classic of a form filled in by force, whose check digits are right and which nobody
# has. validate-docbr takes a CPF that lost its zeros in a spreadsheet, so `191` is valid to it, and the points wherever they stand. brutils
# takes eleven digits alone: with the points in which a CPF is written it is wrong to it. One and the same person is there or not by the library.
#
# Source: validate-docbr 2.0.1, CPF.py, _complete_with_zeros; python-stdnum 2.2, br/cpf.py, validate: digits, length and check digits;
# brutils 2.5.0, cpf.py: remove_symbols is a function of its own, which is_valid does not call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'validate-docbr==2.0.1' 'python-stdnum==2.2' 'brutils==2.5.0'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata
import brutils
from stdnum.br import cpf
from validate_docbr import CPF

print(*(f"{name} {importlib.metadata.version(name)}" for name in ("python-stdnum", "validate-docbr", "brutils")), sep=", ")
EXPECTED = {  # made-up numbers, as in the libraries' own documentation
    "12345678909": (True, True, True),
    "12345678900": (False, False, False),
    "123.456.789-09": (True, True, False),
    "11111111111": (True, False, False),
    "191": (False, True, False),
    "00000000191": (True, True, True),
    "123.4567.89-09": (True, True, False),
    "123 456 789 09": (True, False, False),
}
found = {text: (cpf.is_valid(text), CPF().validate(text), brutils.is_valid_cpf(text)) for text in EXPECTED}
for text, valid in found.items():
    print(f"{text}: {valid[0]}, {valid[1]}, {valid[2]}")
assert found == EXPECTED
EOF
