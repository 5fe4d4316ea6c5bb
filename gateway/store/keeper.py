"""Keeps the store while the gateway runs, in a thread: tables, agreement with Kafka, sending, erasure, pruning."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

from confluent_kafka import KafkaException

from data.contract.decision_log import Head
from data.contract.topics import DAY_MS
from data.errors import MatchstreamError
from data.kafka import topic_admin
from data.kafka.reading import NothingRead, Refused
from data.kafka.topic_admin import TopicsUnfit
from data.store.connection import StoreAway, changing, reading
from data.store.migrating import StoreNewer, migrate
from gateway.settings import GatewaySettings
from gateway.store import ledger, outbox
from gateway.store.admission import Verdict, judge, stand
from gateway.store.building import TwoChains, build
from gateway.store.erasing import Erasing, forget_old
from gateway.store.leading import lead_of
from gateway.store.store import Store, StoreState
from producers.sender import NotDelivered, Sender

_LOG = logging.getLogger("matchstream.gateway.store")

LOOK_SECONDS = 0.5
"""Interval between looks while nothing is written here; another gateway may have written."""
PAUSE = 1.0
"""Seconds until the store or Kafka is asked again where it did not answer."""
_KAFKAS = (NothingRead, Refused, TopicsUnfit, KafkaException, NotDelivered)
_HOUR = 3600.0


class Disagreement(StoreAway):
    """Store and topic each have what the other does not."""


_EXPECTED = (StoreAway, TwoChains, OSError, *_KAFKAS)
_AFTER: dict[type[Exception], StoreState] = {
    StoreNewer: StoreState.NEWER,
    Disagreement: StoreState.CONFLICT,
    StoreAway: StoreState.DOWN,
    TwoChains: StoreState.CONFLICT,
    OSError: StoreState.CONFLICT,
}
"""What an error makes of the store, the narrower first; while Kafka is away, it stays what it is."""


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
        self._agreed: tuple[str, Head] | None = None
        self._prune_at = 0.0
        self._said = ""
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="store", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Send what can be sent at once, and end."""
        self._stopped.set()
        self._store.changed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._store.changed.wait(LOOK_SECONDS)
            self._store.changed.clear()
            if not self._looked():
                self._stopped.wait(PAUSE)
        self._let_go()
        self._lead.leave()
        if self._sender is not None:
            self._sender.close()

    def _looked(self) -> bool:
        """Look once; returns whether all went well."""
        try:
            self._open()
            if self._store.state is StoreState.UP:
                self._work()
        except _EXPECTED as error:
            self._failed(error)
            return False
        finally:
            self._tell(self._store.state, self._store.waiting)
        self._said = ""
        return True

    def _failed(self, error: Exception) -> None:
        state = next((state for kind, state in _AFTER.items() if isinstance(error, kind)), self._store.state)
        self._store.state = state
        text = str(error) if isinstance(error, MatchstreamError) else type(error).__name__
        if text != self._said:
            self._said = text
            _LOG.warning("the store is %s: %s", state, text)

    def _open(self) -> None:
        """See that the store can be written to: its tables are right, and Kafka knows no more than it does."""
        store = self._store
        if store.state is not StoreState.UP:
            migrate(self._settings, store.engine)
        with reading(store.engine) as connection:
            now = stand(connection)
            store.waiting = outbox.waiting(connection)
        known = self._agreed
        if known is not None and known[0] == now.chain and known[1].seq <= now.head.seq:
            self._agreed = now.chain, now.head
            store.state = StoreState.UP
            return
        store.state = StoreState.CONFLICT if store.state is StoreState.CONFLICT else StoreState.OPENING
        topic_admin.check(self._settings, self._settings.partitions)
        if self._agrees(judge(self._settings, store.engine)):
            with reading(store.engine) as connection:
                now = stand(connection)
            self._agreed = now.chain, now.head
            store.state = StoreState.UP

    def _agrees(self, verdict: Verdict) -> bool:
        """Bring store and topic together where that loses nothing; answers whether they are."""
        if verdict is Verdict.FITS:
            return True
        if verdict is Verdict.CONFLICT:
            raise Disagreement(
                "Kafka has another log than the store, or another end of it: keep a copy of the store, look with "
                "`python -m gateway store compare`, and where Kafka is right build it anew with "
                "`python -m gateway store rebuild --replace`"
            )
        if not self._lead.have():
            return False
        if verdict is Verdict.ANEW:
            with changing(self._store.engine) as connection:
                outbox.send_all_again(connection)
            _LOG.warning("the topic of decisions was made anew: everything is sent to it again")
            return True
        count = build(self._settings, self._store.engine)
        _LOG.warning("the store was %s, and was built from Kafka: %d entries", verdict, count)
        return True

    def _work(self) -> None:
        """Send, erase and prune, where no other gateway does."""
        if not self._lead.have():
            self._let_go()
            return
        if self._erasing is None:
            self._erasing = Erasing(self._settings, self._store.engine)
        erased = 0
        while not self._stopped.is_set() and (looked := self._erasing.look()) is not None:
            erased += looked
        if erased:
            _LOG.info("%d entries about removed applicants were erased", erased)
        if time.monotonic() >= self._prune_at:
            _prune(self._store, self._settings.decision_log_days)
            self._prune_at = time.monotonic() + _HOUR
        if self._sender is None and self._store.waiting:
            self._sender = self._make_sender()
        while self._sender is not None and not self._stopped.is_set():
            if not outbox.publish(self._store.engine, self._sender):
                self._sender.tend()
                break
        with reading(self._store.engine) as connection:
            self._store.waiting = outbox.waiting(connection)

    def _let_go(self) -> None:
        if self._erasing is not None:
            self._erasing.close()
            self._erasing = None


def _prune(store: Store, days: int) -> None:
    """Drop what is older than that many days."""
    now = time.time_ns() // 1_000_000
    with changing(store.engine) as connection:
        dropped = ledger.prune(connection, now - days * DAY_MS)
        forget_old(connection, now)
    if dropped:
        _LOG.info("%d entries were older than %d days, and dropped", dropped, days)
