"""Keeps the store while the gateway runs, in a thread: tables, agreement with Kafka, sending, erasure, pruning."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

from confluent_kafka import KafkaException

from data.contract.topics import DAY_MS
from data.errors import MatchstreamError
from data.kafka.reading import NothingRead, Refused
from data.kafka.topic_admin import TopicsUnfit
from data.store.connection import changing, reading
from data.store.migrating import StoreNewer
from gateway.settings import GatewaySettings
from gateway.store import ledger, outbox
from gateway.store.building import TwoChains
from gateway.store.erasing import Erasing, forget_old
from gateway.store.leading import lead_of
from gateway.store.opening import Disagreement, Opening
from gateway.store.store import Store, StoreState
from producers.sender import NotDelivered, Sender

_LOG = logging.getLogger("matchstream.gateway.store")

LOOK_SECONDS = 0.5
"""Interval between looks while nothing is written here; another gateway may have written."""
PAUSE = 1.0
"""Seconds until the store or Kafka is asked again where it did not answer."""
_KAFKAS = (NothingRead, Refused, TopicsUnfit, KafkaException, NotDelivered)
_HOUR = 3600.0
MOST_READ = 50
"""Batches of the applicants topic that are read before something is sent again."""


class Keeper:
    """Keeps a store until it is stopped.

    Parameters
    ----------
    settings : GatewaySettings
    store : Store
    tell : callable
        Given the number of records that wait to be sent; called after each look.
    make_sender : callable
        Makes the connection by which is sent, when there first is something to send.
    """

    def __init__(
        self,
        settings: GatewaySettings,
        store: Store,
        tell: Callable[[StoreState, int | None], object] = lambda _state, _waiting: None,
        make_sender: Callable[[], Sender] | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._tell = tell
        self._make_sender = make_sender or (lambda: Sender(settings))
        self._lead = lead_of(settings, store.engine)
        self._sender: Sender | None = None
        self._erasing: Erasing | None = None
        self._opening = Opening(settings, store, self._lead)
        self._prune_at = 0.0
        self._said = ""
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="store", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._stopped.set()
        self._store.changed.set()
        if self._sender is not None:
            self._sender.close()  # what Kafka does not take now waits in the store
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._store.changed.wait(LOOK_SECONDS)
            self._store.changed.clear()
            if not self._looked():
                self._stopped.wait(PAUSE)
        self._let_go()
        self._lead.leave()

    def _looked(self) -> bool:
        """Look once; returns whether all went well."""
        try:
            self._opening.look()
            if self._store.state is StoreState.UP:
                self._work()
        except _KAFKAS as error:
            return self._failed(self._store.state, error)
        except Exception as error:  # noqa: BLE001 -- the thread must not end: nothing would be sent or erased any more
            return self._failed(_state_after(error), error)
        finally:
            self._tell(self._store.state, self._store.waiting)
        self._said = ""
        return True

    def _failed(self, state: StoreState, error: Exception) -> bool:
        self._store.state = state
        self._let_go()  # what it had read and not erased is read again
        text = str(error) if isinstance(error, MatchstreamError) else type(error).__name__
        if text != self._said:
            self._said = text
            _LOG.warning("the store is %s: %s", state, text)
        return False

    def _work(self) -> None:
        """Send, erase and prune, where no other gateway does."""
        if not self._lead.have():
            self._let_go()
            return
        if self._erasing is None:
            self._erasing = Erasing(self._settings, self._store.engine)
        for _ in range(MOST_READ):
            if self._stopped.is_set() or not self._erasing.look():
                break
        if time.monotonic() >= self._prune_at:
            self._prune()
        if self._sender is None and self._store.waiting:
            self._sender = self._make_sender()
        while self._sender is not None and not self._stopped.is_set():
            if not outbox.publish(self._store.engine, self._sender):
                self._sender.tend()
                break
        with reading(self._store.engine) as connection:
            self._store.waiting = outbox.waiting(connection)

    def _prune(self) -> None:
        now = time.time_ns() // 1_000_000
        with changing(self._store.engine) as connection:
            dropped = ledger.prune(connection, now - self._settings.decision_log_days * DAY_MS)
            forget_old(connection, now)
        if dropped:
            _LOG.info("%d entries were older than %d days, and dropped", dropped, self._settings.decision_log_days)
        self._prune_at = time.monotonic() + _HOUR

    def _let_go(self) -> None:
        if self._erasing is not None:
            self._erasing.close()
            self._erasing = None


def _state_after(error: Exception) -> StoreState:
    if isinstance(error, StoreNewer):
        return StoreState.NEWER
    return StoreState.CONFLICT if isinstance(error, Disagreement | TwoChains) else StoreState.DOWN
