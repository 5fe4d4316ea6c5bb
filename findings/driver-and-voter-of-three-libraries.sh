#!/usr/bin/env bash
# One would guess: whether the digits of a Brazilian driver's licence (CNH) or voter's card are right is arithmetic, and every library gives one answer.
#
# What is so: of one licence in eleven brutils takes other last digits than validate-docbr and validation-br, and refuses theirs: where the first
# check digit comes out as ten, it writes 0 and then asks whether it was above 9. Of voters of São Paulo and Minas Gerais it wants a 1 where the
# two others want a 0, an exception that the ruling which validate-docbr quotes doesn't have.
#
# Source: brutils 2.5.0, cnh.py, _check_second_verificator: asks whether a digit is above 9; voter_id.py. validate-docbr 2.0.1, CNH.py;
# TituloEleitoral.py: resolution 23.659/2021 of the electoral court, article 36. validation-br 2.0.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'validate-docbr==2.0.1' 'brutils==2.5.0'
npm install --silent --no-audit --no-fund --prefix . 'validation-br@2.0.0'
cat > read.cjs <<'EOF'
const { isCNH, isTituloEleitor } = require("validation-br");
const [licence, card] = process.argv.slice(2);
console.log(JSON.stringify([...licence.split(",").map((one) => isCNH(one)), ...card.split(",").map((one) => isTituloEleitor(one))]));
EOF
cat > both.py <<'EOF'
import importlib.metadata, json, subprocess
import brutils, validate_docbr

licences = ["87510801508", "87510801500"]
cards = ["633836830140", "633836830141"]
print("validate-docbr", importlib.metadata.version("validate-docbr"), "- brutils", importlib.metadata.version("brutils"), "- validation-br 2.0.0")
node = json.loads(subprocess.check_output(["node", "read.cjs", ",".join(licences), ",".join(cards)]))
found = {}
for number, other in zip(licences + cards, node, strict=True):
    if number in licences:
        mine = validate_docbr.CNH().validate(number), brutils.is_valid_cnh(number)
    else:
        mine = validate_docbr.TituloEleitoral().validate(number), brutils.is_valid_voter_id(number)
    found[number] = (*mine, other)
    print(number, *found[number])
assert list(found.values()) == [(True, False, True), (False, True, False)] * 2, found
EOF
venv/bin/python both.py
