"""The keeper with a broker: what was written is in Kafka, in its order, and a store is what Kafka has."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from confluent_kafka import KafkaError
from sqlalchemy import delete, select, update

from data.contract.codec import encode
from data.contract.decision_log import Entry
from data.contract.entities import Applicant
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import DECISIONS
from data.kafka import topic_admin
from data.kafka.reading import read
from data.store.connection import changing, reading
from data.store.tables import BUILT, CHAIN, ENTRIES, OUTBOX, PROGRESS, REMOVED
from deploy.local.brokers import EmbeddedBroker
from gateway.settings import GatewaySettings
from gateway.store import commands, ledger
from gateway.store.comparing import compare
from gateway.store.records import key_of
from gateway.store.store import StoreState
from gateway.store.verifying import verify
from gateway.web.problems import Problem
from producers.sender import NotDelivered, Sender
from tests.gateway.store.keeping import kept, sent, up
from tests.gateway.store.people import ONE, OTHER, a_working_day, decided, everything, log
from tests.waiting import eventually

pytestmark = pytest.mark.embedded


def records(settings):
    return [(m.key().decode(), m.value()) for m in read(settings, {(DECISIONS.name, 0): 0})]


def numbers(settings):
    """The numbers of the entries in Kafka, in the order of the topic."""
    return [
        Entry.of_value(value).seq for key, value in records(settings) if value and key.rpartition("|")[2].isdecimal()
    ]


def other(settings, path):
    """An empty store beside the same broker."""
    return settings.model_copy(update={"store_url": None, "store_path": path / "other.sqlite"})


def test_what_is_written_is_in_kafka_in_its_order_and_the_store_equals_it(settings, tmp_path):
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
        order = numbers(settings)
        assert list(dict.fromkeys(order)) == list(range(1, 11))
        # What was erased after it was sent may be sent once more meanwhile.
        found = eventually(lambda: (one := compare(settings, engine)).waiting == 0 and one, "nothing waits")
        assert found.differences == []
        assert verify(engine, settings).findings == []
    with kept(other(settings, tmp_path)) as built:
        assert everything(up(built)) == everything(engine), "a new store builds itself"


def test_what_the_store_does_not_have_is_found_by_comparing_and_by_the_log(settings):
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
    with changing(engine) as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.seq == 10))
        row = connection.execute(select(ENTRIES).where(ENTRIES.c.seq == 9)).one()
        connection.execute(update(CHAIN).values(seq=9, digest=row.digest))
    assert verify(engine, None).findings == []
    assert [(f.flaw, f.seq) for f in verify(engine, settings).findings] == [("end", 10)]
    assert any("entries 10: only in Kafka" in one for one in compare(settings, engine).differences)


class Fails:
    """A sender whose first answers are lost, after Kafka had the records."""

    def __init__(self, settings, times):
        self._sender = Sender(settings)
        self._times = times

    def send_in_row(self, records):
        row = self._sender.send_in_row(records)
        if self._times:
            self._times -= 1
            raise NotDelivered(1, 1, KafkaError(KafkaError._MSG_TIMED_OUT))
        return row

    def tend(self):
        self._sender.tend()

    def close(self):
        self._sender.close()


def test_a_repeat_changes_nothing(settings):
    with kept(settings, make_sender=lambda: Fails(settings, 2)) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
        seen = records(settings)
        assert len(seen) > len(dict(seen))
        assert len({value for key, value in seen if value and b'"seq":1,' in value}) == 1, "the same bytes"
        assert compare(settings, engine).differences == []


def test_two_gateways_have_one_who_sends(settings):
    with kept(settings) as first:
        engine = up(first)
        with kept(settings) as second:
            up(second)
            decided(engine)
            sent(engine)
        decided(engine)
        sent(engine)
    with kept(settings) as third:
        up(third)
        decided(engine)
        sent(third.engine)
    assert numbers(settings) == [1, 2, 3]


def copied(engine):
    """All rows, to be restored."""
    with reading(engine) as connection:
        return {table: connection.execute(select(table)).all() for table in (*BUILT, OUTBOX, PROGRESS)}


def restored(engine, rows):
    with changing(engine) as connection:
        for table, held in rows.items():
            connection.execute(delete(table))
            if held:
                connection.execute(table.insert(), [row._asdict() for row in held])


def test_a_store_restored_from_an_old_copy_takes_the_rest_from_kafka(settings):
    with kept(settings) as store:
        engine = up(store)
        decided(engine)
        sent(engine)
        old = copied(engine)
        a_working_day(engine)
        sent(engine)
        newest = everything(engine)
    restored(engine, old)
    with kept(settings) as store:
        up(store)
        assert everything(engine) == newest


def test_two_ends_of_one_log_are_left_to_a_person(settings, monkeypatch, capsys):
    with kept(settings) as store:
        engine = up(store)
        decided(engine)
        sent(engine)
        old = copied(engine)
        decided(engine)
        sent(engine)
        newest = everything(engine)
    restored(engine, old)
    decided(engine, applicant="somebody")
    with kept(settings) as store:
        eventually(lambda: store.state is StoreState.CONFLICT, "the store is in conflict")
        assert numbers(settings) == [1, 2]
    monkeypatch.setattr(commands, "GatewaySettings", lambda: settings)
    assert commands.main(["store", "compare"], prog="p") == 1
    assert commands.main(["store", "rebuild"], prog="p") == 1
    assert "--replace" in capsys.readouterr().err
    assert commands.main(["store", "rebuild", "--replace"], prog="p") == 0
    assert everything(engine) == newest
    assert commands.main(["store", "compare"], prog="p") == 0
    assert commands.main(["log", "verify", "--language", "en"], prog="p") == 0
    assert "holds: nothing was altered" in capsys.readouterr().out


def test_a_topic_made_anew_gets_everything_again(settings, tmp_path):
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
    anew = EmbeddedBroker(tmp_path / "anew")
    anew.start()
    try:
        moved = settings.model_copy(update={"kafka_bootstrap": anew.bootstrap})
        topic_admin.create(moved, 1, 1)
        with kept(moved) as store:
            up(store)
            sent(engine)
            assert compare(moved, engine).differences == []
            assert verify(engine, moved).findings == []
    finally:
        anew.kill()


def applicant(settings, name, *, removed=False):
    told = {"time": datetime.now(UTC), "source": "/test", "id": str(uuid4())}
    kind = EventType.APPLICANT_REMOVED if removed else EventType.APPLICANT_UPSERTED
    what = name if removed else Applicant(id=name, conhecimentos_tecnicos="SAP")
    with Sender(settings) as sender:
        sender.send([encode(event(kind, what, **told), is_timed=not removed)])


def test_who_is_removed_leaves_store_and_topic_and_the_log_stays_whole(settings):
    applicant(settings, ONE)
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
        count = len(log(engine))
        applicant(settings, ONE, removed=True)
        eventually(lambda: ONE not in repr(everything(engine)), "the applicant is erased")
        sent(engine)
        assert len(log(engine)) == count
        last = dict(records(settings))
        assert ONE.encode() not in b"".join(value for value in last.values() if value)
        assert OTHER.encode() in b"".join(value for value in last.values() if value)
        assert verify(engine, settings).findings == []
        assert compare(settings, engine).differences == []
        with pytest.raises(Problem, match="removido"):
            decided(engine)
        applicant(settings, ONE)
        eventually(lambda: not _stands(engine), "the applicant is back")
        decided(engine)


def _stands(engine):
    with reading(engine) as connection:
        return connection.execute(select(REMOVED.c.stands)).scalar_one()


def test_a_record_that_comes_late_as_it_was_before_it_was_erased_is_replaced(settings):
    with kept(settings) as store:
        engine = up(store)
        entry = decided(engine)
        sent(engine)
        (whole,) = (value for key, value in records(settings) if key == key_of(entry))
        with changing(engine) as connection:
            ledger.erase(connection, ENTRIES.c.seq == entry.seq)
        store.changed.set()
        sent(engine)
        with Sender(settings) as sender:
            sender.send([Record(DECISIONS.name, key_of(entry).encode(), whole, (), 0)])
        eventually(lambda: ONE.encode() not in (dict(records(settings))[key_of(entry)] or b""), "it is replaced")
        assert compare(settings, engine).differences == []


def test_a_removal_while_no_gateway_ran_is_taken_in_later(settings):
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
    applicant(settings, ONE, removed=True)
    with kept(settings):
        eventually(lambda: ONE not in repr(everything(engine)), "the applicant is erased")


def test_without_kafka_nothing_is_written_before_it_was_asked_and_all_is_after(settings, broker):
    away = settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:1", "kafka_timeout": 0.2})
    with kept(away) as store:
        eventually(lambda: store.waiting is not None, "the store was looked at")
        assert store.state is StoreState.OPENING
    with kept(settings) as store:
        engine = up(store)
        broker.process.kill()
        decided(engine)
        eventually(lambda: store.waiting, "it waits")
        assert store.state is StoreState.UP


def test_old_entries_leave_the_topic_too(settings):
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
        with changing(engine) as connection:
            assert ledger.prune(connection, log(engine)[-1].at + 1)
        store.changed.set()
        sent(engine)
        assert compare(settings, engine).differences == []
        assert verify(engine, settings).findings == []


def test_the_log_is_kept_for_six_months_at_least():
    with pytest.raises(ValueError, match="184"):
        GatewaySettings(decision_log_days=183)
