"""All of Matchstream on this machine: started in order, each part waited for, ended together."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from deploy.local.apache_broker import ApacheBroker
from deploy.local.brokers import Broker, BrokerKind, EmbeddedBroker
from deploy.local.caches import Cache, EmbeddedRedis, RedisServer
from deploy.local.processes import POLL_SECONDS, ChildProcess, ProcessFailedError, terminate_all
from deploy.local.programs import PROJECT, Programs, Service
from deploy.local.supervision import Supervisor

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Stack"]

OF_WORKER, OF_CACHE, OF_GATEWAY, OF_WEBHOOKS = (
    f"MATCHSTREAM_{program}_PORT" for program in ("WORKER", "CACHE", "GATEWAY", "WEBHOOKS")
)
"""Settings of the ports that the programs serve."""

TOPICS_SECONDS = 60.0
TRAINING_SECONDS = 900.0  # a bare machine compiles the kernels first
SERVICE_SECONDS = 300.0  # as above: on a busy machine a compilation of a minute takes two or three
GRACE_SECONDS = 15.0
#: Jobs in the made-up data that a first model is trained on: enough for a demonstration, and trained in 15 seconds.
SYNTHETIC_JOBS = 1000


class Stack:
    """A broker, a Redis, the topics, a model, the workers, the cache writer, the gateway, the sender of webhooks.

    Parameters
    ----------
    broker : {"embedded", "apache"}, default "embedded"
        Which Kafka and Redis: those from wheels, or Apache Kafka with the operating system's Redis.
    workers : int, default 1
        How many stream workers.
    cache : bool, default True
        Whether the writer to Redis is started.
    gateway : bool, default True
        Whether the gateway is started.
    webhooks : bool, default False
        Whether the sender of webhooks is started; it may send to this machine.
    partitions : int, default 8
        Shards.
    port : int, optional
        The gateway's port. Default is a free one.
    directory : Path, optional
        Data and logs. Default is ``var/local`` in the project.
    registry : Path, optional
        The model registry. Default is ``MATCHSTREAM_MODEL_REGISTRY``, or ``var/models`` in the project. If it has no
        champion, one is trained on made-up data.
    environment : mapping, optional
        More settings for all programs.
    project : Path, optional
        The folder that holds the programs' packages.

    Attributes
    ----------
    broker : Broker
        The broker; tests stop, kill and start it.
    redis : Cache
        The Redis server; likewise.
    workers : list of Service
        The stream workers; a killed one is started again by its supervisor.
    cache, gateway, webhooks : Service or None
        The writer to Redis, the gateway and the sender of webhooks, where they were asked for.
    """

    def __init__(
        self,
        *,
        broker: BrokerKind = "embedded",
        workers: int = 1,
        cache: bool = True,
        gateway: bool = True,
        webhooks: bool = False,
        partitions: int = 8,
        port: int | None = None,
        directory: Path | None = None,
        registry: Path | None = None,
        environment: Mapping[str, str] | None = None,
        project: Path = PROJECT,
    ) -> None:
        self.directory = (directory or project / "var" / "local").resolve()
        named = os.environ.get("MATCHSTREAM_MODEL_REGISTRY")
        self.registry = (registry or Path(named or project / "var" / "models")).resolve()
        self.broker: Broker
        self.redis: Cache
        if broker == "apache":
            self.broker = ApacheBroker(self.directory / "kafka", jars_directory=project / "var" / "kafka")
            self.redis = RedisServer(self.directory / "redis")
        else:
            self.broker = EmbeddedBroker(self.directory / "kafka")
            self.redis = EmbeddedRedis(self.directory / "redis")
        self.settings = {
            "MATCHSTREAM_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "MATCHSTREAM_KAFKA_IDEMPOTENCE": str(self.broker.idempotent).lower(),
            "MATCHSTREAM_SESSION_TIMEOUT": str(self.broker.session_timeout),
            "MATCHSTREAM_REDIS_URL": self.redis.url,
            "MATCHSTREAM_PARTITIONS": str(partitions),
            "MATCHSTREAM_MODEL_REGISTRY": str(self.registry),
            "MATCHSTREAM_STORE_PATH": str(self.directory / "store" / "decisions.sqlite"),
            "MATCHSTREAM_WEBHOOK_NETWORKS": "127.0.0.0/8,::1/128",
            "MATCHSTREAM_GATEWAY_KEYS": "off",  # it listens on loopback
            **(environment or {}),
        }
        self.programs = Programs(project=project, logs=self.directory / "logs", environment=self.settings)
        service, numbers = self.programs.service, range(1, workers + 1)
        self.workers = [service(f"worker-{n}", "stream_processor", "worker", port_setting=OF_WORKER) for n in numbers]
        self.cache = service("cache", "stream_processor", "cache", port_setting=OF_CACHE) if cache else None
        self.gateway = service("gateway", "gateway", port_setting=OF_GATEWAY, port=port) if gateway else None
        sender = service("webhooks", "stream_processor", "webhooks", port_setting=OF_WEBHOOKS)
        self.webhooks = sender if webhooks else None
        self._supervisors = {service: Supervisor(service, on_failure=self._note_failure) for service in self.services}
        self._failure: ProcessFailedError | None = None
        self._failed = threading.Event()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def bootstrap(self) -> str:
        """The broker's address."""
        return self.broker.bootstrap

    @property
    def redis_url(self) -> str:
        """The Redis server's address."""
        return self.redis.url

    @property
    def address(self) -> str:
        """The gateway's address for a web browser."""
        if self.gateway is None:
            raise RuntimeError("this stack was made without a gateway")
        return f"http://127.0.0.1:{self.gateway.port}"

    @property
    def services(self) -> list[Service]:
        """All programs, in the order in which they are started."""
        others = (self.cache, self.gateway, self.webhooks)
        return [*self.workers, *(service for service in others if service is not None)]

    def start(self) -> None:
        """Start everything in order and wait until all of it is ready."""
        for _ in self.start_in_steps():
            pass

    def start_in_steps(self) -> Iterator[str]:
        """Start everything in order.

        Yields
        ------
        str
            What was started, each time a part is ready.

        Raises
        ------
        ProcessFailedError
            If a part ended or was not ready in time; with the end of its log.
        """
        self.broker.start()
        yield f"broker at {self.bootstrap}" + ("" if self.broker.durable else " (development only: keeps nothing)")
        self.redis.start()
        yield f"redis at {self.redis_url}"
        self.run("topics", "producers", "topics", deadline_seconds=TOPICS_SECONDS)
        yield "topics"
        self._ensure_model()
        yield f"model in {self.registry}"
        for service in self.services:
            self._supervisors[service].start()
        for service in self.services:
            self._supervisors[service].wait_ready(SERVICE_SECONDS)
            yield service.name

    def stop(self) -> None:
        """End everything: first what uses the servers, then the servers. Nothing is left running, whatever happens."""
        try:
            for supervisor in self._supervisors.values():
                supervisor.release()
            terminate_all(self.services, GRACE_SECONDS)
            self.redis.stop()
            self.broker.stop()
        finally:
            for service in self.services:
                self._supervisors[service].stop(grace_seconds=0.0)
            self.redis.kill()
            self.broker.kill()

    def run(
        self, name: str, *arguments: str, deadline_seconds: float, errors_shown: bool = False, checked: bool = True
    ) -> ChildProcess:
        """Run one of the project's programs against this stack and wait for its end.

        Parameters
        ----------
        name : str
            Its name in messages and of its log.
        *arguments : str
            The module and its arguments.
        deadline_seconds : float
            How long it may take.
        errors_shown : bool, default False
            Whether its progress, on standard error, is shown.
        checked : bool, default True
            Whether another exit code than 0 is an error.

        Returns
        -------
        ChildProcess
            The ended process, whose log holds its output.

        Raises
        ------
        ProcessFailedError
            If it failed or took too long, or a part of the stack failed meanwhile.
        """
        process = self.programs.once(name, *arguments, errors_shown=errors_shown)
        deadline = time.monotonic() + deadline_seconds
        process.start()
        try:
            while process.running:
                self.wait_for_failure(POLL_SECONDS)
                if time.monotonic() >= deadline:
                    raise process.failure(f"did not end within {deadline_seconds:g} s")
        finally:
            process.kill()
        if checked and process.returncode != 0:
            raise process.failure(f"ended with {process.returncode}")
        return process

    def supervisor(self, service: Service) -> Supervisor:
        """Return the supervisor of a service, which starts it again when it was killed.

        Parameters
        ----------
        service : Service
            One of this stack's.

        Returns
        -------
        Supervisor
            Waits for restarts and readiness, or can be told to leave the service alone.
        """
        return self._supervisors[service]

    def wait_for_failure(self, seconds: float | None = None) -> None:
        """Wait while all goes well; the way to spend the time between start and Ctrl-C.

        Parameters
        ----------
        seconds : float, optional
            How long. Default is for ever.

        Raises
        ------
        ProcessFailedError
            As soon as a part has ended and is not restarted.
        """
        if self._failed.wait(seconds):
            assert self._failure is not None
            raise self._failure

    def _note_failure(self, process: ChildProcess, code: int) -> None:
        self._failure = process.failure(f"ended with {code}")
        self._failed.set()

    def _ensure_model(self) -> None:
        """Train a first model on made-up data where the registry holds none."""
        self.registry.mkdir(parents=True, exist_ok=True)
        with (self.registry / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of stacks that start together, one trains
            # The registry names a champion from its first version on; whether it can be used, the programs say.
            if not (self.registry / "aliases.json").exists():
                made_up = str(self.directory / "synthetic")
                generate = ("data.synthetic", "--jobs", str(SYNTHETIC_JOBS), "--out", made_up)
                self.run("synthetic", *generate, deadline_seconds=TRAINING_SECONDS)
                # Its figures would tell of made-up data, and take four times as long as the training.
                train = ("model", "train", "--data", made_up, "--registry", str(self.registry), "--no-evaluation")
                self.run("train", *train, deadline_seconds=TRAINING_SECONDS)
