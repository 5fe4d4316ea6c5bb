#!/usr/bin/env bash
# One would guess: a title that refers to a common text and may have 40 characters at most beside it, is refused by every validator with 60.
#
# What is so: up to draft 7 what stands beside $ref is to be passed over. Python's jsonschema, jsonschema-rs and Go's do, so there is no limit; Ajv
# keeps to it in every draft. From 2019-09 on it counts, and there these four agree; fastjsonschema, which knows no later draft than 7, takes
# such a schema without a word and passes over it still. So a contract in draft 7 refuses in JavaScript what it takes elsewhere.
#
# Source: JSON Schema draft 7, core, 8.3: other properties in a $ref object MUST be ignored; 2019-09, release notes: $ref may have siblings. Ajv
# 8, strict mode and changes from 6: siblings of $ref are validated.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema==4.26.0' 'fastjsonschema==2.22.3' 'jsonschema-rs==0.61.2'
npm install --silent --no-audit --no-fund --prefix . 'ajv@8.20.0'
cat > go.mod <<'EOF'
module finding

go 1.26

require github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
EOF
cat > main.go <<'EOF'
package main

import (
	"fmt"
	"os"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	file, _ := os.Open(os.Args[1])
	schema, _ := jsonschema.UnmarshalJSON(file)
	compiler := jsonschema.NewCompiler()
	compiler.AddResource("job.json", schema)
	compiled, err := compiler.Compile("job.json")
	if err != nil {
		panic(err)
	}
	fmt.Print(compiled.Validate(map[string]any{"title": os.Args[2]}) == nil)
}
EOF
cat > check.mjs <<'EOF'
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
const [file, title] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(file, "utf8"));
const validator = schema.$schema.includes("2020") ? new Ajv2020({ strict: false }) : new Ajv({ strict: false });
process.stdout.write(String(validator.validate(schema, { title })));
EOF
cat > check.py <<'EOF'
import json, sys
import fastjsonschema, jsonschema, jsonschema_rs

schema, job = json.load(open(sys.argv[1])), {"title": sys.argv[2]}
try:
    fast = bool(fastjsonschema.compile(schema)(job))
except fastjsonschema.JsonSchemaValueException:
    fast = False
found = jsonschema.validators.validator_for(schema)(schema).is_valid(job), jsonschema_rs.is_valid(schema, job), fast
print("jsonschema {} jsonschema-rs {} fastjsonschema {}".format(*(str(one).lower() for one in found)), end="")
EOF
GOFLAGS=-mod=mod go build -o check . 2>/dev/null
title=$(printf 'x%.0s' {1..60})
found=
for draft in http://json-schema.org/draft-07/schema# https://json-schema.org/draft/2020-12/schema; do
  cat > schema.json <<EOF
{"\$schema": "$draft", "definitions": {"text": {"type": "string"}},
 "properties": {"title": {"\$ref": "#/definitions/text", "maxLength": 40}}}
EOF
  line="$draft takes 60: Ajv $(node check.mjs schema.json "$title") Go $(./check schema.json "$title") $(venv/bin/python check.py schema.json "$title")"
  echo "$line"
  found="$found$line"$'\n'
done
[[ $found == 'http://json-schema.org/draft-07/schema# takes 60: Ajv false Go true jsonschema true jsonschema-rs true fastjsonschema true
https://json-schema.org/draft/2020-12/schema takes 60: Ajv false Go false jsonschema false jsonschema-rs false fastjsonschema true
' ]]
