"""The tenant of this process: the prefix of its topics, its group and its keys in Redis.

Two installations that share a broker and a Redis meet in nothing that has a name of its tenant before it. A process
belongs to one tenant for its whole life, so its names are made once, where they are declared: no caller can forget the
prefix. Settings refuse a name that can't be one, before anything is opened.
"""

from __future__ import annotations

import os
import re

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
