"""The first tables."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, and begin a chain."""
    _chain()
    _entries()
    _made_of_the_log()
    _beside_the_log()


def _chain() -> None:
    chain = op.create_table(
        "chain",
        sa.Column(
            "one", sa.Integer(), autoincrement=False, nullable=False, comment="always 1: whoever appends locks this row"
        ),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "start_seq", sa.BigInteger(), nullable=False, comment="the first entry that is kept follows this one"
        ),
        sa.Column("start_digest", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="the last entry"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    start = {"start_seq": 0, "start_digest": "0" * 64, "seq": 0, "digest": "0" * 64, "at": 0}
    op.get_bind().execute(chain.insert().values(one=1, id=secrets.token_hex(8), **start))


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="milliseconds since 1970"),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True, comment="null: erased"),
        sa.Column("personal", sa.Text(), nullable=True, comment="JSON; null: erased"),
        sa.Column("id", sa.String(length=36), nullable=True, comment="of the request, and of what it made"),
        sa.Column("job_id", sa.Text(), nullable=True),
        sa.Column("applicant_id", sa.Text(), nullable=True, comment="null: erased"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_entries_id")),
    )
    op.create_index(op.f("ix_entries_applicant_id_seq"), "entries", ["applicant_id", "seq"], unique=False)
    op.create_index(op.f("ix_entries_job_id_seq"), "entries", ["job_id", "seq"], unique=False)


def _made_of_the_log() -> None:
    op.create_table(
        "decisions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("applicant_id", sa.Text(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=True, comment="the entry that took it back"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_decisions_id")),
    )
    op.create_index(op.f("ix_decisions_applicant_id"), "decisions", ["applicant_id"], unique=False)
    op.create_index(
        op.f("ix_decisions_job_id_applicant_id_seq"), "decisions", ["job_id", "applicant_id", "seq"], unique=False
    )
    op.create_table(
        "notes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=True),
        sa.Column("applicant_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_notes_id")),
    )
    op.create_index(op.f("ix_notes_applicant_id_seq"), "notes", ["applicant_id", "seq"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("applicant_id", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False, comment="milliseconds since 1970"),
        sa.Column("closed", sa.BigInteger(), nullable=True, comment="the entry that closed it"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_reviews_id")),
    )
    op.create_index(op.f("ix_reviews_applicant_id_seq"), "reviews", ["applicant_id", "seq"], unique=False)
    op.create_index(op.f("ix_reviews_closed_due"), "reviews", ["closed", "due"], unique=False)


def _beside_the_log() -> None:
    op.create_table(
        "settings",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="who set it"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("kind", "name"),
    )
    op.create_index(op.f("ix_settings_kind_owner"), "settings", ["kind", "owner"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="of the record that is to be sent, as it stands then"),
        sa.PrimaryKeyConstraint("position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "progress",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False, comment="the offset from which on nothing was taken in"),
        sa.PrimaryKeyConstraint("topic", "partition"),
    )
    op.create_table(
        "removed",
        sa.Column("applicant", sa.String(length=64), nullable=False, comment="SHA-256 of the id"),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="of the removal, in microseconds since 1970"),
        sa.Column("stands", sa.Boolean(), nullable=False, comment="whether nothing newer brought the applicant back"),
        sa.PrimaryKeyConstraint("applicant"),
    )
