#!/usr/bin/env bash
# One would guess: an attribute with an accent goes over HTTP percent-encoded, or at least as UTF-8.
#
# What is so: JavaScript's SDK hands it to Node as it stands, and Node writes Latin-1: "São Paulo" has one byte E3, which
# is no UTF-8. What Latin-1 has not, such as a dash of a Portuguese text, can't be sent at all: ERR_INVALID_CHAR.
#
# Source: CloudEvents 1.0.2, HTTP protocol binding, 3.1.3.2: characters outside U+0021 to U+007E MUST be percent-encoded
# from UTF-8. cloudevents 10.0.0, dist/message/http/headers.js. Node 20, http: header values are written as latin1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . 'cloudevents@10.0.0'
cat > send.js <<'JS'
const net = require("node:net");
const { CloudEvent, Mode, emitterFor, httpTransport } = require("cloudevents");
console.log("cloudevents", require("cloudevents/package.json").version, "Node", process.version);
let received = Buffer.alloc(0);
const server = net.createServer((socket) =>
  socket.on("data", (bytes) => {
    received = Buffer.concat([received, bytes]);
    if (received.includes("0\r\n\r\n")) socket.end("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  }),
);
server.listen(0, "127.0.0.1", async () => {
  const emit = emitterFor(httpTransport(`http://127.0.0.1:${server.address().port}`), { mode: Mode.BINARY });
  const send = async (city) => {
    try {
      await emit(new CloudEvent({ id: "1", source: "/ats", type: "job.upserted", city, data: { id: "7" } }));
      return "sent";
    } catch (error) {
      return error.code;
    }
  };
  const plain = await send("São Paulo");
  const at = received.indexOf("ce-city: ") + 9;
  const bytes = received.subarray(at, received.indexOf("\r\n", at)).toString("hex");
  const dash = await send("São Paulo – SP");
  server.close();
  console.log("São Paulo:", plain, bytes);
  console.log("São Paulo – SP:", dash);
  process.exit(plain === "sent" && bytes === "53e36f205061756c6f" && dash === "ERR_INVALID_CHAR" ? 0 : 1);
});
JS
timeout 30 node send.js
