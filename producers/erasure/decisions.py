"""What people decided about a removed applicant: in the store, and in the topic from which it can be built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select

from data.contract.decision_log import Entry
from data.contract.topics import APPLICANTS, DECISIONS
from data.kafka.reading import KafkaConnection
from data.store.connection import StoreAway, StoreConnection, reading
from data.store.tables import ENTRIES, PROGRESS
from producers.erasure.tail import Tail


class DecisionStore:
    """The store of decisions: no entry tells of the applicant, and none can come of an earlier event.

    Parameters
    ----------
    connection : StoreConnection
    applicant : str
    tail : Tail
        The store must have taken in the applicants topic as far as this has read it.
    """

    name = "decision store"

    def __init__(self, connection: StoreConnection, applicant: str, tail: Tail) -> None:
        self._connection = connection
        self._applicant = applicant
        self._tail = tail

    def found(self) -> int:
        """How many entries tell of the applicant; 0 where no store is, or it can't be asked."""
        try:
            with self._opened() as engine:
                return 0 if engine is None else self._entries(engine)
        except StoreAway:
            return 0

    def held(self) -> str:
        """What it still holds."""
        try:
            with self._opened() as engine:
                if engine is None:
                    return ""  # nobody decides here; where a gateway elsewhere has a store, the topic tells of it
                behind, count = self._behind(engine), self._entries(engine)
        except StoreAway as error:
            return f"it can't be asked: {error}"
        if behind:
            return f"{behind} records of the applicants topic are still to be taken in: does a gateway run?"
        return f"{count} entries: does a gateway run?" if count else ""

    @contextmanager
    def _opened(self) -> Iterator[Engine | None]:
        if self._connection.store_url is None and not self._connection.store_file.exists():
            yield None
            return
        engine = self._connection.store_engine()
        try:
            yield engine
        finally:
            engine.dispose()

    def _entries(self, engine: Engine) -> int:
        query = select(func.count()).select_from(ENTRIES).where(ENTRIES.c.applicant_id == self._applicant)
        with reading(engine) as connection:
            return int(connection.execute(query).scalar_one())

    def _behind(self, engine: Engine) -> int:
        with reading(engine) as connection:
            if connection.execute(select(ENTRIES.c.seq).limit(1)).first() is None:
                return 0
            rows = connection.execute(select(PROGRESS).where(PROGRESS.c.topic == APPLICANTS.name)).all()
        stand = {(row.topic, row.partition): row.next for row in rows}
        return sum(max(0, end - stand.get(place, 0)) for place, end in self._tail.next.items())


class DecisionsTopic:
    """The topic of decisions: the last record of no entry tells of the applicant.

    Attributes
    ----------
    found : int
        Entries that told of the applicant, as far as the topic was read.
    """

    name = "decisions topic"

    def __init__(self, connection: KafkaConnection, applicant: str) -> None:
        self.tail = Tail(connection, DECISIONS)
        self._applicant = applicant
        self._live: set[bytes] = set()
        self.found = 0

    def held(self) -> str:
        """What it still holds."""
        for message in self.tail.new():
            key = message.key() or b""
            if self._tells(message.value()):
                self.found += key not in self._live
                self._live.add(key)
            else:
                self._live.discard(key)
        return f"{len(self._live)} entries: does a gateway run?" if self._live else ""

    def _tells(self, value: bytes | None) -> bool:
        try:
            return value is not None and Entry.of_value(value).told.get("applicant_id") == self._applicant
        except (ValueError, KeyError, TypeError):
            return False  # what somebody set
