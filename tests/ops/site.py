"""A site: the composed stack with keys, data and a Prometheus that is asked."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import httpx

from model.registry import Registry
from model.scoring.scorer import Scorer
from stream_processor.settings import StreamSettings
from stream_processor.verification.stillness import wait_until_still
from stream_processor.verification.verify import Report, verify_at_rest
from stream_processor.worker.warm_up import warm_up
from tests.ops import stand_ins
from tests.ops.certified import Certified
from tests.ops.native.composed import PROJECT
from tests.ops.native.images import USER
from tests.ops.native.network import NETWORK
from tests.ops.native.stack import Composed, Replica
from tests.trained import shared

SERVERS = ("secrets", "kafka", "redis", "postgresql")
PROGRAMS = (*SERVERS, "topics", "model", "worker", "cache", "webhooks", "gateway", "nginx")
MEASURED = ("prometheus", "node-exporter", "redis-exporter", "postgres-exporter", "blackbox-exporter", "kafka-outside")
NOT_HERE = {"grafana", "cadvisor", "kafka-exporter"}
"""No registry that is reached has them: the second and third are stood in for (`stand_ins`)."""

BY_COMMAND = {"sample", "backup", "restore"}
"""What is run when it is asked for."""

GATEWAYS = 2
VARIABLES = {
    "MATCHSTREAM_GATEWAYS": str(GATEWAYS),
    "MATCHSTREAM_REDIS_MEMORY": "256mb",
    "MATCHSTREAM_CONNECTIONS_FILE": "/run/connections/connections.toml",
}
CONNECTIONS = """
[acme]
vendor = "greenhouse"
source = "https://acme.greenhouse.io"
secret_files = ["/run/connections/greenhouse"]
"""
STILL_SECONDS = 300.0


class Site:
    """The stack, and how it is used.

    Attributes
    ----------
    composed : Composed
    keys : dict of str to str
        `admin` may do all but read metrics.
    """

    def __init__(self, folder: Path, *, app: Path = PROJECT) -> None:
        self.composed = Composed(folder, VARIABLES, app)
        self.monitoring = folder / "prometheus"
        shutil.copytree(PROJECT / "deploy" / "prometheus", self.monitoring)
        self.composed.sources |= {
            "./deploy/prometheus": self.monitoring,
            "./backups": folder / "backups",
            "./deploy/connections": folder / "connections",
        }
        (folder / "connections").mkdir()
        (folder / "connections" / "connections.toml").write_text(CONNECTIONS, encoding="utf-8")
        (folder / "connections" / "greenhouse").write_text("made-up secret", encoding="utf-8")
        (folder / "backups").mkdir()
        self.certified = Certified(folder, f"{NETWORK}.1")
        watched = json.dumps([{"targets": [self.certified.name]}])
        (self.monitoring / "certificates.yml").write_text(watched, encoding="utf-8")
        self.keys: dict[str, str] = {}
        self.took: dict[str, float] = {}

    def start(self, *, measured: bool = True) -> None:
        """Start it all, as `docker compose --profile full up` does, and make the keys."""
        _compile()
        begun = time.monotonic()
        models = self.composed.source("models")
        shutil.copytree(shared() / "registry", models, dirs_exist_ok=True)
        for path in (models, *models.rglob("*")):
            shutil.chown(path, int(USER), int(USER))
        if measured:
            stand_ins.serve(self.composed)
        self.composed.up([*PROGRAMS, *(MEASURED if measured else ())])
        self.took["start"] = time.monotonic() - begun
        for name, scopes in {"admin": "admin,read,ingest,review", "prometheus": "metrics"}.items():
            printed = self.composed.run("topics", "producers", "keys", "create", "--name", name, "--scopes", scopes)
            self.keys[name] = next(line for line in printed.splitlines() if line.startswith("msk_"))
        (self.monitoring / "gateway.key").write_text(self.keys["prometheus"] + "\n", encoding="utf-8")

    def close(self) -> None:
        """End everything."""
        stand_ins.stop()
        self.certified.close()
        self.composed.close()

    @property
    def settings(self) -> StreamSettings:
        """What the stack's programs read, for tests that look into Kafka and Redis."""
        held = self.composed.services["worker"].environment
        password = (self.composed.source("secrets") / "redis-password").read_text(encoding="utf-8").strip()
        return StreamSettings(
            kafka_bootstrap=held["MATCHSTREAM_KAFKA_BOOTSTRAP"],
            redis_url=held["MATCHSTREAM_REDIS_URL"],
            redis_password=password,
            partitions=int(held["MATCHSTREAM_PARTITIONS"]),
            model_registry=self.composed.source("models"),
        )

    @property
    def address(self) -> str:
        """nginx's, as it listens inside its container."""
        return "http://nginx:8080"

    def client(self, **options: Any) -> httpx.Client:
        """A client of the API with the key `admin`, through nginx."""
        headers = {"authorization": f"Bearer {self.keys['admin']}", "host": "localhost:8080"}
        return httpx.Client(base_url=self.address, timeout=30.0, headers=headers, **options)

    def replicas(self, name: str) -> list[Replica]:
        """The replicas of a service."""
        return self.composed.replicas[name]

    def send_sample(self) -> int:
        """Send the committed sample, by its service; returns the number of events."""
        printed = self.composed.run("sample", "producers", "replay", "--data", "data/sample", "--json")
        return int(json.loads(printed.splitlines()[-1])["events"])

    def wait_still(self) -> None:
        """Wait until stream and cache have nothing left to do."""
        wait_until_still(self.settings, STILL_SECONDS, with_redis=True)

    def verify(self) -> Report:
        """Recompute the matches from the topics alone; the promise must hold."""
        report = verify_at_rest(self.settings, STILL_SECONDS, with_redis=True)
        assert report.holds, report
        return report

    def query(self, expression: str) -> list[dict[str, Any]]:
        """What Prometheus answers now."""
        answer = httpx.get("http://prometheus:9090/api/v1/query", params={"query": expression}, timeout=20.0)
        document = answer.json()
        assert document["status"] == "success", (expression, document)
        result: list[dict[str, Any]] = document["data"]["result"]
        return result

    def alerts(self) -> set[str]:
        """The alerts that fire now."""
        answer = httpx.get("http://prometheus:9090/api/v1/alerts", timeout=20.0).json()
        return {one["labels"]["alertname"] for one in answer["data"]["alerts"] if one["state"] == "firing"}


def _compile() -> None:
    """Have every kernel compiled, as the image has them: two workers that do it beside each other take minutes."""
    warm_up(Scorer.load(Registry(shared() / "registry").resolve("champion")))
