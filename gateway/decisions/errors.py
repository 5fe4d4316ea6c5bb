"""Turns errors of the store into answers to the client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from data.store.connection import StoreAway
from gateway.store.store import Store, StoreState
from gateway.texts import decision_texts
from gateway.web.problems import Problem

RETRY_SECONDS = 5

_STATES = {
    StoreState.OPENING: (decision_texts.OPENING, "store-opening"),
    StoreState.CONFLICT: (decision_texts.CONFLICT, "store-conflict"),
}


@contextmanager
def told(store: Store) -> Iterator[None]:
    """Answer 503 while the store can't be used."""
    try:
        yield
    except StoreAway:
        detail, slug = _STATES.get(store.state, (decision_texts.AWAY, "store-away"))
        raise Problem(503, detail, slug=slug, retry_after=RETRY_SECONDS) from None
