"""What each alert is for, made to happen, and undone."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import redis

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS
from producers.sender import Sender
from tests.e2e.poison import UPSERTED
from tests.ops.certified import ENDING_DAYS, GOOD_DAYS
from tests.ops.native.stack import Replica
from tests.ops.site import Site

_serial = itertools.count(1)
GOOD = Job(id="good", titulo_vaga="Desenvolvedor Java", competencias_tecnicas_requeridas="Java, SQL", status="Aberta")
FITS = {"conhecimentos_tecnicos": "Java, SQL", "titulo_profissional": "Desenvolvedor Java"}
FITS_NOT = {"conhecimentos_tecnicos": "Enfermagem", "titulo_profissional": "Enfermeiro"}


@contextmanager
def repeated(do: Callable[[], object], every: float = 0.5) -> Iterator[None]:
    """Do a thing again and again, whatever comes of it, while the block lasts."""
    ending = threading.Event()

    def run() -> None:
        while not ending.wait(every):
            try:
                do()
            except Exception:  # noqa: BLE001 -- what is asked is away, or slow: that is the cause
                continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


@contextmanager
def stopped(replicas: list[Replica]) -> Iterator[None]:
    """Some replicas are ended, and started again afterwards."""
    for one in replicas:
        one.stop()
    try:
        yield
    finally:
        for one in replicas:
            one.start()
        for one in replicas:
            one.wait_healthy()


def send(site: Site, records: list[Record]) -> None:
    with Sender(site.settings) as sender:
        sender.send(records)


def applicants(count: int, **fields: str) -> list[Record]:
    """Applicants, and their applications to the one job, each decided as `outcome` says."""
    made = []
    for _ in range(count):
        applicant = Applicant(id=f"ops-{next(_serial)}", **fields)
        made.append(encode(_event(EventType.APPLICANT_UPSERTED, applicant)))
    return made


def _event(kind: EventType, what: Job | Applicant | Application) -> object:
    return event(kind, what, time=datetime.now(UTC), source="ops", id=str(next(_serial)))


@contextmanager
def workers_stopped(site: Site) -> Iterator[None]:
    with (
        site.client() as client,
        repeated(lambda: client.get("/api/jobs/good/matches"), 1.0),
        stopped(site.replicas("worker")),
    ):
        send(site, applicants(20, **FITS))
        yield


@contextmanager
def one_of_each_stopped(site: Site) -> Iterator[None]:
    with stopped([site.replicas("worker")[-1], site.replicas("gateway")[-1]]):
        yield


@contextmanager
def redis_stopped(site: Site) -> Iterator[None]:
    with (
        site.client() as client,
        repeated(lambda: client.get("/api/jobs/good/matches"), 0.1),
        stopped(site.replicas("redis")),
    ):
        yield


@contextmanager
def broker_stopped(site: Site) -> Iterator[None]:
    with stopped(site.replicas("kafka")):
        yield


@contextmanager
def cache_stopped(site: Site) -> Iterator[None]:
    with stopped(site.replicas("cache")):
        yield


@contextmanager
def certificate_ends(site: Site) -> Iterator[None]:
    site.certified.good_for(ENDING_DAYS)
    try:
        yield
    finally:
        site.certified.good_for(GOOD_DAYS)


@contextmanager
def postgres_stopped(site: Site) -> Iterator[None]:
    with stopped(site.replicas("postgresql")):
        yield


@contextmanager
def gateways_stopped(site: Site) -> Iterator[None]:
    with stopped(site.replicas("gateway")):
        yield


@contextmanager
def writes_wait(site: Site) -> Iterator[None]:
    """Redis answers nobody who writes."""
    with redis.Redis.from_url(**site.settings.redis_client()) as client:
        pause = lambda: client.execute_command("CLIENT", "PAUSE", "3000", "WRITE")  # noqa: E731
        with repeated(pause, 1.0), repeated(lambda: send(site, applicants(1, **FITS)), 1.0):
            yield
        client.execute_command("CLIENT", "UNPAUSE")


@contextmanager
def answers_wait(site: Site) -> Iterator[None]:
    """Redis answers nobody for most of the time, so that lookups take long."""
    with redis.Redis.from_url(**site.settings.redis_client()) as admin, site.client() as client:
        pause = lambda: admin.execute_command("CLIENT", "PAUSE", "1500", "ALL")  # noqa: E731
        with repeated(pause, 0.1), repeated(lambda: client.get("/api/jobs/good/matches"), 0.05):
            yield


@contextmanager
def memory_short(site: Site) -> Iterator[None]:
    with redis.Redis.from_url(**site.settings.redis_client()) as client:
        before = client.config_get("maxmemory")["maxmemory"]
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.02))
        try:
            yield
        finally:
            client.config_set("maxmemory", before)


@contextmanager
def bad_senders(site: Site) -> Iterator[None]:
    """Events that can't be read, that lie in a wrong partition, of unknown words."""
    bad = [Record(APPLICANTS.name, f"bad-{n}".encode(), b'{"id": ', UPSERTED) for n in range(30)]
    words = [encode(_event(EventType.JOB_UPSERTED, Job(id=f"odd-{n}", status="Xyzzy"))) for n in range(30)]
    send(site, [*bad, *words])
    _misplace(site)
    yield


@contextmanager
def bad_requests(site: Site) -> Iterator[None]:
    """Events that are refused at the door, keys that are none, deliveries without a good signature."""
    with site.client() as client:
        for _ in range(30):
            client.post("/api/events", content=b"{", headers={"content-type": "application/cloudevents+json"})
        for _ in range(20):
            client.post("/connect/acme", json={"action": "ping"}, headers={"signature": "sha256 " + "0" * 64})
        for _ in range(60):
            client.get("/api/jobs", headers={"authorization": "Bearer msk_123456789abc_" + "0" * 64})
    yield


def _misplace(site: Site) -> None:
    """Applicants by another partitioner than murmur2: all into one partition."""
    from confluent_kafka import Producer  # noqa: PLC0415 -- the one that partitions otherwise

    producer = Producer(site.settings.client())
    for record in applicants(60, **FITS):
        producer.produce(record.topic, record.value, record.key, partition=0, headers=list(record.headers))
    assert producer.flush(20) == 0


@contextmanager
def restarted_often(site: Site) -> Iterator[None]:
    (one,) = site.replicas("webhooks")
    for _ in range(4):
        pid = one.process.pid
        one.process.kill()
        deadline = time.monotonic() + 60
        while one.process.pid == pid or not one.is_healthy():
            assert time.monotonic() < deadline
            time.sleep(0.2)
        time.sleep(3.5)  # Prometheus sees each of them
    yield


@contextmanager
def falls_behind(site: Site) -> Iterator[None]:
    """Workers get a fifth of the time, and more comes than they take in."""
    workers = [one.process for one in site.replicas("worker")]
    with repeated(lambda: send(site, applicants(300, **FITS)), 0.4):
        ending = threading.Event()

        def slow() -> None:
            while not ending.is_set():
                for one in workers:
                    one.signal(signal.SIGSTOP)
                ending.wait(0.6)
                for one in workers:
                    one.signal(signal.SIGCONT)
                ending.wait(0.15)

        thread = threading.Thread(target=slow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ending.set()
            thread.join()


@contextmanager
def decided_against_scores(site: Site) -> Iterator[None]:
    """Who fits is rejected, who does not is hired."""
    send(site, [encode(_event(EventType.JOB_UPSERTED, GOOD))])
    decided = {
        EventType.APPLICATION_REJECTED: applicants(80, **FITS),
        EventType.APPLICATION_HIRED: applicants(80, **FITS_NOT),
    }
    send(site, [person for people in decided.values() for person in people])
    for stage in (EventType.APPLICATION_APPLIED, None):
        send(
            site,
            [
                encode(
                    _event(stage or outcome, Application(id_vaga=GOOD.id, id_candidato=one.key.decode(), situacao=None))
                )
                for outcome, people in decided.items()
                for one in people
            ],
        )
        if stage is not None:
            site.wait_still()
    yield
