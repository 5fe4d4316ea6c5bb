"""The receipt of an erasure: what was found, what was done, and how far topics were read; never the id itself."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from data import __version__
from data.contract.records import Partition
from data.errors import MatchstreamError

NOTE = (
    "SHA-256 of the id in UTF-8 and normal form NFC, without salt: whoever knows the id can check it, and a short id "
    "can be guessed from it, so keep this receipt as you would keep the id"
)


class ReceiptRefused(MatchstreamError):
    """A receipt that can't be written where it was asked for."""


@dataclass
class Receipt:
    """The result of a removal.

    Attributes
    ----------
    id_sha256, id_sha256_note : str
    known : bool
        Whether anything was known under the id; if not, nothing was sent and nothing erased.
    found : dict
        For each store, what it held before: numbers of records and dead letters, descriptions from Redis.
    removal : dict or None
        Topic, partition and offset of the removal.
    clean : bool
        Whether no store holds anything any more.
    stores : dict of str to str
        Description of what each store still holds; empty where it is clean.
    read_to : dict
        For each topic, the offset in each partition up to which it was read.
    begun, ended : str
        UTC.
    seconds : float
    software : str
    """

    id_sha256: str
    known: bool
    found: dict[str, int | list[str]]
    begun: str
    id_sha256_note: str = NOTE
    removal: dict[str, str | int] | None = None
    clean: bool = False
    stores: dict[str, str] = field(default_factory=dict)
    read_to: dict[str, list[int]] = field(default_factory=dict)
    ended: str = ""
    seconds: float = 0.0
    software: str = f"matchstream {__version__}"

    def text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def sha256(applicant: str) -> str:
    """The digest under which a receipt names an applicant."""
    return hashlib.sha256(applicant.encode()).hexdigest()


def now() -> str:
    """The present time, in the form of receipts."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def offsets(read: Mapping[Partition, int]) -> dict[str, list[int]]:
    """For each topic, the offsets at which reading ended, in the order of the partitions."""
    found: dict[str, list[int]] = {}
    for (topic, _), offset in sorted(read.items()):
        found.setdefault(topic, []).append(offset)
    return found


@contextmanager
def file_for(path: Path | None) -> Iterator[Path | None]:
    """Make sure that a receipt can be written, before anything is erased; an older receipt is not overwritten.

    Raises
    ------
    ReceiptRefused
    """
    if path is None:
        yield None
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise ReceiptRefused(f"no receipt can be written, so nothing was erased: {path}: {error.strerror}") from None
    try:
        yield path
    finally:
        if not path.stat().st_size:
            path.unlink()
