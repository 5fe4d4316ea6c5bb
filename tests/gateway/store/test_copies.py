"""A copy of the store that was made while it ran, by the database's own programs, is put back: docs/operations.md."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing

import psycopg
import pytest

from data import tenant
from data.store.migrating import migrate
from gateway.settings import GatewaySettings
from gateway.store.comparing import compare
from gateway.store.verifying import verify
from tests.gateway.store.keeping import USED, kept, sent, up
from tests.gateway.store.people import a_working_day, decided, everything
from tests.postgresql import binaries

pytestmark = pytest.mark.embedded


class OfSQLite:
    """`.backup` of SQLite's shell is this call."""

    def __init__(self, settings, place, folder):
        self._file, self._copy = settings.store_file, folder / "decisions.sqlite"

    def make(self):
        with closing(sqlite3.connect(self._file)) as source, closing(sqlite3.connect(self._copy)) as target:
            source.backup(target)

    def lose(self):
        self._file.unlink()

    def put_back(self):
        for left in ("-wal", "-shm"):
            self._file.with_name(self._file.name + left).unlink(missing_ok=True)
        shutil.copy(self._copy, self._file)


class OfPostgreSQL:
    """By pg_dump and pg_restore; of a tenant, its schema alone."""

    def __init__(self, settings, place, folder):
        self._url, self._copy = place["store_url"], str(folder / "decisions.dump")
        self._part = [f"--schema={schema}"] if (schema := tenant.of_schema()) else []

    def make(self):
        self._run("pg_dump", "--format=custom", f"--file={self._copy}", *self._part, self._url)

    def lose(self):
        schema = tenant.of_schema() or "public"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE; CREATE SCHEMA "{schema}"')

    def put_back(self):
        self._run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={self._url}", self._copy)

    def _run(self, program, *arguments):
        subprocess.run([binaries() / program, *arguments], check=True, timeout=60)


@pytest.fixture(params=["", "acme"], ids=["alone", "a tenant"])
def of_whom(request, monkeypatch, settings, place):
    """Settings of who has the database alone, or shares it with another, who decides too."""
    if request.param:
        engine = settings.store_engine()
        USED.append(engine)
        migrate(settings, engine)
        a_working_day(engine)
        before = everything(engine)
    monkeypatch.setattr(tenant, "TENANT", request.param)
    yield GatewaySettings(**{**settings.model_dump(), **place, "tenant": request.param})
    if request.param:
        assert everything(engine) == before, "the other's store is as it was"


@pytest.mark.parametrize("is_lost", [False, True], ids=["over a newer store", "where there is none"])
def test_a_copy_is_put_back_and_takes_the_rest_from_kafka(of_whom, place, is_lost, tmp_path):
    copy = (OfSQLite if of_whom.store_url is None else OfPostgreSQL)(of_whom, place, tmp_path)
    with kept(of_whom) as store:
        engine = up(store)
        a_working_day(engine)
        copy.make()
        decided(engine, applicant="came-after-the-copy")
        sent(engine)
        newest = everything(engine)
    engine.dispose()
    if is_lost:
        copy.lose()
    copy.put_back()
    with kept(of_whom) as store:
        engine = up(store)
        assert everything(engine) == newest
        sent(engine)
        assert compare(of_whom, engine).differences == []
        assert verify(engine, of_whom).findings == []
