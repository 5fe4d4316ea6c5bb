"""Settings of the producers' programs."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from data.kafka.reading import KafkaConnection
from data.telemetry.settings import TelemetrySettings


class ProducerSettings(TelemetrySettings, KafkaConnection):
    """Read from the environment: `MATCHSTREAM_` and the name in capitals."""

    model_registry: Path = Field(Path("var/models"), description="The folder of models.")
    replication: int | None = Field(
        None, ge=1, description="Replicas of every partition of a topic that is created; default is the broker's."
    )
    min_insync: int | None = Field(
        None,
        ge=1,
        description="Replicas that must have a record before it is acknowledged, of a topic that is created; default "
        "is the broker's.",
    )
    connections_file: Path | None = Field(
        None, description="TOML file of the connections from applicant tracking systems."
    )
    source: str = Field("matchstream/replay", min_length=1, description="`ce_source` of the events that are sent.")
