"""The connection to the store: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from data.credentials import secret, variable
from data.errors import MatchstreamError
from data.tenant import of_file, of_schema

_POSTGRESQL = "postgresql+psycopg"
_CHANGES = "matchstream_changes"


class StoreAway(MatchstreamError):
    """The store can't be used now; says why."""

    retryable = True


class StoreConnection(BaseSettings):
    """How a program reaches the store.

    After validation `store_url` contains no password: one that was in it is moved to `store_password`.
    """

    model_config = SettingsConfigDict(
        env_prefix="MATCHSTREAM_", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    store_path: Path = Field(
        Path("var/store/decisions.sqlite"),
        description="File of the store of decisions, an SQLite database, for one machine; unused with store_url.",
    )
    store_url: str | None = Field(
        None, description="PostgreSQL for the store of decisions: postgresql://user@host:5432/name?sslmode=verify-full."
    )
    store_password: SecretStr | None = Field(None, description="The user's password; rather use the file.")
    store_password_file: Path | None = Field(None, description="A file that holds the user's password.")
    store_timeout: float = Field(5.0, gt=0, description="Seconds until a request to the store is given up.")

    @model_validator(mode="after")
    def _store_fits_together(self) -> Self:
        if self.store_url is not None:
            name = variable("store_url")
            try:
                url = make_url(self.store_url)
            except ArgumentError:
                raise ValueError(f"{name} is no URL: give postgresql://user@host:5432/name") from None
            if url.get_backend_name() != "postgresql":
                raise ValueError(f"{name} is not of PostgreSQL; for SQLite set {variable('store_path')}")
            if url.password is not None:
                if self.store_password is not None or self.store_password_file is not None:
                    raise ValueError(
                        f"a password stands in {name} and in {variable('store_password')} or its file: set one of them"
                    )
                self.store_password = SecretStr(str(url.password))
                url = url._replace(password=None)
            self.store_url = url.set(drivername=_POSTGRESQL).render_as_string()
        self.store_login()
        return self

    def store_login(self) -> str | None:
        """The password, from its setting or its file."""
        return secret("store_password", self.store_password, self.store_password_file)

    @property
    def store_name(self) -> str:
        """Where the store is, for people."""
        return str(self.store_file) if self.store_url is None else self.store_url

    @property
    def store_file(self) -> Path:
        """The file of the tenant's store."""
        return of_file(self.store_path)

    def store_engine(self) -> Engine:
        """What connects to the store; opens no connection yet."""
        return _sqlite(self) if self.store_url is None else _postgresql(self, make_url(self.store_url))


def _sqlite(settings: StoreConnection) -> Engine:
    # Threads of one program, and commands beside it, share the file: SQLite lets one of them write at a time.
    engine = create_engine(
        URL.create("sqlite", database=str(settings.store_file)),
        connect_args={"timeout": settings.store_timeout, "check_same_thread": False, "isolation_level": None},
        pool_timeout=settings.store_timeout,
    )

    @event.listens_for(engine, "connect")
    def prepared(connection: Any, _record: Any) -> None:
        # FULL: a commit is on the disk when it returns, which is when a decision is acknowledged.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A transaction that reads before it writes would else fail where another wrote in between.
        changes = connection.get_execution_options().get(_CHANGES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")

    return engine


def _postgresql(settings: StoreConnection, url: URL) -> Engine:
    milliseconds = int(settings.store_timeout * 1000)
    schema = of_schema()
    engine = create_engine(
        url,
        connect_args={
            "connect_timeout": max(2, int(settings.store_timeout)),
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} "
            f"-c idle_in_transaction_session_timeout={6 * milliseconds}"
            + (f' -c search_path="{schema}"' if schema else ""),
            "tcp_user_timeout": 2 * milliseconds,
            "keepalives_idle": 10,
            "application_name": "matchstream",
            # A database without an encoding of its own, as initdb makes it in the C locale, would answer with bytes.
            "client_encoding": "utf8",
        },
        pool_timeout=settings.store_timeout,
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "do_connect")
    def logged_in(_dialect: Any, _record: Any, _arguments: Any, named: dict[str, Any]) -> None:
        password = settings.store_login()  # read anew, so that a file may be changed while a program runs
        if password is not None:
            named["password"] = password

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and sees the store as it is when it begins.

    Raises
    ------
    StoreAway
    """
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with _told(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """A transaction that changes something: on the store's disk when the block has ended.

    Raises
    ------
    StoreAway
        Whether it was changed is not known then.
    """
    with _told(), engine.connect().execution_options(**{_CHANGES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        # Only the first line, and nothing of the statement: its values are what people wrote.
        text = str(cause).strip().partition("\n")[0]
        raise StoreAway(f"the store does not answer as it should: {type(cause).__name__}: {text}") from None
