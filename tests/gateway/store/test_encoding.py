"""A PostgreSQL that was set up in the C locale has databases without an encoding."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from data.store.connection import reading
from data.store.migrating import migrate
from gateway.settings import GatewaySettings

pytestmark = pytest.mark.servers
WITHOUT = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"


def test_its_words_are_text_all_the_same(postgresql):
    settings = GatewaySettings(store_url=postgresql.create("without_an_encoding", WITHOUT))
    engine = settings.store_engine()
    migrate(settings, engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT 'ação'")).scalar_one() == "ação"
    engine.dispose()
