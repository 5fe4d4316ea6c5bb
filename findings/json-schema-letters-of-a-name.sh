#!/usr/bin/env bash
# One would guess: one schema with a pattern takes the same names in every validator.
#
# What is so: `\w` is the letters of all languages to Python's jsonschema, which uses Python's own `re`, and those of English to the validators
# that keep to JavaScript's, as the specification has it: Ajv, the Rust crate jsonschema (here through jsonschema-rs) and Go's. João passes the
# one and is refused by the others, as is a skill such as "gestão"; a line feed at the end passes the one too.
#
# Source: JSON Schema 2020-12, core, 6.4: a regular expression should be valid by ECMA-262. ECMA-262, WordCharacters: A to Z, a to z,
# digits and the underscore. jsonschema 4.26.0, _keywords.py, pattern: re.search. Python, re: \w matches Unicode word characters in str, and $
# before a newline at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema==4.26.0' 'jsonschema-rs==0.61.2'
npm install --silent --no-audit --no-fund --prefix . 'ajv@8.20.0'
cat > go.mod <<'EOF'
module finding

go 1.26

require github.com/santhosh-tekuri/jsonschema/v6 v6.0.2
EOF
cat > main.go <<'EOF'
package main

import (
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	compiler := jsonschema.NewCompiler()
	compiler.AddResource("name.json", map[string]any{"type": "string", "pattern": `^\w+$`})
	schema := compiler.MustCompile("name.json")
	for _, name := range []string{"Ana", "João", "Ana\n"} {
		fmt.Print(schema.Validate(name) == nil, " ")
	}
}
EOF
GOFLAGS=-mod=mod go run . 2>/dev/null > go.txt
node -e '
const valid = new (require("ajv"))().compile({ type: "string", pattern: "^\\w+$" });
console.log(...["Ana", "João", "Ana\n"].map((name) => valid(name)));' > ajv.txt
venv/bin/python - <<'EOF'
import importlib.metadata
import jsonschema, jsonschema_rs

schema, names = {"type": "string", "pattern": r"^\w+$"}, ("Ana", "João", "Ana\n")
found = {
    f"jsonschema {importlib.metadata.version('jsonschema')}": [jsonschema.Draft202012Validator(schema).is_valid(name) for name in names],
    f"jsonschema-rs {importlib.metadata.version('jsonschema-rs')}": [jsonschema_rs.is_valid(schema, name) for name in names],
    "Ajv 8.20.0": [word == "true" for word in open("ajv.txt").read().split()],
    "santhosh-tekuri/jsonschema 6.0.2 (Go)": [word == "true" for word in open("go.txt").read().split()],
}
for validator, valid in found.items():
    print(validator, *(f"{name!r}: {one}" for name, one in zip(names, valid)), sep=", ")
assert list(found.values()) == [[True, True, True]] + [[True, False, False]] * 3
EOF
