"""The gateway's `/api/predict`: against a route that answers a constant, and against the server of the seed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import orjson

from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import answers_ok, free_port
from deploy.local.processes import ChildProcess
from model.scoring.scorer import JOBS_KEPT
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
    pairs = zip(setting.jobs(number), setting.applicants(number), strict=True)
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="gateway-", dir=CACHE)))
        bodies = folder / "bodies"
        bodies.write_bytes(b"\n".join(orjson.dumps(seed.document(*pair)) for pair in pairs))
        ours, theirs = _servers(folder, setting, ending)
        latencies: dict[str, list[float]] = {}

        def rate(port: int, path: str) -> float:
            found = _load(port, path, seconds, bodies)
            latencies.setdefault(f"{port}{path}", []).append(found["latency"] * 1e3)
            return found["rate"]

        found = in_turn(
            {
                "predict": lambda: rate(ours, PREDICT),
                "constant": lambda: rate(ours, CONSTANT),
                "same answer": lambda: rate(ours, SAME_ANSWER),
                "seed": lambda: rate(theirs, PREDICT),
            },
            rounds,
        )
    note = f"{CONNECTIONS} connections, {seconds:g} s a round, {number:,} pairs in turn; client on the other core"
    yield Figure("of the constant route's requests/s", "x", ratios(found["predict"], found["constant"]),
                 at_least(0.5), note)  # fmt: skip
    yield Figure("times Flask + scikit-learn", "x", ratios(found["predict"], found["seed"]), at_least(100),
                 f"gunicorn, 1 synchronous process, one-row DataFrame, {seed.TREES} trees, n_jobs=-1")  # fmt: skip
    yield Figure("  /api/predict", "requests/s", found["predict"])
    yield Figure("  the constant route", "requests/s", found["constant"], None, "async, answers one short field")
    yield Figure("  a constant of the same answer", "requests/s", found["same answer"], None,
                 "in the thread pool, its answer validated and written by FastAPI")  # fmt: skip
    yield Figure("  Flask + scikit-learn", "requests/s", found["seed"])
    yield Figure("  /api/predict, median latency", "ms", latencies[f"{ours}{PREDICT}"][1:])
    yield Figure("  Flask + scikit-learn, median latency", "ms", latencies[f"{theirs}{PREDICT}"][1:])


def _servers(folder: Path, setting: Setting, ending: ExitStack) -> tuple[int, int]:
    """Start the gateway, with a broker and a Redis that it finds at rest, and the seed's server; their ports."""
    broker, redis = EmbeddedBroker(folder), EmbeddedRedis(folder)
    for server in (broker, redis):
        ending.callback(server.kill)
        server.start()
    ours, theirs = free_port(), free_port()
    settings = {
        "MATCHSTREAM_GATEWAY_PORT": str(ours),
        "MATCHSTREAM_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
        "MATCHSTREAM_REDIS_URL": redis.url,
        REGISTRY: str(registry()),
    }
    gunicorn = ["-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{theirs}", "tests.bench.seed_server:app"]
    started = [
        _server("gateway", ["-m", "tests.bench.gateway_server"], folder, settings, f"{ours}/health"),
        _server("seed", gunicorn, folder, {seed.PAIRS: str(setting.size(2000, 300))}, f"{theirs}/health"),
    ]
    for server in started:
        ending.callback(server.kill)
        server.start()
    for server in started:
        server.wait_ready(READY_SECONDS)
    return ours, theirs


def _server(name: str, arguments: list[str], folder: Path, environment: dict[str, str], ready: str) -> ChildProcess:
    port, _, path = ready.partition("/")
    return ChildProcess(
        name, [sys.executable, *arguments], log_directory=folder, environment=environment, working_directory=PROJECT,
        ready=lambda: answers_ok(int(port), f"/{path}"),
    )  # fmt: skip


def _load(port: int, path: str, seconds: float, bodies: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.http_load", str(port), path, str(CONNECTIONS), str(seconds)]
    done = subprocess.run([*command, str(bodies)], cwd=PROJECT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
