"""Settings of the gateway: `MATCHSTREAM_<NAME>` in the environment."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.contract.keys import Scope
from data.credentials import secret, variable
from data.kafka.reading import KafkaConnection
from data.redis.connection import RedisConnection
from data.store.connection import StoreConnection
from data.telemetry.settings import TelemetrySettings
from gateway.deps import from_state
from producers.connectors.connections import connections

LEAST_LOG_DAYS = 184
"""The longest six months: Regulation (EU) 2024/1689, article 26(6), has logs kept for at least that."""
_NAME = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)


class AccessSettings(BaseSettings):
    """The settings of keys, sessions and users of a proxy."""

    model_config = SettingsConfigDict(
        env_prefix="MATCHSTREAM_", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    gateway_host: str = Field("127.0.0.1", description="Address to listen on.")
    gateway_keys: Literal["on", "off"] = Field(
        "on", description="Whether requests need a key; off only where gateway_host is a loopback address."
    )
    gateway_key_rate: int = Field(
        6000, ge=1, le=10**9, description="Requests of one key or user in a minute, unless the key has its own rate."
    )
    gateway_keys_poll: float = Field(
        0.5, gt=0, description="Seconds between two looks for new, revoked and replaced keys."
    )
    gateway_session_hours: float = Field(12.0, gt=0, description="Hours for which the pages' session of a key is good.")
    gateway_session_secret_file: Path | None = Field(
        None,
        description="File with the secret that signs sessions, shared by all gateways of an address; without it "
        "sessions end when the gateway does.",
    )
    gateway_user_secret_file: Path | None = Field(
        None,
        description="File with the secret by which a proxy that logs people in proves itself (X-Matchstream-Proxy); "
        "then X-Matchstream-User is believed.",
    )
    gateway_user_scopes: str = Field(
        "read,review", description="Comma-separated scopes of the users for whom a proxy vouches."
    )

    @property
    def user_scopes(self) -> frozenset[Scope]:
        """The scopes of `gateway_user_scopes`."""
        return frozenset(map(Scope, _listed(self.gateway_user_scopes)))

    def session_secret(self) -> str | None:
        """The secret that signs sessions, where there is one."""
        return secret("gateway_session_secret", None, self.gateway_session_secret_file)

    def user_secret(self) -> str | None:
        """The secret of the proxy that logs people in, where there is one."""
        return secret("gateway_user_secret", None, self.gateway_user_secret_file)

    @field_validator("gateway_user_scopes")
    @classmethod
    def _scopes_are_known(cls, value: str) -> str:
        for text in _listed(value):
            if text not in set(Scope):
                raise ValueError(f"{text!r} is no scope; there are {', '.join(Scope)}")
        return value

    @model_validator(mode="after")
    def _access_is_right(self) -> Self:
        if self.gateway_keys == "off" and not _is_loopback(self.gateway_host):
            raise ValueError(
                f"{variable('gateway_keys')} is off, and {variable('gateway_host')} is {self.gateway_host}: without "
                "keys it listens on 127.0.0.1 only; leave them on, and make one with `python -m producers keys create`"
            )
        self.session_secret()
        self.user_secret()
        return self


class GatewaySettings(AccessSettings, TelemetrySettings, KafkaConnection, RedisConnection, StoreConnection):
    """The settings of the gateway."""

    redis_timeout: float = Field(2.0, gt=0, description="Seconds until a request to Redis is given up.")

    gateway_port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    gateway_hosts: str = Field(
        "",
        description="Comma-separated names by which the gateway is reached, beside localhost and addresses; "
        "*.example.org for all below, * for every name. A request that names another host is refused.",
    )
    gateway_proxies: str = Field(
        "127.0.0.1,::1",
        description="Comma-separated addresses or networks of the proxies in front, whose X-Forwarded-For is believed.",
    )
    gateway_connections: int = Field(1200, ge=1, description="Open connections; further ones are answered 503.")
    gateway_connections_per_address: int = Field(
        200, ge=1, description="Open connections from one address that is no proxy; further ones are answered 503."
    )
    gateway_head_seconds: float = Field(
        10.0, gt=0, description="Seconds until the line and headers of a request must be there; 408 and closed then."
    )
    gateway_body_seconds: float = Field(
        30.0, gt=0, description="Seconds until the body of a request must be there; 408 and closed then."
    )
    gateway_max_body: int = Field(
        8 << 20, ge=1 << 10, description="Largest request body in bytes; one event may be 1 MiB, a batch up to this."
    )
    gateway_max_commas: int = Field(
        300_000,
        ge=1 << 10,
        description="Commas of a request body, which bound the values of its JSON: reading that many takes 0.3 s.",
    )
    gateway_body_memory: int = Field(
        64 << 20,
        ge=1 << 20,
        description="Bytes of all request bodies that are held at a time; what comes beyond is answered 503.",
    )
    gateway_stop_seconds: int = Field(
        10, ge=1, description="Seconds that running requests are given to end when the gateway stops."
    )

    model_registry: Path = Field(Path("var/models"), description="Folder of the model registry.")
    model_poll: float = Field(3.0, gt=0, description="Seconds between two looks for a new champion model.")

    ingest_senders: int = Field(2, ge=1, le=32, description="Requests of /api/events that are sent to Kafka at a time.")
    ingest_waiting: int = Field(
        64, ge=0, description="Requests of /api/events that may wait for their turn; further ones are answered 503."
    )

    documents_at_once: int = Field(
        2, ge=1, le=32, description="CVs of /api/documents that are read at a time, each by a process of its own."
    )
    documents_waiting: int = Field(
        4, ge=0, description="CVs of /api/documents that may wait for their turn; further ones are answered 503."
    )

    connections_file: Path | None = Field(
        None, description="TOML file of the connections from applicant tracking systems; none is open without it."
    )

    stale_after: float = Field(
        30.0,
        gt=0,
        description="Seconds for which events may wait for a worker, or records for the cache's writer, or that writer "
        "may not be heard; then lookups say that they are stale, and /health that it is degraded.",
    )

    push_clients: int = Field(1000, ge=1, description="Open connections of /api/pushes; further ones are answered 503.")
    push_clients_per_address: int = Field(
        100,
        ge=1,
        description="Open connections of /api/pushes from one address; further ones are answered 503.",
    )
    push_queue: int = Field(
        256, ge=1, description="Pushes held in memory for one slow client; beyond it the client reads on from Redis."
    )
    push_heartbeat: float = Field(15.0, gt=0, description="Seconds between two heartbeat comments of /api/pushes.")
    push_send_timeout: float = Field(
        30.0, gt=0, description="Seconds after which a client of /api/pushes that takes nothing is let go."
    )

    review_days: int = Field(
        15, ge=1, le=90, description="Days in which a review that an applicant asks for is to be closed."
    )
    decision_log_days: int = Field(
        5 * 365,
        ge=LEAST_LOG_DAYS,
        description="Days for which the decision log is kept; at least six months (EU AI Act, art. 26(6)).",
    )

    webhook_subscriptions: int = Field(500, ge=1, description="Subscriptions to webhooks at most.")

    @property
    def known_hosts(self) -> list[str]:
        """The names of `gateway_hosts`."""
        return _listed(self.gateway_hosts)

    @property
    def proxies(self) -> list[IPv4Network | IPv6Network]:
        """The networks of `gateway_proxies`."""
        return [ip_network(text) for text in _listed(self.gateway_proxies)]

    @field_validator("connections_file")
    @classmethod
    def _connections_are_right(cls, path: Path | None) -> Path | None:
        connections(path)
        return path

    @field_validator("gateway_proxies")
    @classmethod
    def _proxies_are_networks(cls, value: str) -> str:
        for text in _listed(value):
            try:
                ip_network(text)
            except ValueError as error:
                raise ValueError(f"{variable('gateway_proxies')}: {error}") from None
        return value

    @field_validator("gateway_hosts")
    @classmethod
    def _hosts_are_names(cls, value: str) -> str:
        for text in _listed(value):
            if not _NAME.fullmatch(text):
                raise ValueError(
                    f"{variable('gateway_hosts')}: {text!r} is no name such as ats.example.org or *.example.org; "
                    "leave scheme and port out"
                )
        return value

    @model_validator(mode="after")
    def _one_body_fits(self) -> Self:
        if self.gateway_body_memory < self.gateway_max_body:
            raise ValueError(
                f"{variable('gateway_body_memory')} ({self.gateway_body_memory}) is less than "
                f"{variable('gateway_max_body')} ({self.gateway_max_body}): the largest body would never be taken"
            )
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


SettingsDep = Annotated[GatewaySettings, from_state("settings")]
