#!/usr/bin/env bash
# One would guess: the Kafka binding of the JavaScript SDK reads what kafkajs delivers, and writes what kafkajs
# sends.
#
# What is so: kafkajs delivers headers as Buffers, which the SDK takes for strings: of an event with a
# content-type it raises a TypeError, and of one without it makes an event whose `id` and `type` are Buffers. What
# it writes in binary mode holds the data as an object, of which kafkajs puts the text `[object Object]` into the
# topic.
#
# Source: CloudEvents 1.0.2, bindings/kafka-protocol-binding.md, 3.2.4: header values are UTF-8 strings. kafkajs
# 2.2.4, src/protocol/encoder.js line 198 (String of what is no Buffer). cloudevents (npm) 10.0.0,
# dist/message/kafka/index.js lines 125 and 143-150.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0' 'kafkajs@2.2.4'
cat > both.js <<'EOF'
const { CloudEvent, Kafka } = require("cloudevents");
const encode = require("kafkajs/src/protocol/encoder");
console.log(["cloudevents", "kafkajs"].map((name) => `${name} ${require(`${name}/package.json`).version}`).join(", "));
const sent = { ce_specversion: "1.0", ce_id: "1", ce_source: "/ats", ce_type: "job.upserted", "content-type": "application/json" };
const headers = Object.fromEntries(Object.entries(sent).map(([name, text]) => [name, Buffer.from(text)]));
const message = { key: Buffer.from("7"), value: Buffer.from('{"id":"7"}') };
let refused = "read";
try { Kafka.toEvent({ ...message, headers }); } catch (error) { refused = `${error.name}: ${error.message}`; }
console.log("with a content-type:", refused);
const { "content-type": _, ...rest } = headers;
const read = Kafka.toEvent({ ...message, headers: rest });
console.log("without one, type is a Buffer:", Buffer.isBuffer(read.type));
const written = Kafka.binary(new CloudEvent({ source: "/ats", type: "job.upserted", urgent: true, count: 3, data: { id: "7" } }));
const kinds = Object.fromEntries(["ce_type", "ce_urgent", "ce_count", "ce_subject"].map((name) => [name, typeof written.headers[name]]));
console.log("written: headers", JSON.stringify(kinds), "- value is", typeof written.value);
const stored = new encode().writeBytes(written.value).buffer.subarray(4).toString();
console.log("kafkajs writes that value as:", stored);
const same = Buffer.isBuffer(read.type) && refused.startsWith("TypeError") && stored === "[object Object]"
  && kinds.ce_urgent === "boolean" && kinds.ce_count === "number" && kinds.ce_subject === "undefined";
process.exit(same ? 0 : 1);
EOF
node both.js
