"""Apache Kafka for the local stack: one KRaft node, its jars fetched by Maven."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path
from xml.etree import ElementTree as ET

from deploy.local.brokers import serves_metadata
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.processes import ChildProcess, ProcessFailedError

__all__ = ["ApacheBroker", "MissingToolError", "kafka_version", "new_id"]

CONFIGURATION = Path(__file__).parent / "apache"
POM = CONFIGURATION / "pom.xml"
JAVA_MAJOR = 17
FETCH_SECONDS = 300.0
FORMAT_SECONDS = 60.0
READY_SECONDS = 180.0  # a busy machine needed over a minute for the JVM alone
STOP_SECONDS = 20.0
JAVA_OPTIONS = ("-Xms256m", "-Xmx512m", "-Djava.awt.headless=true")

# Development on one small machine: one replica of everything, few partitions for Kafka's own topics (50 each by
# default), compaction and retention soon enough that their effects can be seen, and a shorter session of the broker
# itself, because after a kill it can register again only when the old session has ended. message.max.bytes stays
# Kafka's default (1 MiB).
PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers={host}:{controller_port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=6000
broker.heartbeat.interval.ms=1000
num.network.threads=2
num.io.threads=4
log.retention.check.interval.ms=60000
log.cleaner.threads=1
log.cleaner.backoff.ms=5000
log.cleaner.dedupe.buffer.size=33554432
"""


class MissingToolError(RuntimeError):
    """Java or Maven is not there. The message says how to install it."""


def kafka_version() -> str:
    """Return the version of Apache Kafka that the local stack runs, from the committed ``pom.xml``.

    Returns
    -------
    str
        For instance ``4.3.1``.
    """
    namespace = {"pom": "http://maven.apache.org/POM/4.0.0"}
    project = ET.parse(POM)  # noqa: S314 -- our own file
    version = project.findtext("pom:properties/pom:kafka.version", namespaces=namespace)
    if version is None:
        raise ValueError("deploy/local/apache/pom.xml has no property kafka.version")
    return version


def new_id() -> str:
    """Make an id of a cluster or a directory, as Kafka writes them.

    Returns
    -------
    str
        A random UUID in 22 characters.
    """
    return urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise MissingToolError(
            f"BROKER=apache needs Java {JAVA_MAJOR} or newer. On Debian: apt-get install openjdk-17-jre-headless"
        )
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', shown.stderr + shown.stdout)
    if found is None or int(found[1]) < JAVA_MAJOR:
        raise MissingToolError(
            f"BROKER=apache needs Java {JAVA_MAJOR} or newer; {java} is {found[1] if found else 'unknown'}"
        )
    return java


def _fetch_jars(directory: Path) -> Path:
    """Have Maven copy Kafka's jars into the directory, once, and return where they are."""
    jars = directory / f"{kafka_version()}-{hashlib.sha256(POM.read_bytes()).hexdigest()[:8]}"
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two stacks may start together
        if jars.is_dir():
            return jars
        maven = shutil.which("mvn")
        if maven is None:
            raise MissingToolError(
                "BROKER=apache fetches Kafka by Maven, which is not on the PATH. On Debian: apt-get install maven"
            )
        partial = directory / "partial"
        shutil.rmtree(partial, ignore_errors=True)
        command = [maven, "--batch-mode", "--quiet", "--file", str(POM)]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={partial.resolve()}"]
        ChildProcess("maven", command, log_directory=directory).run(FETCH_SECONDS)
        return partial.rename(jars)


class ApacheBroker:
    """Apache Kafka in KRaft mode: one node that is broker and controller, restartable on the same data and port.

    Parameters
    ----------
    directory : Path
        Where data, configuration and log are kept.
    port : int, optional
        TCP port on 127.0.0.1. Default is a free one.
    jars_directory : Path, optional
        Where Kafka's jars are kept between runs. Default is ``var/kafka``.

    Raises
    ------
    MissingToolError
        If Java, or Maven at the first start, is missing.

    Attributes
    ----------
    controller_port : int
        Where the controller listens.
    properties : dict of str to str
        Server properties that win over the built-in ones; read at every start.
    formatting : list of str
        How a fresh directory is formatted: by default as a quorum of its own, with an id of its own.
    java_options : list of str
        Options of the Java machine besides; read at every start.
    """

    idempotent = True
    session_timeout = 6.0  # the broker's own default of the shortest it allows
    durable = True

    def __init__(self, directory: Path, *, port: int | None = None, jars_directory: Path = Path("var/kafka")) -> None:
        self.port = port or free_port()
        self.directory = directory
        self.controller_port = free_port()
        self.properties: dict[str, str] = {}
        self.formatting = ["--standalone", "--cluster-id", new_id()]
        self.java_options: list[str] = []
        self._jars = _fetch_jars(jars_directory).resolve()
        self._java = _java()
        self._properties = (directory / "server.properties").resolve()
        self.process = ChildProcess("broker", [], log_directory=directory, ready=lambda: serves_metadata(self.port))

    @property
    def bootstrap(self) -> str:
        """Address for ``bootstrap.servers``."""
        return f"{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start the broker on the data it has, or on a freshly formatted directory, and wait until it serves."""
        data = (self.directory / "data").resolve()
        data.mkdir(parents=True, exist_ok=True)
        built_in = PROPERTIES.format(host=LOOPBACK, port=self.port, controller_port=self.controller_port, data=data)
        ours = "".join(f"{name}={value}\n" for name, value in self.properties.items())  # of two, Java takes the later
        self._properties.write_text(built_in + ours, encoding="utf-8")
        if not (data / "meta.properties").exists():
            self._format()
        self.process.command = self._command("kafka.Kafka", str(self._properties))
        self.process.start()
        self.process.wait_ready(READY_SECONDS)

    def stop(self) -> None:
        """End the broker in order: it flushes its logs and hands its leaderships over."""
        self.process.stop(STOP_SECONDS)

    def kill(self) -> None:
        """Kill the broker (SIGKILL)."""
        self.process.kill()

    def _command(self, program: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={CONFIGURATION / 'log4j2.properties'}"
        options = [*JAVA_OPTIONS, *self.java_options, logging, "-cp", f"{self._jars}/*"]
        return [self._java, *options, program, *arguments]

    def _format(self) -> None:
        arguments = ("format", "--config", str(self._properties), *self.formatting)
        command = self._command("kafka.tools.StorageTool", *arguments)
        formatting = ChildProcess("format", command, log_directory=self.directory)
        try:
            formatting.run(FORMAT_SECONDS)
        except ProcessFailedError:
            shutil.rmtree(self.directory / "data", ignore_errors=True)  # half a format would be taken for a whole one
            raise
