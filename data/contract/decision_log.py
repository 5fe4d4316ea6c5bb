"""The decision log: a chain of entries, one for each act of a person, in which no entry can be changed unseen.

An entry's digest covers the digest before it, so altering, dropping or moving an entry shows at the next. What tells of
an applicant is covered by a commitment alone: SHA-256 of a random salt and the text. Erasure drops both, and the chain
stays valid; without the salt nobody can find the text by trying.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

SALT_BYTES = 32
NO_DIGEST = "0" * 64
"""What the first entry of a chain follows."""


class Act(StrEnum):
    """What a person did; `PRUNED` is the one act of a program: entries that were kept long enough are dropped."""

    DECIDED = "decided"
    UNDONE = "undone"
    NOTED = "noted"
    NOTE_REMOVED = "note_removed"
    REVIEW_ASKED = "review_asked"
    REVIEW_CLOSED = "review_closed"
    PRUNED = "pruned"


class Head(NamedTuple):
    """A place in a chain; kept elsewhere, it shows later that nothing up to it was changed or dropped.

    Attributes
    ----------
    seq : int
        Number of the entry; 0 is before the first.
    digest : str
        Of that entry.
    """

    seq: int = 0
    digest: str = NO_DIGEST

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"

    @classmethod
    def of(cls, text: str) -> Head:
        """Read the form that `str` gives.

        Raises
        ------
        ValueError
        """
        seq, _, digest = text.strip().partition(":")
        if not seq.isdecimal() or len(digest) != len(NO_DIGEST) or set(digest) - set("0123456789abcdef"):
            raise ValueError("a head is the number of an entry, a colon, and 64 hexadecimal digits")
        return cls(int(seq), digest)


ORIGIN = Head()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes
    ----------
    chain : str
        Which chain it is of.
    seq : int
        From 1, without gaps.
    at : int
        When, in milliseconds since 1970; never before the entry before it.
    act : str
        An `Act`.
    facts : str
        JSON of what tells of no applicant: who, which job, which model, what was chosen.
    commitment : str
        SHA-256 of salt and `personal`.
    previous, digest : str
        Of the entry before, and of this one.
    salt, personal : str or None
        JSON of what tells of an applicant; both None once it is erased.
    """

    chain: str
    seq: int
    at: int
    act: str
    facts: str
    commitment: str
    previous: str
    digest: str
    salt: str | None = None
    personal: str | None = None

    @property
    def head(self) -> Head:
        """Its place."""
        return Head(self.seq, self.digest)

    @property
    def told(self) -> dict[str, Any]:
        """All that is known of it, in one mapping."""
        found: dict[str, Any] = orjson.loads(self.facts)
        return found | (orjson.loads(self.personal) if self.personal is not None else {})

    def erased(self) -> Entry:
        """Without what tells of an applicant."""
        return replace(self, salt=None, personal=None)

    def to_value(self) -> bytes:
        """As the value of a record."""
        value: dict[str, Any] = {
            "chain": self.chain,
            "seq": self.seq,
            "at": self.at,
            "act": self.act,
            "facts": orjson.Fragment(self.facts),
            "commitment": self.commitment,
            "previous": self.previous,
            "digest": self.digest,
        }
        if self.personal is not None:
            value |= {"salt": self.salt, "personal": orjson.Fragment(self.personal)}
        return orjson.dumps(value)

    @classmethod
    def of_value(cls, value: bytes) -> Entry:
        """Read the value of a record.

        Raises
        ------
        ValueError, KeyError, TypeError
        """
        told = orjson.loads(value)
        personal = told.get("personal")
        return cls(
            str(told["chain"]),
            int(told["seq"]),
            int(told["at"]),
            str(told["act"]),
            canonical(told["facts"]),
            str(told["commitment"]),
            str(told["previous"]),
            str(told["digest"]),
            None if personal is None else str(told["salt"]),
            None if personal is None else canonical(personal),
        )


def canonical(told: Mapping[str, Any]) -> str:
    """JSON of which there is one for the same content."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()


def sealed(chain: str, last: Head, act: Act, at: int, facts: Mapping[str, Any], personal: Mapping[str, Any]) -> Entry:
    """Make the entry that follows another."""
    salt, told = secrets.token_hex(SALT_BYTES), canonical(personal)
    entry = Entry(chain, last.seq + 1, at, act, canonical(facts), _commitment(salt, told), last.digest, "", salt, told)
    return replace(entry, digest=_digest(entry))


class Flaw(StrEnum):
    """What is wrong with an entry; `UNSENT`: Kafka should have it and does not."""

    ALTERED = "altered"
    PERSONAL = "personal"
    UNLINKED = "unlinked"
    MISSING = "missing"
    END = "end"
    START = "start"
    CLOCK = "clock"
    UNSENT = "unsent"


class Finding(NamedTuple):
    """Something that is wrong, and at which entry."""

    flaw: Flaw
    seq: int


def flaws(
    entries: Iterable[Entry], chain: str, *, start: Head = ORIGIN, heads: Iterable[Head] = ()
) -> Iterator[Finding]:
    """Find what was altered, dropped or moved.

    Parameters
    ----------
    entries : iterable of Entry
        In the order of their numbers.
    chain : str
        The chain that they are of.
    start : Head
        What the first of them follows: another place than the start only where an entry `PRUNED` names it.
    heads : iterable of Head
        Places that were kept elsewhere; those before `start` can't be looked at any more.
    """
    known, last, at, attested = dict(heads), start, 0, start == ORIGIN
    for entry in entries:
        if entry.seq != last.seq + 1:
            yield Finding(Flaw.MISSING, last.seq + 1)
        elif entry.previous != last.digest:
            yield Finding(Flaw.UNLINKED, entry.seq)
        if entry.chain != chain or entry.digest != _digest(entry) or known.pop(entry.seq, entry.digest) != entry.digest:
            yield Finding(Flaw.ALTERED, entry.seq)
        if not _is_committed(entry):
            yield Finding(Flaw.PERSONAL, entry.seq)
        if entry.at < at:
            yield Finding(Flaw.CLOCK, entry.seq)
        attested |= entry.act == Act.PRUNED and _pruned(entry) == start
        last, at = entry.head, entry.at
    if not attested:
        yield Finding(Flaw.START, start.seq)
    yield from (Finding(Flaw.END, seq) for seq in sorted(known) if seq > last.seq)


def _pruned(entry: Entry) -> Head | None:
    """Up to where an entry says that others were dropped."""
    told = orjson.loads(entry.facts)
    return Head(told["to"], told["digest"]) if {"to", "digest"} <= told.keys() else None


def _is_committed(entry: Entry) -> bool:
    if entry.personal is None or entry.salt is None:
        return entry.personal is None and entry.salt is None
    try:
        return _commitment(entry.salt, entry.personal) == entry.commitment
    except ValueError:
        return False


def _commitment(salt: str, personal: str) -> str:
    return sha256(bytes.fromhex(salt) + personal.encode()).hexdigest()


def _digest(entry: Entry) -> str:
    told = [entry.chain, entry.seq, entry.at, entry.act, entry.facts, entry.commitment, entry.previous]
    return sha256(orjson.dumps(told)).hexdigest()
