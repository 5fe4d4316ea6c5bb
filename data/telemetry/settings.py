"""Settings of what a program tells of its work: its log and its traces."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LogFormat = Literal["text", "json"]


class TelemetrySettings(BaseSettings):
    """How a program writes its log, and which traces it tells; every long-running program's settings include these."""

    model_config = SettingsConfigDict(
        env_prefix="MATCHSTREAM_", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    log_level: str = Field("INFO", description="Lowest level that is logged.")
    log_format: LogFormat = Field("text", description="Lines of the log: text for people, json for what collects them.")
    trace_share: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Share of requests whose events are told at every stage, in log and spans, where the request does "
        "not say itself whether it is traced (traceparent).",
    )
    otlp_endpoint: str | None = Field(
        None,
        description="Address of an OpenTelemetry collector (OTLP over HTTP), as http://collector:4318, to which spans "
        "go; default is none.",
    )

    @field_validator("otlp_endpoint")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("an address starts with http:// or https://")
        return value
