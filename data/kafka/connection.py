"""The connection to Kafka: address, encryption, log-in."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Literal, Self

from confluent_kafka import KafkaError, KafkaException
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.credentials import check_files, check_pair, secret, variable
from data.errors import ExitCode, MatchstreamError
from data.tenant import checked

_LOG = logging.getLogger("matchstream.kafka")

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class KafkaConnection(BaseSettings):
    """How a program reaches Kafka; every program's settings include these."""

    model_config = SettingsConfigDict(
        env_prefix="MATCHSTREAM_",
        extra="ignore",
        env_ignore_empty=True,  # compose files hand on what is not set as an empty string
        hide_input_in_errors=True,  # or a validation error would print all that was given, passwords too
    )

    tenant: str = Field(
        "", validate_default=True, description="Prefix of topics, group and Redis keys, where installations share them."
    )
    profile: Literal["local", "production"] = Field(
        "local",
        description="What topics must be: in production every one has 3 replicas or more, and 2 or more in sync.",
    )
    kafka_bootstrap: str = Field("127.0.0.1:9092", description="Comma-separated host:port of Kafka brokers.")
    kafka_idempotence: bool = Field(
        default=True, description="Idempotent producing; off only where the broker can't, as the development broker."
    )
    kafka_timeout: float = Field(
        10.0, gt=0, description="Seconds until a request to Kafka, or the delivery of a record, is given up."
    )
    partitions: int = Field(8, ge=1, le=1024, description="Shards: partitions of every sharded topic.")

    kafka_security_protocol: SecurityProtocol = Field(
        "PLAINTEXT", description="Encryption (SSL) and log-in (SASL) of connections to Kafka, as the listener has them."
    )
    kafka_sasl_mechanism: SaslMechanism = Field(
        "SCRAM-SHA-512", description="How the user's password is shown; PLAIN sends it, SCRAM only proves it."
    )
    kafka_username: str | None = Field(None, min_length=1, description="User of Kafka, with SASL.")
    kafka_password: SecretStr | None = Field(None, description="The user's password; rather use the file.")
    kafka_password_file: Path | None = Field(None, description="A file that holds the user's password.")
    kafka_ca_file: Path | None = Field(
        None, description="PEM file of the authorities that may vouch for brokers; default is the system's."
    )
    kafka_client_cert_file: Path | None = Field(None, description="PEM file of this client's certificate; mutual TLS.")
    kafka_client_key_file: Path | None = Field(None, description="PEM file of this client's key, not encrypted.")

    @field_validator("tenant")
    @classmethod
    def _tenant_is_of_this_process(cls, value: str) -> str:
        return checked(value)

    @model_validator(mode="after")
    def _production_keeps_what_is_acknowledged(self) -> Self:
        if self.profile == "production" and not self.kafka_idempotence:
            raise ValueError(f"{variable('profile')} is production, and {variable('kafka_idempotence')} is off: set it")
        return self

    @model_validator(mode="after")
    def _kafka_fits_together(self) -> Self:
        password = self.kafka_login()
        certificate = ("kafka_client_cert_file", self.kafka_client_cert_file)
        key = ("kafka_client_key_file", self.kafka_client_key_file)
        files = (("kafka_ca_file", self.kafka_ca_file), certificate, key)
        protocol = f"{variable('kafka_security_protocol')}={self.kafka_security_protocol}"
        if self.kafka_has_login:
            if self.kafka_username is None:
                raise ValueError(f"{protocol} logs in, but {variable('kafka_username')} is not set")
            if password is None:
                raise ValueError(
                    f"{protocol} logs in, but neither {variable('kafka_password_file')} nor "
                    f"{variable('kafka_password')} is set"
                )
        elif self.kafka_username is not None or password is not None:
            raise ValueError(
                f"a user or a password of Kafka is set, but {protocol} does not log in: set it to SASL_SSL, or "
                "remove them"
            )
        if not self.kafka_has_tls:
            for field, path in files:
                if path is not None:
                    raise ValueError(
                        f"{variable(field)} is set, but {protocol} does not encrypt: set it to SSL or SASL_SSL"
                    )
        check_pair(certificate, key)
        check_files(files)
        return self

    @property
    def kafka_has_tls(self) -> bool:
        """Whether connections are encrypted."""
        return self.kafka_security_protocol.endswith("SSL")

    @property
    def kafka_has_login(self) -> bool:
        """Whether connections log in."""
        return self.kafka_security_protocol.startswith("SASL")

    def kafka_login(self) -> str | None:
        """The password, from its setting or its file."""
        return secret("kafka_password", self.kafka_password, self.kafka_password_file)

    def client(self) -> dict[str, Any]:
        """Settings of every librdkafka client; they contain the password, so never log them."""
        settings: dict[str, Any] = {
            "bootstrap.servers": self.kafka_bootstrap,
            "socket.keepalive.enable": True,
            "reconnect.backoff.ms": 250,
            "reconnect.backoff.max.ms": 2000,
            "logger": _LOG,
            "security.protocol": self.kafka_security_protocol,
        }
        if self.kafka_has_login:
            settings |= {
                "sasl.mechanism": self.kafka_sasl_mechanism,
                "sasl.username": self.kafka_username,
                "sasl.password": self.kafka_login(),
            }
        files = {
            "ssl.ca.location": self.kafka_ca_file,
            "ssl.certificate.location": self.kafka_client_cert_file,
            "ssl.key.location": self.kafka_client_key_file,
        }
        return settings | {name: str(path) for name, path in files.items() if path is not None}


_REFUSALS = {
    KafkaError._AUTHENTICATION,  # noqa: SLF001 -- the library's public constants
    KafkaError._SSL,  # noqa: SLF001
    KafkaError.SASL_AUTHENTICATION_FAILED,
    KafkaError.UNSUPPORTED_SASL_MECHANISM,
    KafkaError.ILLEGAL_SASL_STATE,
}


_ALERTS = ("ssl/tls alert", "SSL alert number")
"""OpenSSL's words for a refusal by the other side: "ssl/tls alert bad certificate", but "tlsv13 alert certificate
required: SSL alert number 116". librdkafka counts it among the lost connections."""


class Refused(MatchstreamError, KafkaException):
    """A connection that either side refused: a wrong password, or a certificate that is not trusted.

    Parameters
    ----------
    connection : KafkaConnection
    error : KafkaError
    """

    exit_code = ExitCode.CONFIGURE

    def __init__(self, connection: KafkaConnection, error: KafkaError) -> None:
        super().__init__(error)
        self._text = refusal_text(connection, error)

    def __str__(self) -> str:
        return self._text


def is_refusal(error: KafkaError) -> bool:
    """Whether an error means that the connection was refused, so that trying again does not help."""
    return error.code() in _REFUSALS or _is_alert(error)


def _is_alert(error: KafkaError) -> bool:
    return any(words in error.str() for words in _ALERTS)


def refusal_text(connection: KafkaConnection, error: KafkaError) -> str:
    """Say what was refused, where, and what to look at."""
    if error.code() == KafkaError._SSL or _is_alert(error):  # noqa: SLF001 -- the library's public constant
        advice = (
            f"is {variable('kafka_ca_file')} ({connection.kafka_ca_file or 'the system default'}) the authority of the "
            f"broker's certificate, is the host named in that certificate, and does the listener ask for a client's?"
        )
    else:
        advice = (
            f"are {variable('kafka_username')} ({connection.kafka_username}), its password and "
            f"{variable('kafka_sasl_mechanism')} ({connection.kafka_sasl_mechanism}) right?"
        )
    return f"the connection to Kafka at {connection.kafka_bootstrap} was refused: {error.str()}; {advice}"
