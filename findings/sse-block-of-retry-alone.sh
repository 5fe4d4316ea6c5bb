#!/usr/bin/env bash
# One would guess: a block that only sets `retry:` is no event: servers send it first, to say how soon to come
# again.
#
# What is so: httpx-sse and @microsoft/fetch-event-source hand it to the reader as an event with empty data, on
# which a parser of JSON fails; sseclient-py does not.
#
# Source: HTML standard, 9.2.6: where the data buffer is empty, nothing is dispatched. httpx-sse 0.4.3,
# _decoders.py line 96.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'httpx-sse==0.4.3' 'httpx==0.28.1' 'sseclient-py==1.9.0'
npm install --silent --no-audit --no-fund --prefix . '@microsoft/fetch-event-source@2.0.1'
printf 'retry: 2000\n\ndata: {"job": "7"}\n\n' > stream.txt
cat > read.py <<'EOF'
import importlib.metadata
import httpx, httpx_sse, sseclient

body = open("stream.txt", "rb").read()
answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)
found = {
    "httpx-sse": [event.data for event in httpx_sse.EventSource(answer).iter_sse()],
    "sseclient-py": [event.data for event in sseclient.SSEClient(iter([body])).events()],
}
for name, events in found.items():
    print(name, importlib.metadata.version(name), events)
assert found == {"httpx-sse": ["", '{"job": "7"}'], "sseclient-py": ['{"job": "7"}']}
EOF
cat > read.js <<'EOF'
const { getLines, getMessages } = require("@microsoft/fetch-event-source/lib/cjs/parse.js");
const found = [];
getLines(getMessages(() => {}, () => {}, (event) => found.push(event.data)))(require("fs").readFileSync("stream.txt"));
console.log("@microsoft/fetch-event-source", require("@microsoft/fetch-event-source/package.json").version, found);
process.exit(found.length === 2 && found[0] === "" ? 0 : 1);
EOF
venv/bin/python read.py
node read.js
