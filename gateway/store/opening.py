"""Opens a store for writing: its tables are right, and Kafka knows no more of the log than it does."""

from __future__ import annotations

import logging

from data.contract.decision_log import Head
from data.kafka import topic_admin
from data.store.connection import StoreAway, changing, reading
from data.store.migrating import migrate
from gateway.settings import GatewaySettings
from gateway.store import outbox
from gateway.store.admission import Verdict, judge, stand
from gateway.store.building import build
from gateway.store.leading import Lead
from gateway.store.store import Store, StoreState

_LOG = logging.getLogger("matchstream.gateway.store")


class Disagreement(StoreAway):
    """Store and topic each have what the other does not."""


class Opening:
    """Opens a store, and finds out whether it still may be written to.

    Parameters
    ----------
    settings : GatewaySettings
    store : Store
    lead : Lead
        Had by who builds the store anew.
    """

    def __init__(self, settings: GatewaySettings, store: Store, lead: Lead) -> None:
        self._settings = settings
        self._store = store
        self._lead = lead
        self._agreed: tuple[str, Head] | None = None

    def look(self) -> None:
        """See whether the store can be written to, and set its state.

        Raises
        ------
        Disagreement, StoreAway, TwoChains
        TopicsUnfit, NothingRead, Refused, KafkaException
        """
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
