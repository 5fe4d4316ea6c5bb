"""The store as routes use it: one transaction for each call, in a thread."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from threading import Event
from typing import Annotated, Concatenate, ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy import Connection

from data.store.connection import StoreAway, StoreConnection, changing, reading
from gateway.deps import from_state

THREADS = 8
"""Calls that are in the store at a time."""

_Arguments = ParamSpec("_Arguments")
_Found = TypeVar("_Found")
_Call = Callable[Concatenate[Connection, _Arguments], _Found]


class StoreState(StrEnum):
    """Whether the store can be used."""

    UP = "up"
    OPENING = "opening"
    DOWN = "down"
    NEWER = "newer"
    CONFLICT = "conflict"

    @property
    def can_be_read(self) -> bool:
        """Whether what it holds may be shown."""
        return self in (StoreState.UP, StoreState.OPENING, StoreState.CONFLICT)


class Store:
    """The store.

    Parameters
    ----------
    connection : StoreConnection

    Attributes
    ----------
    engine : sqlalchemy.Engine
    state : StoreState
        As the keeper found it. Nothing is written while it is not `UP`: before Kafka was asked whether it knows more
        than the store, a store that was restored from an old copy would begin another end of the same log.
    waiting : int or None
        Records that are to be sent to Kafka; None where that is not known.
    changed : threading.Event
        Set when something was written.
    """

    def __init__(self, connection: StoreConnection) -> None:
        self.connection = connection
        self.engine = connection.store_engine()
        self.state = StoreState.OPENING
        self.waiting: int | None = None
        self.changed = Event()
        self._threads = CapacityLimiter(THREADS)

    async def read(
        self, look: _Call[_Arguments, _Found], *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> _Found:
        """Call a function with a connection that only reads.

        Raises
        ------
        StoreAway
        """
        if not self.state.can_be_read:
            raise StoreAway(f"the store is {self.state}")

        def call() -> _Found:
            with reading(self.engine) as connection:
                return look(connection, *arguments, **named)

        return await run_sync(call, limiter=self._threads)

    async def write(
        self, change: _Call[_Arguments, _Found], *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> _Found:
        """Call a function with a connection that may write; what it wrote is on the disk then.

        Raises
        ------
        StoreAway
            Whether anything was written is not known then.
        """
        if self.state is not StoreState.UP:
            raise StoreAway(f"the store is {self.state}")

        def call() -> _Found:
            with changing(self.engine) as connection:
                found = change(connection, *arguments, **named)
            self.changed.set()
            return found

        return await run_sync(call, limiter=self._threads)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


StoreDep = Annotated[Store, from_state("parts.store")]
