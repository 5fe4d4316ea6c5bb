"""The log in a store of each kind: changes from outside are found, erasure and pruning leave it whole."""

from __future__ import annotations

import secrets
from threading import Thread

import pytest
from sqlalchemy import delete, text, update

from data.contract.decision_log import Act, Flaw, Head
from data.store.connection import changing, reading
from data.store.tables import CHAIN, ENTRIES, OUTBOX, REVIEWS
from gateway.decisions import history
from gateway.store import ledger
from gateway.store.verifying import verify
from tests.gateway.store.people import ONE, OTHER, a_working_day, decided, did, everything, log


def found(engine, *heads):
    return [(finding.flaw, finding.seq) for finding in verify(engine, None, heads).findings]


def change(engine, statement):
    with changing(engine) as connection:
        connection.execute(statement)


def test_what_people_did_is_one_chain(engine):
    a_working_day(engine)
    verified = verify(engine, None)
    assert verified.findings == []
    assert (verified.entries, verified.erased) == (len(log(engine)), 1)


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        (update(ENTRIES).where(ENTRIES.c.seq == 2).values(facts='{"by":"other"}'), (Flaw.ALTERED, 2)),
        (update(ENTRIES).where(ENTRIES.c.seq == 2).values(at=ENTRIES.c.at + 1), (Flaw.ALTERED, 2)),
        (update(ENTRIES).where(ENTRIES.c.seq == 2).values(personal='{"text":"x"}'), (Flaw.PERSONAL, 2)),
        (update(ENTRIES).where(ENTRIES.c.seq == 2).values(applicant_id="other"), (Flaw.ALTERED, 2)),
        (delete(ENTRIES).where(ENTRIES.c.seq == 2), (Flaw.MISSING, 2)),
        (delete(ENTRIES).where(ENTRIES.c.seq == 1), (Flaw.MISSING, 1)),
        (delete(ENTRIES).where(ENTRIES.c.seq >= 10), (Flaw.END, 10)),
        (update(CHAIN).values(start_seq=3), (Flaw.START, 3)),
    ],
)
def test_a_change_from_outside_is_found(engine, statement, flaw):
    a_working_day(engine)
    assert len(log(engine)) == 10
    change(engine, statement)
    assert flaw in found(engine)


def test_an_end_that_was_dropped_with_its_head_is_found_by_one_that_was_kept(engine):
    a_working_day(engine)
    rows = log(engine)
    kept = Head(rows[-1].seq, rows[-1].digest)
    change(engine, delete(ENTRIES).where(ENTRIES.c.seq == kept.seq))
    change(engine, update(CHAIN).values(seq=rows[-2].seq, digest=rows[-2].digest))
    assert found(engine) == []
    assert found(engine, kept) == [(Flaw.END, kept.seq)]


def test_erasure_takes_what_tells_of_an_applicant_and_leaves_the_chain(engine):
    a_working_day(engine)
    with changing(engine) as connection:
        assert ledger.erase(connection, ENTRIES.c.applicant_id == ONE) == 6
        assert ledger.erase(connection, ENTRIES.c.applicant_id == ONE) == 0
    assert found(engine) == []
    held = repr(everything(engine))
    assert ONE not in held
    assert "secret words" not in held
    assert OTHER in held
    with reading(engine) as connection:
        assert [pair.applicant_id for pair in history.standing(connection, job_id="v1")] == [OTHER]


def test_old_entries_are_dropped_and_the_rest_still_verifies(engine):
    a_working_day(engine)
    kept = log(engine)[-1]
    with changing(engine) as connection:
        assert ledger.prune(connection, 0) == 0
        assert ledger.prune(connection, kept.at + 1) == 9, "the last one stays"
    assert [row.seq for row in log(engine)] == [10, 11]
    assert found(engine, Head(3, "0" * 64), Head(kept.seq, kept.digest)) == []
    decided(engine)
    with changing(engine) as connection:
        assert ledger.prune(connection, 1 << 62) == 2
    assert found(engine) == []
    with reading(engine) as connection:
        assert connection.execute(REVIEWS.select()).all() == []
    change(engine, delete(ENTRIES).where(ENTRIES.c.seq == 13))
    assert found(engine)


def test_people_who_decide_at_the_same_time_make_one_chain(engine):
    threads = [
        Thread(target=lambda: [decided(engine, applicant=secrets.token_hex(4)) for _ in range(5)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log(engine)) == 20
    assert found(engine) == []
    with reading(engine) as connection:
        order = connection.execute(OUTBOX.select().order_by(OUTBOX.c.position)).all()
    assert [int(row.key.partition("|")[2]) for row in order] == list(range(1, 21))


def test_a_transaction_that_fails_leaves_nothing(engine):
    def fails(connection):
        ledger.append(connection, Act.UNDONE, {"of": "nothing"}, {"applicant_id": ONE})
        raise LookupError

    with pytest.raises(LookupError):
        did(engine, fails)
    assert log(engine) == []


def test_the_tables_are_those_of_the_migrations(engine):
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from data.store.migrating import NEWEST, revision  # noqa: PLC0415
    from data.store.tables import METADATA  # noqa: PLC0415

    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert revision(connection) == NEWEST


def test_a_store_of_a_newer_program_is_refused(engine, plain_settings):
    from data.store.migrating import StoreNewer, migrate  # noqa: PLC0415

    change(engine, text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewer, match="9999"):
        migrate(plain_settings, engine)
