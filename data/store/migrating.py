"""Brings the tables of a store to what this program needs; a store of a newer program is refused."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.schema import CreateSchema

from data.errors import ExitCode
from data.store.connection import StoreAway, StoreConnection, changing, reading
from data.tenant import of_lock, of_schema

NEWEST = "0001"
"""The last revision below `migrations/versions`; Alembic, which is slow to load, is only asked where another stands."""
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_302_001
"""PostgreSQL's advisory lock of whoever migrates."""


class StoreNewer(StoreAway):
    """The tables are of a newer program."""

    exit_code = ExitCode.CONFIGURE
    retryable = False


def migrate(settings: StoreConnection, engine: Engine) -> None:
    """Make or change the tables where they are not what is needed; several programs may ask at the same time.

    Raises
    ------
    StoreAway, StoreNewer
    """
    if settings.store_url is None:
        try:
            settings.store_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreAway(f"the folder of {settings.store_file} can't be made: {error.strerror}") from None
    with reading(engine) as connection:
        if revision(connection) == NEWEST:
            return
    with changing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": of_lock(_LOCK)})
            _make_schema(connection)
        _upgrade(connection)


def revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _make_schema(connection: Connection) -> None:
    """Make the tenant's schema, unless somebody who may has made it."""
    schema = of_schema()
    there = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    if schema is not None and connection.execute(there, {"name": schema}).first() is None:
        connection.execute(CreateSchema(schema))


def _upgrade(connection: Connection) -> None:
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # it tells of each of its own parts
    from alembic import command  # noqa: PLC0415 -- it takes a while to load, and is seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    stands = revision(connection)
    if stands is not None and stands not in known:
        raise StoreNewer(f"the store's tables are of revision {stands}, which this program does not know: it is older")
    command.upgrade(config, "head")
