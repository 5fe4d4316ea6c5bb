"""Settings of the stream processor's programs."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from data.credentials import check_files
from data.kafka.reading import KafkaConnection
from data.redis.connection import RedisConnection
from data.telemetry.settings import TelemetrySettings
from data.webhooks.addresses import networks


class StreamSettings(TelemetrySettings, KafkaConnection, RedisConnection):
    """Read from the environment: `MATCHSTREAM_` and the name in capitals."""

    model_registry: Path = Field(Path("var/models"), description="The folder of models; the champion scores.")
    worker_port: int = Field(
        9100, ge=0, le=65535, description="A worker's port for /health and /metrics; 0 serves neither."
    )
    cache_port: int = Field(
        9101, ge=0, le=65535, description="The cache writer's port for /health and /metrics; 0 serves neither."
    )
    webhooks_port: int = Field(
        9102, ge=0, le=65535, description="The webhook sender's port for /health and /metrics; 0 serves neither."
    )
    worker_host: str = Field(
        "127.0.0.1", description="Address these ports are on; another only inside a network of trusted machines."
    )
    k_applicant: int = Field(10, ge=1, le=100, description="Best jobs published of each applicant.")
    k_job: int = Field(20, ge=1, le=100, description="Best applicants published of each job and shard.")
    batch: int = Field(512, ge=1, description="Events taken at a time.")
    publish_interval: float = Field(
        2.0,
        gt=0,
        description="Seconds between publishings while catching up; once caught up, every batch is published.",
    )
    session_timeout: float = Field(
        6.0, gt=0, description="Seconds after which a silent worker's shards go to others; 3 heartbeats fit in."
    )
    stall_after: float = Field(
        30.0, gt=0, description="Seconds without movement, although behind, after which the worker ends with code 71."
    )
    join_after: float = Field(
        30.0,
        gt=0,
        description="Seconds without a place in the group, although Kafka answers, after which the worker ends with "
        "code 71; 3 session timeouts at least.",
    )
    group_instance: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9._-]{1,200}$",
        description="Name of this worker in the group, the same after a restart and no other's, such as its replica's: "
        "back within session_timeout it keeps its shards, and the others go on. Default is a new member each time.",
    )
    expected_workers: int = Field(
        0, ge=0, description="Workers that should run: the cache writer tells it to Prometheus; 0: it is not watched."
    )
    expected_gateways: int = Field(0, ge=0, description="Gateways that should run, as expected_workers.")
    data_folder: Path = Field(Path("var/faust"), description="Where Faust keeps its own files; nothing of value.")
    push_line: float = Field(
        80.0, ge=0, le=100, description="Quality score from which a match that reaches it is pushed to recruiters."
    )
    webhook_seconds: float = Field(15.0, gt=0, description="Seconds until an attempt to deliver a webhook is given up.")
    webhook_retry: float = Field(
        5.0,
        gt=0,
        description="Seconds until a webhook that failed is tried again, about; each wait is four times longer.",
    )
    webhook_days: float = Field(3.0, gt=0, description="Days after which a webhook that failed is given up.")
    webhook_networks: str = Field(
        "",
        description="Comma-separated networks inside to which webhooks may go too, even by http://; default is none.",
    )
    webhook_ca_file: Path | None = Field(
        None, description="PEM file of the authorities of receivers' certificates; default is the system's."
    )
    webhook_link: str = Field(
        "", description="Address of this installation, as https://ats.example.org, before the links in webhooks."
    )

    @property
    def longest_join(self) -> float:
        """Seconds without a place in the group after which a worker ends: a group may have to wait for lost members."""
        return max(self.join_after, 3 * self.session_timeout)

    @field_validator("webhook_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        try:
            networks(value)
        except ValueError as error:
            raise ValueError(f"{error}; name networks as 10.1.0.0/16, with commas between") from None
        return value

    @model_validator(mode="after")
    def _webhook_ca_can_be_read(self) -> Self:
        check_files([("webhook_ca_file", self.webhook_ca_file)])
        return self
