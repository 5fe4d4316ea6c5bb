#!/usr/bin/env bash
# One would guess: an error that ends a producer for good is told to `error_cb`, as its documentation says of global errors, and
# `flush` reports each record that was lost to its callback.
#
# What is so: `error_cb` is never called. The error is raised by whichever call takes events next, once. If that is `flush`, it goes on to
# run the callbacks while the exception is pending: the first method of a `KafkaError` that a callback calls ends in a `SystemError`,
# which says nothing of the producer, and that record's report is lost. `poll` returns before it runs another callback, so that all are told.
#
# Source: confluent-kafka, src/confluent_kafka.c, error_cb: "If the client raised a fatal error we'll raise an exception rather than calling
# the error callback". The error is made by librdkafka's mock cluster (rdkafka_mock.h), which answers a Produce request of an idempotent
# producer with OUT_OF_ORDER_SEQUENCE_NUMBER.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka==2.16.1'
venv/bin/python - 2>/dev/null <<'EOF'
import ctypes
from pathlib import Path
import confluent_kafka
from confluent_kafka import KafkaException, Producer

wheel = Path(confluent_kafka.__file__).parent.with_name("confluent_kafka.libs")
library = ctypes.CDLL(str(next(wheel.glob("librdkafka*"))))
pointer = ctypes.c_void_p
library.rd_kafka_conf_new.restype = library.rd_kafka_new.restype = library.rd_kafka_mock_cluster_new.restype = pointer
library.rd_kafka_new.argtypes = [ctypes.c_int, pointer, ctypes.c_char_p, ctypes.c_size_t]
library.rd_kafka_mock_cluster_new.argtypes = [pointer, ctypes.c_int]
library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
library.rd_kafka_mock_cluster_bootstraps.argtypes = [pointer]
library.rd_kafka_mock_push_request_errors_array.argtypes = [pointer, ctypes.c_int16, ctypes.c_size_t, pointer]
cluster = library.rd_kafka_mock_cluster_new(library.rd_kafka_new(0, library.rd_kafka_conf_new(), None, 0), 1)
address = library.rd_kafka_mock_cluster_bootstraps(cluster).decode()
OUT_OF_ORDER = (ctypes.c_int * 1)(45)

def ended_by(take):
    """What `take` raises where the error comes, what `error_cb` was told, and what the callbacks were."""
    raised, told, reports = [], [], []
    producer = Producer({"bootstrap.servers": address, "enable.idempotence": True, "error_cb": told.append})
    producer.produce("t", b"1", partition=0)
    assert producer.flush(30) == 0
    library.rd_kafka_mock_push_request_errors_array(cluster, 0, 1, OUT_OF_ORDER)
    for number in range(3):
        producer.produce("t", b"2", partition=0, on_delivery=lambda error, _: reports.append(error and error.name()))
    while len(producer):
        try:
            take(producer)
        except (KafkaException, SystemError) as error:
            raised.append(type(error).__name__)
    return raised, told, reports

print(f"confluent-kafka {confluent_kafka.version()}")
found = {name: ended_by(take) for name, take in (("poll", lambda p: p.poll(0.1)), ("flush", lambda p: p.flush(10)))}
for name, (raised, told, reports) in found.items():
    print(f"{name}: raised {raised}, error_cb was told {told}, callbacks were told {reports}")
assert found["poll"] == (["KafkaException"], [], ["OUT_OF_ORDER_SEQUENCE_NUMBER"] * 3)
assert found["flush"][0] == ["SystemError"] and found["flush"][1] == []
EOF
