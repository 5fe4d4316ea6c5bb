#!/usr/bin/env bash
# One would guess: once a broker is back, an admin client that asks for the ends of partitions gets them again.
#
# What is so: librdkafka's ListOffsets sends the leader epoch that it remembers. A start of the broker raises the epoch, so
# the answer is FENCED_LEADER_EPOCH; the client forgets what it remembers at two other errors alone, and so is refused again
# and again, until its metadata are refreshed or too old (metadata.max.age.ms, a quarter of an hour). A new client has no
# such trouble, and Java's asks for the leaders anew. Shown for half a minute.
#
# Source: KIP-320, "the client should refresh metadata" at FENCED_LEADER_EPOCH; librdkafka, rdkafka_admin.c,
# rd_kafka_ListOffsets_handle_result and rd_kafka_admin_result_err_refresh.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka==2.16.1'
cat > pom.xml <<'EOF2'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency></dependencies>
</project>
EOF2
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
venv/bin/python - <<'EOF2'
import socket, subprocess, time
import confluent_kafka
from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

def free():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]

port, controller = free(), free()
with open("server.properties", "w") as file:
    file.write(f"""process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
log.dirs=data
offsets.topic.replication.factor=1
""")
java = ["java", "-Xmx512m", "-cp", "jars/*"]
subprocess.run([*java, "kafka.tools.StorageTool", "format", "--standalone", "-t", "bWF0Y2hzdHJlYW0tb25lMQ",
                "-c", "server.properties"], check=True, capture_output=True)

def start():
    process = subprocess.Popen([*java, "kafka.Kafka", "server.properties"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not isinstance(ask(client()), int):
        assert process.poll() is None
        time.sleep(0.5)
    return process

def client():
    return AdminClient({"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0})

def ask(admin):
    """The end of the partition, or the name of the error."""
    try:
        (answer,) = admin.list_offsets({TopicPartition("t", 0): OffsetSpec.latest()}, request_timeout=5).values()
        return answer.result(60).offset
    except KafkaException as error:
        admin.poll(0)
        if error.args[0].code() in (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._NOENT):
            for made in admin.create_topics([NewTopic("t", 1, 1)], request_timeout=5).values():
                made.exception()
        return error.args[0].name()

broker = start()
old = client()
try:
    while ask(old) != 0 or (time.sleep(2), ask(old))[1] != 0:
        time.sleep(0.5)
    broker.terminate()
    broker.wait()
    broker = start()
    time.sleep(3)
    told = {ask(old) for _ in range(30) if time.sleep(1) is None}
    print(f"librdkafka {confluent_kafka.libversion()[0]} and Apache Kafka 4.3.1, for 30 s after a restart: {told}; a new client: {ask(client())}")
    assert told == {"FENCED_LEADER_EPOCH"}
    assert ask(client()) == 0
finally:
    broker.kill()
EOF2
