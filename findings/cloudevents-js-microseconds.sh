#!/usr/bin/env bash
# One would guess: an event keeps its `time` through reading and writing.
#
# What is so: the JavaScript SDK cuts it to milliseconds when it reads it. Two revisions of one entity within a
# millisecond, as Python's or Java's senders stamp them, have the same time afterwards.
#
# Source: CloudEvents 1.0.2, spec.md, Timestamp: RFC 3339, which allows any number of digits. cloudevents (npm)
# 10.0.0, dist/parsers.js line 81 and dist/message/kafka/index.js line 148.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > relay.js <<'EOF'
const { HTTP } = require("cloudevents");
console.log(`cloudevents ${require("cloudevents/package.json").version}`);
const relayed = ["2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.123999Z"].map((time) => {
  const body = JSON.stringify({ specversion: "1.0", id: time, source: "/ats", type: "job.upserted", time });
  const event = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body });
  const written = JSON.parse(HTTP.structured(event).body).time;
  console.log(`in ${time}, held ${event.time}, out ${written}`);
  return written;
});
process.exit(relayed.every((time) => time === "2026-01-02T03:04:05.123Z") ? 0 : 1);
EOF
node relay.js
