#!/usr/bin/env bash
# One would guess: a salary of 19.99 an hour is a multiple of 0.01, so a schema that wants whole cents takes it.
#
# What is so: jsonschema for Python and Ajv divide in binary floating point, where 19.99 / 0.01 is 1998.9999999999998, and refuse it;
# of the amounts from 0.01 to 99.99 they refuse one in seven, the same ones. fastjsonschema and jsonschema-rs take them all. Half
# a cent is taken by none. So an event is valid to its sender and a dead letter to its reader.
#
# Source: JSON Schema 2020-12, validation, 6.2.1: valid if division by the value results in an integer. jsonschema 4.26.0,
# _keywords.py, multipleOf: int(quotient) != quotient. Ajv, options, multipleOfPrecision: off by default.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema==4.26.0' 'fastjsonschema==2.22.3' 'jsonschema-rs==0.61.2'
npm install --silent --no-audit --no-fund --prefix . 'ajv@8.20.0'
cat > refused.js <<'EOF'
const Ajv = require("ajv/dist/2020");
const valid = new Ajv().compile({ type: "number", multipleOf: 0.01 });
const amounts = Array.from({ length: 9999 }, (_, index) => Number(`${index + 1}e-2`));
console.log(JSON.stringify(amounts.filter((amount) => !valid(amount))));
EOF
venv/bin/python - <<'EOF'
import importlib.metadata, json, subprocess

import fastjsonschema, jsonschema, jsonschema_rs

SCHEMA = {"type": "number", "multipleOf": 0.01}
compiled = fastjsonschema.compile(SCHEMA)

def by_fastjsonschema(amount):
    try:
        compiled(amount)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True

valid = {
    "jsonschema": jsonschema.Draft202012Validator(SCHEMA).is_valid,
    "fastjsonschema": by_fastjsonschema,
    "jsonschema-rs": jsonschema_rs.Draft202012Validator(SCHEMA).is_valid,
}
amounts = [float(f"{cents}e-2") for cents in range(1, 10_000)]
refused = {f"{name} {importlib.metadata.version(name)}": [one for one in amounts if not check(one)] for name, check in valid.items()}
refused["ajv 8.20.0"] = json.loads(subprocess.run(["node", "refused.js"], check=True, capture_output=True, text=True).stdout)
for name, some in refused.items():
    print(f"{name} refuses {len(some)} of {len(amounts)} amounts in whole cents", some[:4], "and 19.99" if 19.99 in some else "")
first, second, third, last = refused.values()
assert first == last and 19.99 in first and len(first) > 1300
assert second == third == []
assert not any(check(19.995) for check in valid.values())
EOF
