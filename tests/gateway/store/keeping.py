"""A store that is kept, as by a gateway."""

from __future__ import annotations

from contextlib import contextmanager

from data.store.connection import reading
from gateway.store import outbox
from gateway.store.keeper import Keeper
from gateway.store.store import Store, StoreState
from tests.waiting import eventually

USED = []
"""Engines that a test goes on using when their store is closed; disposed of when it ends."""


@contextmanager
def kept(settings, **more):
    """A store while it is kept."""
    store = Store(settings)
    USED.append(store.engine)
    keeper = Keeper(settings, store, **more)
    keeper.start()
    try:
        yield store
    finally:
        keeper.stop()
        store.close()


def up(store):
    """Its engine, once it can be written to."""
    return eventually(lambda: store.state is StoreState.UP and store.engine, "the store is up")


def sent(engine):
    """Wait until Kafka has all that was written."""

    def none_waits():
        with reading(engine) as connection:
            return not outbox.waiting(connection)

    eventually(none_waits, "all is sent")
