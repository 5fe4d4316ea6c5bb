"""The connection to Redis: address, encryption, log-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.credentials import CredentialProvider

from data.credentials import check_files, check_pair, secret, variable


class RedisConnection(BaseSettings):
    """How a program reaches Redis.

    After validation `redis_url` contains no password: one that was in it is moved to `redis_password`.
    """

    model_config = SettingsConfigDict(
        env_prefix="MATCHSTREAM_", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        description="Where results are cached; rediss://user@host:port/0 for TLS and a user of an access list.",
    )
    redis_password: SecretStr | None = Field(None, description="The user's password; rather use the file.")
    redis_password_file: Path | None = Field(None, description="A file that holds the user's password.")
    redis_ca_file: Path | None = Field(
        None, description="PEM file of the authorities that may vouch for Redis; default is the system's."
    )
    redis_client_cert_file: Path | None = Field(None, description="PEM file of this client's certificate; mutual TLS.")
    redis_client_key_file: Path | None = Field(None, description="PEM file of this client's key, not encrypted.")

    @model_validator(mode="after")
    def _redis_fits_together(self) -> Self:
        name = variable("redis_url")
        try:
            url = urlsplit(self.redis_url)
            in_url, asked, _ = url.password, parse_qs(url.query), url.port
        except ValueError:
            raise ValueError(f"{name} is no URL: give redis://host:port/0, or rediss:// for TLS") from None
        if url.scheme not in {"redis", "rediss", "unix"}:
            raise ValueError(f"{name} starts with none of redis://, rediss:// (TLS) and unix://")
        if {"password", "username"} & set(asked):
            raise ValueError(f"{name} has a user or password behind its '?': write rediss://user@host:port/0")
        if in_url:
            if self.redis_password is not None or self.redis_password_file is not None:
                raise ValueError(
                    f"a password stands in {name} and in {variable('redis_password')} or its file: set one of them"
                )
            self.redis_password = SecretStr(unquote(in_url))
        user, host = unquote(url.username or ""), url.netloc.rpartition("@")[2]
        self.redis_url = urlunsplit(url._replace(netloc=f"{quote(user, safe='')}@{host}" if user else host))
        password = self.redis_login()
        if user and password is None:
            raise ValueError(
                f"{name} names the user {user}, but neither {variable('redis_password_file')} nor "
                f"{variable('redis_password')} is set"
            )
        certificate = ("redis_client_cert_file", self.redis_client_cert_file)
        key = ("redis_client_key_file", self.redis_client_key_file)
        files = (("redis_ca_file", self.redis_ca_file), certificate, key)
        if url.scheme != "rediss":
            for field, path in files:
                if path is not None:
                    raise ValueError(f"{variable(field)} is set, but {name} does not encrypt: start it with rediss://")
        check_pair(certificate, key)
        check_files(files)
        return self

    def redis_login(self) -> str | None:
        """The password, from its setting or its file."""
        return secret("redis_password", self.redis_password, self.redis_password_file)

    def redis_client(self) -> dict[str, Any]:
        """Arguments for `from_url` of either client, blocking or asyncio."""
        url = urlsplit(self.redis_url)
        client: dict[str, Any] = {"url": urlunsplit(url._replace(netloc=url.netloc.rpartition("@")[2]))}
        if self.redis_login() is not None:
            client["credential_provider"] = _Login(self, unquote(url.username or ""))
        files = {
            "ssl_ca_certs": self.redis_ca_file,
            "ssl_certfile": self.redis_client_cert_file,
            "ssl_keyfile": self.redis_client_key_file,
        }
        return client | {option: str(path) for option, path in files.items() if path is not None}


class _Login(CredentialProvider):
    """Gives user and password to each new connection, and reads a password file anew each time."""

    def __init__(self, connection: RedisConnection, user: str) -> None:
        self._connection = connection
        self._user = user

    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        password = self._connection.redis_login() or ""
        return (self._user, password) if self._user else (password,)

    async def get_credentials_async(self) -> tuple[str] | tuple[str, str]:
        return self.get_credentials()
