"""Apache Kafka as three nodes on one machine, each of them broker and controller."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.apache_broker import ApacheBroker, new_id
from deploy.local.ports import LOOPBACK
from tests.brief_java import brief

NODES = 3

REPLICATED = {
    "default.replication.factor": str(NODES),
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": str(NODES),
    "transaction.state.log.replication.factor": str(NODES),
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": str(NODES),
    "share.coordinator.state.topic.min.isr": "2",
    "unclean.leader.election.enable": "false",
}


class ApacheCluster:
    """Three nodes; what two of them have acknowledged outlives the death of one.

    Parameters
    ----------
    directory : Path
        Each node has a folder of its own in it.
    jars_directory : Path
        Where Kafka's jars are.
    """

    idempotent = True
    session_timeout = ApacheBroker.session_timeout
    durable = True

    def __init__(self, directory: Path, jars_directory: Path) -> None:
        self.nodes = [
            ApacheBroker(directory / f"node-{number}", jars_directory=jars_directory) for number in range(1, NODES + 1)
        ]
        cluster = new_id()
        controllers = [f"{LOOPBACK}:{node.controller_port}" for node in self.nodes]
        voters = ",".join(f"{number}@{at}:{new_id()}" for number, at in enumerate(controllers, 1))
        for number, node in enumerate(self.nodes, 1):
            node.java_options += brief()
            node.properties |= REPLICATED
            node.properties |= {"node.id": str(number), "controller.quorum.bootstrap.servers": ",".join(controllers)}
            node.formatting = ["--cluster-id", cluster, "--initial-controllers", voters]

    @property
    def bootstrap(self) -> str:
        """Addresses for ``bootstrap.servers``."""
        return ",".join(node.bootstrap for node in self.nodes)

    def start(self) -> None:
        """Start all nodes together: alone, none could serve."""
        with ThreadPoolExecutor(NODES) as pool:
            list(pool.map(ApacheBroker.start, self.nodes))

    def stop(self) -> None:
        """End all nodes. Without a majority the last ones could not end in order."""
        self.kill()

    def kill(self) -> None:
        """Kill all nodes."""
        for node in self.nodes:
            node.kill()
