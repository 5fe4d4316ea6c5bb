#!/usr/bin/env bash
# One would guess: clients of server-sent events connect again after a passing 503, and after a stream that ends
# orderly.
#
# What is so: of four, none does both. httpx-sse never connects again, and of a 503 that is declared as an event
# stream it yields nothing, without an error. aiohttp-sse-client2 goes on after an end and raises after a 503. npm
# eventsource goes on after an end and closes for ever after a 503, as the standard says.
# @microsoft/fetch-event-source tries again after a 503 of another content type, and is done after an orderly end.
#
# Source: HTML standard, 9.2.3: a status other than 200 fails the connection; after an end of the body it is
# established anew. httpx-sse 0.4.3, README, "Handling reconnections". @microsoft/fetch-event-source 2.0.1,
# README: onclose must throw for a retry.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'httpx-sse==0.4.3' 'httpx==0.28.1' 'aiohttp-sse-client2==0.3.0' 'aiohttp==3.14.5'
npm install --silent --no-audit --no-fund --prefix . 'eventsource@4.1.1' '@microsoft/fetch-event-source@2.0.1'
cat > server.py <<'EOF'
import http.server, threading

def serve():
    asked = []
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_): pass
        def do_GET(self):
            asked.append(self.path)
            fails = "503" in self.path and asked.count(self.path) == 1
            self.send_response(503 if fails else 200)
            kind = "application/problem+json" if fails and "problem" in self.path else "text/event-stream"
            self.send_header("content-type", kind)
            self.end_headers()
            if not fails:
                self.wfile.write(b"retry: 50\ndata: match %d\n\n" % asked.count(self.path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", asked
EOF
cat > clients.py <<'EOF'
import asyncio, datetime, importlib.metadata, logging, subprocess
import aiohttp, httpx, httpx_sse
from aiohttp_sse_client2 import client
from server import serve

logging.disable()
address, asked = serve()
found = {}

def with_httpx(path):
    with httpx.Client() as http, httpx_sse.connect_sse(http, "GET", address + path) as source:
        return [event.data for event in source.iter_sse()]

async def with_aiohttp(path):
    soon = datetime.timedelta(milliseconds=50)
    async with aiohttp.ClientSession() as session:
        async with client.EventSource(address + path, session=session, reconnection_time=soon) as source:
            events = aiter(source)
            return [(await anext(events)).data for _ in range(2)]

for name, ask in (("httpx-sse", with_httpx), ("aiohttp-sse-client2", lambda path: asyncio.run(with_aiohttp(path)))):
    for path in (f"/end/{name}", f"/503/{name}"):
        try:
            found[path] = ask(path)
        except Exception as error:
            found[path] = type(error).__name__
for line in subprocess.check_output(["node", "clients.mjs", address], text=True, timeout=60).splitlines():
    path, _, said = line.partition(" ")
    found[path] = said
print(*(f"{name} {importlib.metadata.version(name)}" for name in ("httpx-sse", "aiohttp-sse-client2")), sep=", ")
for path, said in found.items():
    print(f"{path}: {said}; asked {asked.count(path)} time(s)")
again = {path: asked.count(path) > 1 for path in found}
assert found["/end/httpx-sse"] == ["match 1"] and found["/503/httpx-sse"] == []
assert found["/end/aiohttp-sse-client2"] == ["match 1", "match 2"]
assert found["/503/aiohttp-sse-client2"] == "ConnectionError"
assert again["/end/eventsource"] and not again["/503/eventsource"]
assert not again["/end/fetch-event-source"] and again["/503-problem/fetch-event-source"]
EOF
cat > clients.mjs <<'EOF'
import { EventSource } from "eventsource";
import fetching from "@microsoft/fetch-event-source";
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
globalThis.window = { setTimeout, clearTimeout, fetch };
const address = process.argv[2], found = {};
for (const path of ["/end/eventsource", "/503/eventsource"]) {
  const list = (found[path] = []), source = new EventSource(address + path);
  source.onmessage = (event) => list.push(event.data);
  source.onerror = () => list.push(source.readyState === 2 ? "closed for ever" : "connects again");
}
for (const path of ["/end/fetch-event-source", "/503-problem/fetch-event-source"]) {
  const list = (found[path] = []);
  fetching.fetchEventSource(address + path, { onmessage: (event) => list.push(event.data) }).then(() => list.push("done"));
}
setTimeout(() => {
  for (const [path, list] of Object.entries(found)) console.log(path, list.slice(0, 3).join(", "));
  process.exit(0);
}, 6000);
EOF
venv/bin/python clients.py
