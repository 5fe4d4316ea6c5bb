#!/usr/bin/env bash
# One would guess: one key goes to one partition of a topic, whichever client sends it.
#
# What is so: librdkafka, and so confluent-kafka, takes CRC32 of the key, where Java's client and most others take
# murmur2: records of one entity get apart when services in two languages write it. An empty key is hashed by the
# others as any key, and goes anywhere by librdkafka's default.
#
# Source: librdkafka, CONFIGURATION.md, partitioner: consistent_random by default, CRC32, empty and null keys at
# random; murmur2 is Java's. kafka-python 3.0.12, partitioner/default.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka==2.16.1' 'kafka-python==3.0.12'
venv/bin/python - <<'EOF'
import confluent_kafka, kafka
from kafka.partitioner.default import murmur2

PARTITIONS = 4  # of a topic that librdkafka's own stand-in for a broker makes

def of_librdkafka(key, **options):
    found = set()
    options |= {"test.mock.num.brokers": 1, "log_level": 0, "sticky.partitioning.linger.ms": 0}
    producer = confluent_kafka.Producer(options)
    assert len(producer.list_topics("jobs", timeout=30).topics["jobs"].partitions) == PARTITIONS
    for _ in range(20):
        producer.produce("jobs", b"{}", key=key, on_delivery=lambda error, message: found.add(message.partition()))
        producer.flush(30)
    return found

print(f"librdkafka {confluent_kafka.libversion()[0]} of confluent-kafka {confluent_kafka.version()}, kafka-python {kafka.__version__}")
for key, usual in ((b"31001", {2}), (b"vaga-7", {3}), (b"", None)):
    default, as_java = of_librdkafka(key), of_librdkafka(key, partitioner="murmur2")
    other = {(murmur2(key) & 0x7FFFFFFF) % PARTITIONS}
    print(f"{key}: librdkafka {default}, with partitioner=murmur2 {as_java}, kafka-python {other}")
    assert as_java == other != default
    assert default == usual if usual else len(default) > 1
EOF
