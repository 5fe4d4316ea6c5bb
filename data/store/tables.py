"""The tables of the store. What they hold can be built anew from `recruiting.decisions.v1`.

The log is the truth; `decisions`, `notes` and `reviews` are made of it, for quick answers. `settings` holds what people
set, where the last word counts and no log is needed.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)
_SEQ = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only what it calls INTEGER."""

CHAIN = Table(
    "chain",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False, comment="always 1: whoever appends locks this row"),
    Column("id", String(32), nullable=False),
    Column("start_seq", BigInteger, nullable=False, comment="the first entry that is kept follows this one"),
    Column("start_digest", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False, comment="the last entry"),
    Column("digest", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)
ENTRIES = Table(
    "entries",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, comment="milliseconds since 1970"),
    Column("act", String(32), nullable=False),
    Column("facts", Text, nullable=False, comment="JSON"),
    Column("commitment", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("salt", String(64), comment="null: erased"),
    Column("personal", Text, comment="JSON; null: erased"),
    Column("id", String(36), comment="of the request, and of what it made"),
    Column("job_id", Text),
    Column("applicant_id", Text, comment="null: erased"),
    UniqueConstraint("id"),
    Index(None, "applicant_id", "seq"),
    Index(None, "job_id", "seq"),
)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False),
    Column("job_id", Text, nullable=False),
    Column("applicant_id", Text, nullable=False),
    Column("undone", BigInteger, comment="the entry that took it back"),
    UniqueConstraint("id"),
    Index(None, "job_id", "applicant_id", "seq"),
    Index(None, "applicant_id"),
)
NOTES = Table(
    "notes",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False),
    Column("job_id", Text),
    Column("applicant_id", Text, nullable=False),
    UniqueConstraint("id"),
    Index(None, "applicant_id", "seq"),
)
REVIEWS = Table(
    "reviews",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False),
    Column("job_id", Text, nullable=False),
    Column("applicant_id", Text, nullable=False),
    Column("due", BigInteger, nullable=False, comment="milliseconds since 1970"),
    Column("closed", BigInteger, comment="the entry that closed it"),
    UniqueConstraint("id"),
    Index(None, "applicant_id", "seq"),
    Index(None, "closed", "due"),
)
SETTINGS = Table(
    "settings",
    METADATA,
    Column("kind", String(32), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False, comment="who set it"),
    Column("at", BigInteger, nullable=False),
    Column("value", Text, nullable=False, comment="JSON"),
    Index(None, "kind", "owner"),
)
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("position", _SEQ, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, comment="of the record that is to be sent, as it stands then"),
    sqlite_autoincrement=True,
)
PROGRESS = Table(
    "progress",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False, comment="the offset from which on nothing was taken in"),
)
REMOVED = Table(
    "removed",
    METADATA,
    Column("applicant", String(64), primary_key=True, comment="SHA-256 of the id"),
    Column("revision", BigInteger, nullable=False, comment="of the removal, in microseconds since 1970"),
    Column("stands", Boolean, nullable=False, comment="whether nothing newer brought the applicant back"),
)

MADE_OF_THE_LOG = (DECISIONS, NOTES, REVIEWS)
BUILT = (CHAIN, ENTRIES, *MADE_OF_THE_LOG, SETTINGS)
"""The tables that are built from Kafka."""
