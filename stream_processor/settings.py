"""Settings of the stream processor's programs."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from data.kafka.reading import KafkaConnection
from data.redis.connection import RedisConnection


class StreamSettings(KafkaConnection, RedisConnection):
    """Read from the environment: `MATCHSTREAM_` and the name in capitals."""

    model_registry: Path = Field(Path("var/models"), description="The folder of models; the champion scores.")
    worker_port: int = Field(
        9100, ge=0, le=65535, description="A worker's port for /health and /metrics; 0 serves neither."
    )
    cache_port: int = Field(
        9101, ge=0, le=65535, description="The cache writer's port for /health and /metrics; 0 serves neither."
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
    data_folder: Path = Field(Path("var/faust"), description="Where Faust keeps its own files; nothing of value.")
    push_line: float = Field(
        80.0, ge=0, le=100, description="Quality score from which a match that reaches it is pushed to recruiters."
    )
    log_level: str = Field("INFO", description="Lowest level that is logged.")
