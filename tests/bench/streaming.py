"""A whole stack to be measured: its broker, our workers and bare ones beside them, and what is read off them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, Self

import orjson
from confluent_kafka import KafkaError, Message, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from prometheus_client.parser import text_string_to_metric_families

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS_BY_SHARD, SHARD_PROGRESS
from data.kafka.reading import KafkaConnection, reader
from data.synthetic import Generator
from deploy.local.brokers import BrokerKind, missing_for
from deploy.local.ports import fetch
from deploy.local.processes import ChildProcess
from deploy.local.programs import Service
from deploy.local.stack import Stack
from model.scoring.scorer import Scorer
from producers.sender import Sender
from tests.bench.figures import CannotRun
from tests.bench.setting import CACHE, known, registry, upserts
from tests.waiting import eventually

DEADLINE = 150.0
POLL = 0.02


@contextmanager
def running(
    kind: BrokerKind, *, partitions: int, cache: bool, environment: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """A fresh stack of one worker; ended and swept away at the end."""
    if missing := missing_for(kind):
        raise CannotRun(f"{kind} needs {', '.join(missing)}")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="stack-", dir=CACHE, ignore_cleanup_errors=True) as directory,
        Stack(
            broker=kind, workers=1, cache=cache, gateway=False, partitions=partitions, registry=registry(),
            directory=Path(directory), environment=environment,
        ) as stack,
    ):  # fmt: skip
        yield stack


def connection(stack: Stack) -> KafkaConnection:
    """How to reach a stack's Kafka."""
    return KafkaConnection(
        kafka_bootstrap=stack.bootstrap,
        kafka_idempotence=stack.broker.idempotent,
        partitions=int(stack.settings["MATCHSTREAM_PARTITIONS"]),
        kafka_timeout=60.0,
    )


class Population:
    """Jobs and applicants, and changes of applicants without end; lists may hold all of them.

    Parameters
    ----------
    scorer : Scorer
        Says who is known well enough.
    jobs, applicants : int
        How many of each.
    """

    def __init__(self, scorer: Scorer, jobs: int, applicants: int) -> None:
        generator = Generator(11)
        self._people = known(scorer, generator.applicants())
        self.jobs: list[Job] = [generator.job() for _ in range(jobs)]
        self.applicants: list[Applicant] = list(islice(self._people, applicants))
        self._chance = Random(11)
        self._after = count(1)

    def changed(self, number: int) -> list[Record]:
        """Events that give some of the applicants other contents."""
        people = self._chance.choices(self.applicants, k=number)
        fresh = [next(self._people).model_copy(update={"id": old.id}) for old in people]
        return [encode(event) for new in fresh for event in upserts([new], next(self._after))]

    def added(self) -> Record:
        """An event of one more applicant."""
        return encode(upserts([next(self._people)], next(self._after))[0])


class Follower:
    """Reads a topic from its beginning, as it grows.

    Parameters
    ----------
    connection : KafkaConnection
    topic : str
    """

    def __init__(self, connection: KafkaConnection, topic: str) -> None:
        self._consumer = reader(connection, {"fetch.wait.max.ms": 20})
        self._consumer.assign([TopicPartition(topic, number, 0) for number in range(connection.partitions)])

    def read(self, seconds: float = POLL) -> list[Message]:
        """What has come."""
        messages = self._consumer.consume(5000, seconds)
        for message in messages:
            error = message.error()
            if error is not None and error.code() != KafkaError._PARTITION_EOF and error.fatal():
                raise RuntimeError(error.str())
        return [message for message in messages if message.error() is None]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()


class Ours:
    """Our workers: events go into the applicants topic, done is what the shards' progress covers."""

    def __init__(self, stack: Stack, sender: Sender) -> None:
        self._stack = stack
        self._sender = sender
        self._follower = Follower(connection(stack), SHARD_PROGRESS.name)
        self._next: dict[tuple[int, str], int] = {}
        self._sent = {APPLICANTS.name: 0, JOBS_BY_SHARD.name: 0}

    def fill(self, population: Population) -> None:
        """Have all jobs, then all applicants, taken in."""
        partitions = int(self._stack.settings["MATCHSTREAM_PARTITIONS"])
        self._sender.send(encode(event) for event in upserts(population.jobs))
        self._sent[JOBS_BY_SHARD.name] += partitions * len(population.jobs)
        self._wait()
        self.drain([encode(event) for event in upserts(population.applicants)])

    def drain(self, records: list[Record]) -> float:
        """Send applicants' events at once; seconds until all that follows from them was acknowledged."""
        self._sent[APPLICANTS.name] += len(records)
        begun = time.perf_counter()
        self._sender.send(records)
        self._wait()
        return time.perf_counter() - begun

    @property
    def sent(self) -> int:
        """Events of applicants that were sent."""
        return self._sent[APPLICANTS.name]

    def published(self, workers: Iterable[Service]) -> int:
        """How many records of matches these workers have published."""
        return int(sum(metric(worker, "matchstream_matches_published_total") for worker in workers))

    def note(self, records: int) -> None:
        """Count events that were sent elsewhere."""
        self._sent[APPLICANTS.name] += records

    def _wait(self) -> None:
        def done() -> bool:
            self._stack.wait_for_failure(0)
            for message in self._follower.read():
                for topic, offset in orjson.loads(message.value() or b"{}")["next"].items():
                    self._next[message.partition() or 0, topic] = offset
            reached = dict.fromkeys(self._sent, 0)
            for (_, topic), offset in self._next.items():
                if topic in reached:
                    reached[topic] += offset
            return all(reached[topic] >= sent for topic, sent in self._sent.items())

        eventually(done, "events taken in", DEADLINE, every=POLL)


class Bare:
    """Bare Faust workers: events go into a topic of their own, done is what came out at the other end."""

    def __init__(self, stack: Stack, sender: Sender, how: str) -> None:
        self._stack, self._sender, self.how = stack, sender, how
        self.source, self.target = f"bench.{how}.events.v1", f"bench.{how}.copies.v1"
        of = connection(stack)
        admin = AdminClient(of.client())
        topics = [NewTopic(name, of.partitions, 1) for name in (self.source, self.target)]
        for created in admin.create_topics(topics).values():
            created.result()
        self._partitions = of.partitions
        self._follower = Follower(of, self.target)
        self.workers: list[ChildProcess] = []
        self.start_worker()
        self.wait_ready()

    def start_worker(self) -> None:
        """Start one more."""
        name = f"bare-{self.how}-{len(self.workers) + 1}"
        worker = self._stack.programs.once(
            name, "tests.bench.bare_worker", f"bare-{self.how}", self.source, self.target, self.how
        )
        worker.environment["MATCHSTREAM_DATA_FOLDER"] = str(self._stack.directory / name)
        self.workers.append(worker)
        worker.start()

    def wait_ready(self) -> None:
        """Wait until every partition is copied."""
        self.drain([Record(self.source, b"%d" % number, b"{}", (), number) for number in range(self._partitions)])

    def drain(self, records: list[Record]) -> float:
        """Send events at once; seconds until all were copied."""
        mine = [record._replace(topic=self.source) for record in records]
        begun = time.perf_counter()
        self._sender.send(mine)
        left = len(mine)
        deadline = time.monotonic() + DEADLINE
        while left > 0:
            left -= len(self._follower.read())
            if time.monotonic() > deadline:
                raise TimeoutError(f"{left} of {len(mine)} events were not copied: {self.workers[-1].log_tail()}")
        return time.perf_counter() - begun

    def read(self) -> list[Message]:
        """Copies that have come."""
        return self._follower.read(0.001)

    def stop(self) -> None:
        """End its workers."""
        for worker in self.workers:
            worker.kill()


@contextmanager
def more_workers(stack: Stack, bare: Iterable[Bare]) -> Iterator[list[Service]]:
    """One more of our workers, and of each kind of bare ones, while the block lasts; all of ours."""
    for one in bare:
        one.start_worker()
    begun = time.monotonic()
    second = stack.programs.service("worker-2", "stream_processor", "worker", port_setting="MATCHSTREAM_WORKER_PORT")
    workers = [*stack.workers, second]
    second.start()
    try:
        second.wait_ready(DEADLINE)
        eventually(
            lambda: _shared(workers, int(stack.settings["MATCHSTREAM_PARTITIONS"])), "shards shared out", DEADLINE
        )
        # Nobody tells of the bare ones' assignment: they join as ours do, and then some.
        time.sleep(max(0.0, 2 * stack.broker.session_timeout - time.monotonic() + begun))
        for one in bare:
            one.wait_ready()
        yield workers
    finally:
        second.kill()


def _shared(workers: list[Service], partitions: int) -> bool:
    held: list[list[int]] = []
    for worker in workers:
        try:
            answer: dict[str, Any] = orjson.loads(fetch(worker.port, "/health"))
        except (OSError, ValueError):
            return False
        held.append(answer.get("shards", []) if answer.get("ready") else [])
    return all(held) and sorted(number for shards in held for number in shards) == list(range(partitions))


def metric(service: Service, name: str) -> float:
    """Sum of a metric's samples as a service tells it."""
    families = text_string_to_metric_families(fetch(service.port, "/metrics"))
    return sum(sample.value for family in families for sample in family.samples if sample.name == name)
