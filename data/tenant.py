"""The tenant of this process: the prefix of its topics, its group, its keys in Redis and its store of decisions.

Two installations that share a broker, a Redis and a database meet in nothing that has a name of its tenant before it. A
process belongs to one tenant for its whole life, so its names are made once, where they are declared: no caller can
forget the prefix. Settings refuse a name that can't be one, before anything is opened.
"""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

VARIABLE = "MATCHSTREAM_TENANT"
TENANT = os.environ.get(VARIABLE, "")
"""Its name; empty for the only one."""

LONGEST = 32
_NAME = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{LONGEST - 2}}}[a-z0-9])?")
RESERVED = frozenset({"recruiting", "matchstream"})
"""Names that would make the names of a tenant look like those without one."""


def checked(name: str) -> str:
    """Check a tenant's name.

    Raises
    ------
    ValueError
        When it can't be one, or is not that of this process.
    """
    if name and (not _NAME.fullmatch(name) or name in RESERVED):
        raise ValueError(
            f"a tenant's name has 1 to {LONGEST} of a-z, 0-9 and inner '-', and is not {' or '.join(sorted(RESERVED))}"
        )
    if name != TENANT:
        raise ValueError("the tenant of a process is fixed when it starts: set it in the environment")
    return name


def of_kafka(name: str) -> str:
    """The name of a topic or of a group."""
    return f"{TENANT}.{name}" if TENANT else name


def of_redis(prefix: str) -> str:
    """The beginning of names of keys; `prefix` without its colon."""
    return f"{prefix}-{TENANT}:" if TENANT else f"{prefix}:"


def of_schema() -> str | None:
    """The schema of its tables in PostgreSQL; None for the database's default."""
    return f"ms-{TENANT}" if TENANT else None


def of_file(path: Path) -> Path:
    """The file that stands for it beside those of others."""
    return path.with_name(f"{TENANT}.{path.name}") if TENANT else path


def of_lock(number: int) -> int:
    """The advisory lock of PostgreSQL, which all of a database share; `number` is below 2**32."""
    return (zlib.crc32(TENANT.encode()) >> 1) << 32 | number
