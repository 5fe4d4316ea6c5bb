"""Erases what is known of removed applicants (LGPD art. 18): follows the applicants topic, as workers do.

How far it came stands in the store, in the transaction that erased, so that no removal is lost whatever happens.
"""

from __future__ import annotations

import logging
import time
from hashlib import sha256

from confluent_kafka import Message
from sqlalchemy import Connection, Engine, delete, select, text

from data.contract.decision_log import Entry
from data.contract.records import Partition
from data.contract.topics import APPLICANTS, REMOVALS_KEPT_MS
from data.kafka.follower import Follower
from data.kafka.reading import KafkaConnection
from data.kafka.removals import Removal, lies_elsewhere, names_removal, removals
from data.store.connection import changing, reading
from data.store.tables import ENTRIES, PROGRESS, REMOVED
from gateway.store import ledger
from gateway.store.admission import PLACE
from gateway.store.outbox import reached
from gateway.store.records import key_of

_LOG = logging.getLogger("matchstream.gateway.store")

BATCH = 1000
SAVE_SECONDS = 2.0
"""Interval at which is noted how far the topic was read, while nobody is removed."""


class Erasing:
    """Follows removals, and what is sent of the log.

    A gateway that was stopped while it sent, and wakes when another leads, may still send the form of an entry that it
    read before the entry was erased: whoever leads sees that, and sends the erased form once more.

    Parameters
    ----------
    kafka : KafkaConnection
    engine : sqlalchemy.Engine
    """

    def __init__(self, kafka: KafkaConnection, engine: Engine) -> None:
        self._kafka = kafka
        self._engine = engine
        with reading(engine) as connection:
            rows = connection.execute(select(PROGRESS)).all()
            self._known = set(connection.execute(select(REMOVED.c.applicant)).scalars())
        self._next: dict[Partition, int] = {(APPLICANTS.name, number): 0 for number in range(kafka.partitions)}
        self._next[PLACE] = 0
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
        sent: dict[int, str] = {}
        for message in messages:
            place = (message.topic() or "", message.partition() or 0)
            if place == PLACE:  # how far that was sent is noted by who sends
                sent |= _whole(message)
                continue
            self._unsaved[place] = self._next[place] = (message.offset() or 0) + 1
            name = self._touched(message)
            if name is not None:
                touched[name] = place
        if touched or (self._unsaved and time.monotonic() >= self._save_at):
            self._erase(touched)
        if sent:
            self._again(sent)
        return bool(messages)

    def _again(self, sent: dict[int, str]) -> None:
        """Have those sent once more that are erased here, and were sent as they were before."""
        numbers = list(sent)
        with reading(self._engine) as connection:
            query = select(ENTRIES.c.seq).where(ENTRIES.c.seq.in_(numbers), ENTRIES.c.personal.is_(None))
            erased = list(connection.execute(query).scalars())
        if erased:
            with changing(self._engine) as connection:
                ledger.enqueue(connection, [sent[seq] for seq in erased])

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


def _whole(message: Message) -> dict[int, str]:
    """Number and key of an entry that was sent with what it tells of an applicant."""
    try:
        entry = Entry.of_value(message.value() or b"")
    except (ValueError, KeyError, TypeError):
        return {}
    return {entry.seq: key_of(entry)} if entry.personal is not None else {}


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
