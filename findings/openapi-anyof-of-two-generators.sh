#!/usr/bin/env bash
# One would guess: where a document says `anyOf` a job or a person, a generated client takes a job.
#
# What is so: of one generator, openapi-generator, the Python client takes either. The TypeScript client (typescript-fetch)
# makes one interface with the fields of both, and what either requires is required: no job compiles. With `oneOf` and a
# discriminator it makes a union, as one would think.
#
# Source: OpenAPI 3.1.0 takes anyOf from JSON Schema 2020-12, 10.2.1.2: valid "if it validates successfully against at
# least one schema". What openapi-generator 7.25.0 writes for it: models/EventData.ts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B dependency:copy -Dartifact=org.openapitools:openapi-generator-cli:7.25.0 -DoutputDirectory=. >/dev/null
npm install --silent --no-audit --no-fund --prefix . 'typescript@5.9.3'
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check 'pydantic==2.13.4' 'urllib3==2.7.0' 'python-dateutil==2.9.0.post0'
cat > openapi.json <<'EOF'
{"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
 "paths": {"/a": {"post": {"operationId": "send", "responses": {"204": {"description": "A"}},
   "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}}}}},
 "components": {"schemas": {
   "Event": {"type": "object", "required": ["data"], "properties": {"data": {"anyOf": [
     {"$ref": "#/components/schemas/Job"}, {"$ref": "#/components/schemas/Person"}]}}},
   "Job": {"type": "object", "required": ["job_id"], "properties": {"job_id": {"type": "string"}}},
   "Person": {"type": "object", "required": ["person_id"], "properties": {"person_id": {"type": "string"}}}}}}
EOF
for language in python typescript-fetch; do
  java -jar openapi-generator-cli-7.25.0.jar generate -g "$language" -i openapi.json -o "$language" >/dev/null 2>&1
done
python=$(PYTHONPATH=python venv/bin/python -c '
from openapi_client import Event, EventData, Job
print(Event(data=EventData(Job(job_id="7"))).to_json())')
echo "openapi-generator 7.25.0, python: $python"
echo 'import type { Event } from "./typescript-fetch"; export const event: Event = { data: { jobId: "7" } };' > job.ts
typescript=$(node_modules/.bin/tsc --noEmit --strict --target es2022 --lib es2022,dom --module commonjs job.ts || true)
echo "openapi-generator 7.25.0, typescript-fetch: $typescript"
[[ $python == '{"data": {"job_id": "7"}}' ]]
grep -q "Property 'personId' is missing in type '{ jobId: string; }' but required in type 'EventData'" <<<"$typescript"
