"""Two exporters that no package registry has, stood in for: their metrics by the same names, of the same things.

kafka_exporter's are asked from the broker (https://github.com/danielqsj/kafka_exporter, "Metrics"); cAdvisor's are read
of the processes that each host runs (https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

if TYPE_CHECKING:
    from tests.ops.native.stack import Composed

KAFKA, CONTAINERS = ("kafka-exporter", 9308), ("cadvisor", 8080)
_servers: list[ThreadingHTTPServer] = []


def serve(composed: Composed) -> None:
    """Serve both, under the names that Prometheus looks for."""
    broker = composed.services["worker"].environment["MATCHSTREAM_KAFKA_BOOTSTRAP"]
    for (name, port), write in {KAFKA: lambda: of_kafka(broker), CONTAINERS: lambda: of_containers(composed)}.items():
        address = composed.network.host(name)
        composed.extra[name] = [address]
        _serve(composed, name, address, port, write)


def stop() -> None:
    """End both."""
    while _servers:
        server = _servers.pop()
        server.shutdown()
        server.server_close()


def _serve(composed: Composed, name: str, address: str, port: int, write: Callable[[], str]) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(ConnectionError):  # Prometheus waits for a scrape's interval at most
                try:
                    body = write().encode()
                except Exception:  # noqa: BLE001 -- an exporter whose server is away says so by 500
                    self.send_error(500)
                    return
                self.send_response(200)
                self.send_header("content-type", "text/plain; version=0.0.4")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((address, port), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = composed.network.bound(name, address, port)
    server.server_activate()
    threading.Thread(target=server.serve_forever, name=name, daemon=True).start()
    _servers.append(server)


def of_kafka(broker: str) -> str:
    """Brokers, ends of partitions, copies that are not in step, and how far groups are behind."""
    admin = AdminClient({"bootstrap.servers": broker, "socket.timeout.ms": 4000, "log_level": 0})
    found = admin.list_topics(timeout=4)
    places = [TopicPartition(topic.topic, number) for topic in found.topics.values() for number in topic.partitions]
    asked = admin.list_offsets({place: OffsetSpec.latest() for place in places}, request_timeout=4)
    ends = {(place.topic, place.partition): one.result().offset for place, one in asked.items()}
    lines = [f"kafka_brokers {len(found.brokers)}"]
    for topic in found.topics.values():
        for number, partition in topic.partitions.items():
            where = f'{{topic="{topic.topic}",partition="{number}"}}'
            behind = int(len(partition.isrs) < len(partition.replicas))
            lines.append(f"kafka_topic_partition_current_offset{where} {ends[topic.topic, number]}")
            lines.append(f"kafka_topic_partition_under_replicated_partition{where} {behind}")
    for group in admin.list_consumer_groups(request_timeout=4).result().valid:
        told = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group.group_id)], request_timeout=4)
        for place in next(iter(told.values())).result().topic_partitions:
            lag = max(ends.get((place.topic, place.partition), 0) - place.offset, 0)
            labels = f'consumergroup="{group.group_id}",topic="{place.topic}",partition="{place.partition}"'
            lines.append(f"kafka_consumergroup_lag{{{labels}}} {lag}")
    return "\n".join(lines) + "\n"


def of_containers(composed: Composed) -> str:
    """Processor time, memory and traffic of each replica."""
    lines = []
    for replica in [one for there in composed.replicas.values() for one in there if one.process.running]:
        try:
            first = psutil.Process(replica.process.pid)
            everyone = [first, *first.children(recursive=True)]
            seconds = sum(sum(one.cpu_times()[:2]) for one in everyone)
            memory = sum(one.memory_info().rss for one in everyone)
            traffic = Path(f"/proc/{first.pid}/net/dev").read_text(encoding="ascii").splitlines()
            received = next(line.split()[1] for line in traffic if line.strip().startswith("eth0"))
        except (psutil.Error, OSError, StopIteration):
            continue
        lines += [
            f'container_cpu_usage_seconds_total{{name="{replica.name}"}} {seconds}',
            f'container_memory_working_set_bytes{{name="{replica.name}"}} {memory}',
            f'container_network_receive_bytes_total{{name="{replica.name}",interface="eth0"}} {received}',
        ]
    return "\n".join(lines) + "\n"
