#!/usr/bin/env bash
# One would guess: a record that is sent with timestamp 0, as one whose time is not known or a count from 0 in a replay, has timestamp 0.
#
# What is so: librdkafka, and so confluent-kafka, takes 0 for no timestamp and puts the clock's in its place. A record with 1 keeps it, and
# so does one with 0 of aiokafka. So of a replay by confluent-kafka the first record of all is the latest.
#
# Source: librdkafka, rdkafka.h, RD_KAFKA_V_TIMESTAMP: "A value of 0 will use the current wall-clock time."
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka==2.16.1' 'aiokafka==0.14.0'
venv/bin/python - <<'EOF'
import asyncio
import time

import aiokafka, confluent_kafka
from confluent_kafka import Consumer, Producer

async def send(address):
    async with aiokafka.AIOKafkaProducer(bootstrap_servers=address) as producer:
        for moment in (0, 1):
            await producer.send_and_wait("jobs", b"aiokafka, %d" % moment, timestamp_ms=moment, partition=0)

producer = Producer({"test.mock.num.brokers": 1, "log_level": 0})  # librdkafka's own stand-in for a broker
broker = next(iter(producer.list_topics("jobs", timeout=30).brokers.values()))
address, before = f"{broker.host}:{broker.port}", int(time.time() * 1000)
for moment in (0, 1):
    producer.produce("jobs", b"confluent-kafka, %d" % moment, timestamp=moment, partition=0)
producer.flush(30)
asyncio.run(send(address))
consumer = Consumer({"bootstrap.servers": address, "group.id": "all", "auto.offset.reset": "earliest", "log_level": 0})
consumer.assign([confluent_kafka.TopicPartition("jobs", 0, 0)])
found = {message.value().decode(): message.timestamp()[1] for message in consumer.consume(4, 60)}
consumer.close()
print(f"confluent-kafka {confluent_kafka.version()}, librdkafka {confluent_kafka.libversion()[0]}, aiokafka {aiokafka.__version__}")
for name, moment in found.items():
    print(f"sent by {name}: arrives with {moment}")
assert found.pop("confluent-kafka, 0") >= before
assert found == {"confluent-kafka, 1": 1, "aiokafka, 0": 0, "aiokafka, 1": 1}
EOF
