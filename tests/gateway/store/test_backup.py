"""A copy that PostgreSQL's own programs took and put back, as docs/operations.md says, is the store that it was."""

from __future__ import annotations

from uuid import uuid4

import pytest

from data.errors import ExitCode
from gateway.__main__ import main
from gateway.store import commands
from gateway.store.comparing import compare
from gateway.store.verifying import verify
from tests.gateway.store.keeping import kept, sent, up
from tests.gateway.store.people import a_working_day, decided, everything

pytestmark = [pytest.mark.servers, pytest.mark.embedded]


@pytest.fixture
def name():
    return f"t{uuid4().hex}"


@pytest.fixture
def place(postgresql, name):
    return {"store_url": postgresql.create(name)}


@pytest.fixture
def copied(postgresql, name, tmp_path):
    """What takes a copy, and what drops the database and puts the copy into a new one."""
    file = str(tmp_path / "decisions.dump")

    def restored():
        postgresql.drop(name)
        postgresql.run("pg_restore", "--exit-on-error", f"--dbname={postgresql.create(name)}", file)

    return lambda: postgresql.run("pg_dump", "--format=custom", f"--file={file}", postgresql.url_of(name)), restored


def test_a_restored_copy_equals_kafka(settings, copied, monkeypatch, capsys):
    dump, restore = copied
    monkeypatch.setattr(commands, "GatewaySettings", lambda: settings)
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
    dump()
    before = everything(engine)
    engine.dispose()
    restore()
    assert everything(engine) == before
    assert main(["store", "compare"]) == ExitCode.OK
    assert main(["log", "verify", "--language", "en"]) == ExitCode.OK
    assert "10 entries" in capsys.readouterr().out


def test_after_an_older_copy_the_store_has_what_came_since_before_anything_is_written(settings, copied):
    dump, restore = copied
    with kept(settings) as store:
        engine = up(store)
        a_working_day(engine)
        sent(engine)
        dump()
        later = decided(engine, action="hold")
        sent(engine)
        before = everything(engine)
    engine.dispose()
    restore()
    assert f"entries {later.seq}: only in Kafka" in compare(settings, engine).differences
    with kept(settings) as store:
        assert everything(up(store)) == before
        decided(engine)
        sent(engine)
        assert verify(engine, settings).findings == []
