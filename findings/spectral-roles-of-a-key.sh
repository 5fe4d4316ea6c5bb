#!/usr/bin/env bash
# One would guess: a linter of OpenAPI 3.1 takes what 3.1 added, roles in the requirement of a key.
#
# What is so: 3.0 let a requirement name scopes for OAuth 2 and OpenID Connect alone; 3.1 lets it name, for every other
# scheme, the roles that are needed. Spectral's own rules warn of each: '"read" must be listed among scopes', though
# such a scheme has no list where it could be. Redocly takes the document.
#
# Source: OpenAPI 3.1.0, "Security Requirement Object", {name}: "For other security scheme types, the array MAY contain
# a list of role names which are required for the execution, but are not otherwise defined or exchanged in-band." Rule
# oas3-operation-security-defined of @stoplight/spectral-rulesets.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . '@stoplight/spectral-cli@6.16.3' '@redocly/cli@2.77.0'
cat > openapi.json <<'EOF'
{"openapi": "3.1.0",
 "info": {"title": "T", "version": "1", "description": "T", "contact": {"name": "T"}, "license": {"name": "MIT", "identifier": "MIT"}},
 "servers": [{"url": "/"}], "tags": [{"name": "t", "description": "T"}],
 "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
 "paths": {"/a": {"get": {"operationId": "a", "summary": "A", "description": "A", "tags": ["t"],
   "security": [{"key": ["read"]}],
   "responses": {"204": {"description": "A"}, "401": {"description": "B"}}}}}}
EOF
echo 'extends: "spectral:oas"' > .spectral.yaml
spectral=$(node_modules/.bin/spectral lint --fail-severity error openapi.json)
redocly=$(node_modules/.bin/redocly lint --format json openapi.json 2>/dev/null)
echo "spectral 6.16.3: $(grep -o 'oas3-operation-security-defined.*' <<<"$spectral")"
count() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).problems.length)'; }
echo "redocly 2.77.0: $(count <<<"$redocly") problems"
grep -q '"read" must be listed among scopes' <<<"$spectral"
grep -q '1 problem (0 errors, 1 warning' <<<"$spectral"
[[ $(count <<<"$redocly") == 0 ]]
