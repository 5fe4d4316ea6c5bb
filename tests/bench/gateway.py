"""The gateway's `/api/predict`: against a route that answers a constant, and against the server of the seed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import orjson

from data.contract.keys import mint
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import answers_ok, free_port
from deploy.local.processes import ChildProcess
from model.scoring.scorer import JOBS_KEPT
from producers.sender import Sender
from tests.bench import seed
from tests.bench.figures import CannotRun, Figure, at_least
from tests.bench.gateway_server import CONSTANT, SAME_ANSWER
from tests.bench.setting import CACHE, PROJECT, REGISTRY, Setting, registry
from tests.bench.timing import in_turn, ratios

CONNECTIONS = 8
PREDICT = "/api/predict"
READY_SECONDS = 60.0


def measure(setting: Setting) -> Iterator[Figure]:
    """Load one server after the other, in turn."""
    if shutil.which("gunicorn", path=str(Path(sys.executable).parent)) is None:
        raise CannotRun("gunicorn is not installed: `make bench` has it in an environment of its own")
    seconds, rounds = setting.size(2.0, 0.4), setting.size(4, 1)
    number = setting.size(JOBS_KEPT + 1000, 500)
    pairs = zip(setting.jobs(number), setting.known_applicants(number), strict=True)
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="gateway-", dir=CACHE)))
        bodies = folder / "bodies"
        bodies.write_bytes(b"\n".join(orjson.dumps(seed.document(*pair)) for pair in pairs))
        ours, keyed, theirs, key = _servers(folder, setting, ending)
        latencies: dict[str, list[float]] = {}

        def rate(port: int, path: str, *key: str) -> float:
            found = _load(port, path, seconds, bodies, *key)
            latencies.setdefault(f"{port}{path}", []).append(found["latency"] * 1e3)
            return found["rate"]

        found = in_turn(
            {
                "predict": lambda: rate(ours, PREDICT),
                "with a key": lambda: rate(keyed, PREDICT, key),
                "constant": lambda: rate(ours, CONSTANT),
                "same answer": lambda: rate(ours, SAME_ANSWER),
                "seed": lambda: rate(theirs, PREDICT),
            },
            rounds,
        )
    note = f"{CONNECTIONS} connections, {seconds:g} s a round, {number:,} pairs in turn; client on the other core"
    yield Figure("of the constant route's requests/s", "x", ratios(found["predict"], found["constant"]),
                 at_least(0.5), note)  # fmt: skip
    yield Figure("of it with a key", "x", ratios(found["with a key"], found["predict"]), at_least(0.9),
                 "two gateways, one with keys off")  # fmt: skip
    yield Figure("times Flask + scikit-learn", "x", ratios(found["predict"], found["seed"]), at_least(100),
                 f"gunicorn, 1 synchronous process, one-row DataFrame, {seed.TREES} trees, n_jobs=-1")  # fmt: skip
    yield Figure("  /api/predict", "requests/s", found["predict"])
    yield Figure("  the constant route", "requests/s", found["constant"], None, "async, answers one short field")
    yield Figure("  a constant of the same answer", "requests/s", found["same answer"], None,
                 "in the thread pool, its answer validated and written by FastAPI")  # fmt: skip
    yield Figure("  Flask + scikit-learn", "requests/s", found["seed"])
    yield Figure("  /api/predict, median latency", "ms", latencies[f"{ours}{PREDICT}"][1:])
    yield Figure("  Flask + scikit-learn, median latency", "ms", latencies[f"{theirs}{PREDICT}"][1:])


def _servers(folder: Path, setting: Setting, ending: ExitStack) -> tuple[int, int, int, str]:
    """Start a gateway without keys and one with, beside a broker and a Redis at rest, and the seed's server.

    Returns
    -------
    (int, int, int, str)
        Their ports, and the key.
    """
    broker, redis = EmbeddedBroker(folder), EmbeddedRedis(folder)
    for server in (broker, redis):
        ending.callback(server.kill)
        server.start()
    ours, keyed, theirs = free_port(), free_port(), free_port()
    settings = {
        "MATCHSTREAM_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
        "MATCHSTREAM_REDIS_URL": redis.url,
        REGISTRY: str(registry()),
    }
    off, on = ({"MATCHSTREAM_GATEWAY_PORT": str(port), "MATCHSTREAM_GATEWAY_KEYS": keys} | settings
               for port, keys in ((ours, "off"), (keyed, "on")))  # fmt: skip
    key = _key(broker.bootstrap)
    gunicorn = ["-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{theirs}", "tests.bench.seed_server:app"]
    started = [
        _server("gateway", ["-m", "tests.bench.gateway_server"], folder, off, f"{ours}/health"),
        _server("gateway-with-keys", ["-m", "gateway"], folder, on, f"{keyed}/health"),
        _server("seed", gunicorn, folder, {seed.PAIRS: str(setting.size(2000, 300))}, f"{theirs}/health"),
    ]
    for server in started:
        ending.callback(server.kill)
        server.start()
    for server in started:
        server.wait_ready(READY_SECONDS)
    return ours, keyed, theirs, key


def _key(bootstrap: str) -> str:
    """Make a key that may ask as often as it can."""
    connection = KafkaConnection(kafka_bootstrap=bootstrap, kafka_idempotence=False, partitions=1)
    topic_admin.create(connection, 1, 1)
    text, key = mint("bench", ["read"], now=time.time_ns() // 1_000_000, rate=10**9)
    with Sender(connection) as sender:
        sender.send([key.to_record()])
    return text


def _server(name: str, arguments: list[str], folder: Path, environment: dict[str, str], ready: str) -> ChildProcess:
    port, _, path = ready.partition("/")
    return ChildProcess(
        name, [sys.executable, *arguments], log_directory=folder, environment=environment, working_directory=PROJECT,
        ready=lambda: answers_ok(int(port), f"/{path}"),
    )  # fmt: skip


def _load(port: int, path: str, seconds: float, bodies: Path, *key: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.http_load", str(port), path, str(CONNECTIONS), str(seconds)]
    done = subprocess.run([*command, str(bodies), *key], cwd=PROJECT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
