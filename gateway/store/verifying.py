"""Verifies the decision log: the chain in the store, and the store against what Kafka has of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, select

from data.contract.decision_log import Entry, Finding, Flaw, Head, flaws
from data.kafka.reading import KafkaConnection, read
from data.store.connection import reading
from data.store.tables import CHAIN, ENTRIES
from gateway.store import ledger
from gateway.store.admission import PLACE
from gateway.store.outbox import waiting

PAGE = 1000


@dataclass
class Verified:
    """What was found.

    Attributes
    ----------
    chain : str
    start, head : Head
        What the first entry follows, and the last.
    entries, erased : int
        How many there are, and of how many what told of an applicant was erased.
    in_kafka : int or None
        How many of them Kafka has; None where it was not asked.
    waiting : int
        Records that are still to be sent to Kafka.
    findings : list of Finding
    """

    chain: str
    start: Head
    head: Head
    entries: int = 0
    erased: int = 0
    in_kafka: int | None = None
    waiting: int = 0
    findings: list[Finding] = field(default_factory=list)


def verify(engine: Engine, kafka: KafkaConnection | None, heads: Iterable[Head] = ()) -> Verified:
    """Verify the log.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    kafka : KafkaConnection or None
        None: Kafka is not asked, and who changed the whole store to fit is not found.
    heads : iterable of Head
        Places that were kept elsewhere.

    Raises
    ------
    StoreAway
    NothingRead, Refused, KafkaException
    """
    with reading(engine) as connection:
        row = connection.execute(select(CHAIN)).one()
        found = Verified(row.id, Head(row.start_seq, row.start_digest), Head(row.seq, row.digest))
        found.waiting = waiting(connection)
        digests: dict[int, str] = {}

        def noted() -> Iterator[Entry]:
            for entry in entries(connection):
                found.entries += 1
                found.erased += entry.personal is None
                digests[entry.seq] = entry.digest
                yield entry

        known = [*heads, *([found.head] if found.head.seq else [])]
        found.findings += flaws(noted(), row.id, start=found.start, heads=known)
        found.findings += _misfiled(connection)
    if kafka is not None:
        theirs = _of_kafka(kafka, found.chain)
        with reading(engine) as connection:  # what was written while Kafka was read
            new = ledger.entries(connection, after=found.head.seq, limit=len(theirs) + 1)
        _against(theirs, found, digests | {entry.seq: entry.digest for entry in new})
    found.findings = sorted(set(found.findings), key=lambda one: (one.seq, one.flaw))
    return found


def entries(connection: Connection) -> Iterator[Entry]:
    """All entries, in their order."""
    last = 0
    while page := ledger.entries(connection, after=last, limit=PAGE):
        yield from page
        last = page[-1].seq


def _misfiled(connection: Connection) -> Iterator[Finding]:
    """Entries that are found under another job or applicant than they tell of."""
    columns = (ENTRIES.c.seq, ENTRIES.c.id, ENTRIES.c.job_id, ENTRIES.c.applicant_id)
    filed = {row.seq: row for row in connection.execute(select(*columns))}
    for entry in entries(connection):
        told, row = entry.told, filed[entry.seq]
        if any(getattr(row, name) != told.get(name) for name in ("id", "job_id", "applicant_id")):
            yield Finding(Flaw.ALTERED, entry.seq)


def _of_kafka(kafka: KafkaConnection, chain: str) -> dict[int, str]:
    """The digest of the last record of each entry."""
    found: dict[int, str] = {}
    prefix = f"{chain}|".encode()
    for message in read(kafka, {PLACE: 0}):
        key, value = message.key() or b"", message.value()
        if not key.startswith(prefix):
            continue
        seq = int(key.removeprefix(prefix))
        if value is None:
            found.pop(seq, None)
        else:
            found[seq] = Entry.of_value(value).digest
    return found


def _against(theirs: dict[int, str], found: Verified, digests: dict[int, str]) -> None:
    """Compare with what Kafka has."""
    found.in_kafka = len(theirs.keys() & digests.keys())
    for seq, digest in theirs.items():
        if seq not in digests and seq > found.start.seq:
            found.findings.append(Finding(Flaw.END if seq > found.head.seq else Flaw.MISSING, seq))
        elif digests.get(seq, digest) != digest:
            found.findings.append(Finding(Flaw.ALTERED, seq))
    if not found.waiting:
        unsent = sorted(seq for seq in digests.keys() - theirs.keys() if seq <= found.head.seq)
        found.findings += [Finding(Flaw.UNSENT, seq) for seq in unsent[:1]]
