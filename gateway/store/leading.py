"""Lets one program at a time send and erase, of all that share a store; a crash of it lets another."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from data.store.connection import StoreConnection
from data.tenant import of_lock

_LOCK = 7_302_002
"""PostgreSQL's advisory lock of whoever leads."""


class Lead(Protocol):
    """A place that one program can have."""

    def have(self) -> bool:
        """Take it, or find out whether it is still had."""

    def leave(self) -> None:
        """Give it to others."""


def lead_of(settings: StoreConnection, engine: Engine) -> Lead:
    """The place of a store."""
    return _File(settings.store_file) if settings.store_url is None else _Session(engine)


class _File:
    """A lock of a file beside the store, which the system takes back when a process ends."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(f"{store.name}.lead")
        self._file: IO[bytes] | None = None

    def have(self) -> bool:
        if self._file is not None:
            return True
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _Session:
    """An advisory lock of a connection, which PostgreSQL takes back when the connection ends."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Connection | None = None

    def have(self) -> bool:
        if self._held is not None:
            try:
                self._held.execute(text("SELECT 1"))
            except SQLAlchemyError:
                self.leave()
            else:
                return True
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except SQLAlchemyError:
            return False
        try:
            if connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": of_lock(_LOCK)}).scalar_one():
                self._held = connection
                return True
        except SQLAlchemyError:
            pass
        connection.close()
        return False

    def leave(self) -> None:
        if self._held is not None:
            self._held.invalidate()  # the connection ends, and with it the lock; the pool would keep it
            self._held.close()
            self._held = None
