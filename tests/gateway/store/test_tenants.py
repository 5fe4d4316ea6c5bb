"""Tenants of one database, or of one folder, have stores that never meet."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data import tenant
from data.store.connection import StoreAway, reading
from data.store.migrating import migrate, revision
from gateway.settings import GatewaySettings
from gateway.store.leading import lead_of
from tests.gateway.store.people import a_working_day, everything, log

NAMES = ("", "acme", "a-c")


@pytest.fixture
def opened(place, monkeypatch):
    """Opens the store of a tenant, by the setting that all of them have; the tables are not made yet."""
    engines = []

    def open_store(name):
        monkeypatch.setattr(tenant, "TENANT", name)
        settings = GatewaySettings(tenant=name, **place)
        engines.append(settings.store_engine())
        return settings, engines[-1]

    yield open_store
    for engine in engines:
        engine.dispose()


def test_each_has_what_is_its_own(opened):
    stores = {}
    for name in NAMES:
        settings, engine = opened(name)
        migrate(settings, engine)
        assert log(engine) == []
        a_working_day(engine)
        stores[name] = engine, everything(engine)
    for engine, before in stores.values():
        assert everything(engine) == before


def test_each_is_led_by_one_of_its_own(opened):
    leads = []
    for name in NAMES:
        settings, engine = opened(name)
        migrate(settings, engine)
        first, second = lead_of(settings, engine), lead_of(settings, engine)
        leads += [first, second]
        assert first.have()
        assert not second.have()
    for lead in leads:
        lead.leave()


@pytest.mark.servers
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_schema_that_was_made_for_a_user_is_taken(place, opened, postgresql):
    """Who owns a database need not let its programs make schemas."""
    _, engine = opened("")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE ROLE maker LOGIN"))
        connection.execute(text('CREATE SCHEMA "ms-acme" AUTHORIZATION maker'))
    place["store_url"] = place["store_url"].replace("postgres@", "maker@")
    settings, engine = opened("acme")
    migrate(settings, engine)
    a_working_day(engine)
    settings, engine = opened("other")
    with pytest.raises((StoreAway, DBAPIError), match="permission denied"):
        migrate(settings, engine)
    with reading(engine) as connection:
        assert revision(connection) is None
