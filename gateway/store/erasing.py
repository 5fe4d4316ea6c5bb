"""Erases what is known of removed applicants (LGPD art. 18): follows the applicants topic, as workers do.

How far it came stands in the store, in the transaction that erased, so that no removal is lost whatever happens.
"""

from __future__ import annotations

import logging
import time
from hashlib import sha256

from confluent_kafka import Message
from sqlalchemy import Connection, Engine, delete, select, text

from data.contract.records import Partition
from data.contract.topics import APPLICANTS, REMOVALS_KEPT_MS
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection
from data.kafka.removals import Removal, lies_elsewhere, names_removal, removals
from data.store.connection import changing, reading
from data.store.tables import ENTRIES, PROGRESS, REMOVED
from gateway.store import ledger
from gateway.store.outbox import reached

_LOG = logging.getLogger("matchstream.gateway.store")

BATCH = 1000
SAVE_SECONDS = 2.0
"""Interval at which is noted how far the topic was read, while nobody is removed."""


class Erasing:
    """Follows removals.

    Parameters
    ----------
    kafka : KafkaConnection
    engine : sqlalchemy.Engine
    """

    def __init__(self, kafka: KafkaConnection, engine: Engine) -> None:
        self._kafka = kafka
        self._engine = engine
        with reading(engine) as connection:
            rows = connection.execute(select(PROGRESS).where(PROGRESS.c.topic == APPLICANTS.name)).all()
            self._known = set(connection.execute(select(REMOVED.c.applicant)).scalars())
        self._next: dict[Partition, int] = {(APPLICANTS.name, number): 0 for number in range(kafka.partitions)}
        self._next |= {(row.topic, row.partition): row.next for row in rows if (row.topic, row.partition) in self._next}
        self._unsaved: dict[Partition, int] = {}
        self._save_at = 0.0
        self._follower = Follower(kafka, {"queued.max.messages.kbytes": 4096, "fetch.message.max.bytes": 16 << 20})
        self._follower.assign(self._next)

    def look(self) -> bool:
        """Take in the removals that came; returns whether there may be more.

        Raises
        ------
        NothingRead, Refused, KafkaException, StoreAway
        """
        messages = self._follower.read(BATCH, 0.02)
        touched: dict[str, Partition] = {}
        for message in messages:
            place = (message.topic() or "", message.partition() or 0)
            self._unsaved[place] = self._next[place] = (message.offset() or 0) + 1
            name = self._touched(message)
            if name is not None:
                touched[name] = place
        if touched or (self._unsaved and time.monotonic() >= self._save_at):
            self._erase(touched)
        return bool(messages)

    def _erase(self, touched: dict[str, Partition]) -> None:
        """Erase what the removals of these applicants cover, and note how far that is."""
        stops = {place: self._next[place] for place in touched.values()}
        found = removals(self._kafka, touched, stops)
        with changing(self._engine) as connection:
            erased = sum(_take(connection, name, removal) for name, removal in found.items())
            for place, following in self._unsaved.items():
                reached(connection, *place, following)
        self._unsaved.clear()
        self._save_at = time.monotonic() + SAVE_SECONDS
        self._known |= {digest(name) for name in found}
        if erased:
            _LOG.info("%d entries about removed applicants were erased", erased)
            _wipe(self._engine)

    def close(self) -> None:
        """Let the connection go."""
        self._follower.close()

    def _touched(self, message: Message) -> str | None:
        """The applicant whose removal may be news: who is removed, and who was and comes back."""
        if lies_elsewhere(message, self._kafka.partitions):
            return None
        name = (message.key() or b"").decode(errors="replace")
        return name if names_removal(message) or digest(name) in self._known else None


def digest(applicant: str) -> str:
    """The name under which a removal is kept."""
    return sha256(applicant.encode()).hexdigest()


def _take(connection: Connection, applicant: str, removal: Removal) -> int:
    """Note a removal, and erase what it covers; returns how many entries that were."""
    ledger.hold(connection)
    name = digest(applicant)
    connection.execute(delete(REMOVED).where(REMOVED.c.applicant == name))
    connection.execute(REMOVED.insert().values(applicant=name, revision=removal.revision, stands=removal.stands))
    covered = [ENTRIES.c.applicant_id == applicant]
    covered += [] if removal.stands else [ENTRIES.c.at * 1000 <= removal.revision]
    return ledger.erase(connection, *covered)


def forget_old(connection: Connection, now: int) -> None:
    """Forget removals of which Kafka knows nothing any more either."""
    connection.execute(delete(REMOVED).where(REMOVED.c.revision < (now - 4 * REMOVALS_KEPT_MS) * 1000))


def _wipe(engine: Engine) -> None:
    """Have what was erased leave the files too, as far as a database can be told to."""
    options = {"isolation_level": "AUTOCOMMIT"}
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(**options) as connection:
            for name in ("entries", "decisions", "notes", "reviews"):
                connection.execute(text(f"VACUUM {name}"))
    else:
        with engine.connect().execution_options(**options) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
