#!/usr/bin/env bash
# One would guess: two libraries that write canonical JSON (RFC 8785) write one event the same, so that its hash is one.
#
# What is so: what has a method toJSON, as the JavaScript SDK's CloudEvent, json-canonicalize gives to JSON.stringify and leaves as it
# comes: its names are not sorted, nor those of the data within. canonicalize sorts them. The hash of an event hangs on the library then,
# and on whether the sender hashes the object or the receiver what it parsed.
#
# Source: RFC 8785, 3.2.3: properties are sorted, those of nested objects too. json-canonicalize 3.0.1, dist/index.js line 51: whatever
# has a toJSON is given to JSON.stringify.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . 'canonicalize@4.0.0' 'json-canonicalize@3.0.1' 'cloudevents@10.0.0'
cat > both.mjs <<'EOF'
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import canonicalize from "canonicalize";
import { CloudEvent } from "cloudevents";
import { canonicalize as other } from "json-canonicalize";
const version = (name) => `${name} ${JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version}`;
console.log(["canonicalize", "json-canonicalize", "cloudevents"].map(version).join(", "));
const event = new CloudEvent({ source: "/ats", type: "job.upserted", id: "1", time: "2026-05-04T10:00:00Z", data: { title: "Analista", id: "7" } });
const parsed = JSON.parse(JSON.stringify(event));
const written = [canonicalize(event), canonicalize(parsed), other(event), other(parsed)];
const hashes = written.map((text) => createHash("sha256").update(text).digest("hex").slice(0, 8));
console.log(`canonicalize: of the event ${hashes[0]}, of its parsed JSON ${hashes[1]}: ${written[0]}`);
console.log(`json-canonicalize: of the event ${hashes[2]}, of its parsed JSON ${hashes[3]}: ${written[2]}`);
const same = hashes[0] === hashes[1] && hashes[0] === hashes[3] && hashes[2] !== hashes[0]
  && written[0].startsWith('{"data":{"id":"7","title":"Analista"},"id":"1"') && written[2].includes('{"title":"Analista","id":"7"}');
process.exit(same ? 0 : 1);
EOF
node both.mjs
