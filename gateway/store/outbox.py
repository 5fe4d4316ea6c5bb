"""Sends what was written to Kafka, in its order.

What is to be sent was noted in the transaction that wrote it, and is struck out when Kafka has it: a crash between the
two sends it again, under the same key and with the same bytes. What is sent is what the store holds then, so what was
erased meanwhile is sent without what it told.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, func, select, update

from data.store.connection import changing, reading
from data.store.tables import CHAIN, ENTRIES, OUTBOX, PROGRESS, SETTINGS
from gateway.store import ledger
from gateway.store.admission import PLACE
from gateway.store.records import key_of, key_of_setting, record
from producers.sender import Sender

BATCH = 500


def publish(engine: Engine, sender: Sender) -> int:
    """Send the oldest that wait; returns how many were sent. One program does so at a time.

    Raises
    ------
    NotDelivered
    StoreAway
    """
    with reading(engine) as connection:
        rows = connection.execute(select(OUTBOX).order_by(OUTBOX.c.position).limit(BATCH)).all()
        records = [record(connection, row.key) for row in rows]
    if not rows:
        return 0
    sent = sender.send_in_row(records)
    with changing(engine) as connection:
        connection.execute(delete(OUTBOX).where(OUTBOX.c.position <= rows[-1].position))
        if sent is not None:
            reached(connection, *PLACE, sent.stop)
    return len(rows)


def waiting(connection: Connection) -> int:
    """How many records are to be sent."""
    return int(connection.execute(select(func.count()).select_from(OUTBOX)).scalar_one())


def send_all_again(connection: Connection) -> None:
    """Have everything sent, as to a topic that was made anew."""
    ledger.hold(connection)
    connection.execute(delete(OUTBOX))
    connection.execute(delete(PROGRESS).where(PROGRESS.c.topic == PLACE[0]))
    chain = connection.execute(select(CHAIN.c.id)).scalar_one()
    numbers = connection.execute(select(ENTRIES.c.seq).order_by(ENTRIES.c.seq)).scalars()
    ledger.enqueue(connection, [key_of(number, chain) for number in numbers])
    rows = connection.execute(select(SETTINGS.c.kind, SETTINGS.c.name).order_by(SETTINGS.c.at))
    ledger.enqueue(connection, [key_of_setting(row.kind, row.name) for row in rows])


def reached(connection: Connection, topic: str, partition: int, following: int) -> None:
    """Note from which offset on a topic was not taken in."""
    place = (PROGRESS.c.topic == topic, PROGRESS.c.partition == partition)
    if not connection.execute(update(PROGRESS).where(*place).values(next=following)).rowcount:
        connection.execute(PROGRESS.insert().values(topic=topic, partition=partition, next=following))
