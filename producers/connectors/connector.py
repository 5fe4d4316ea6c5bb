"""A connector: the table of one sender, and how a delivery is read by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data.contract.cloud_events import parse
from data.contract.codec import MAX_EVENT_BYTES, Received, encode, from_document
from data.contract.entities import Id
from data.contract.events import KINDS, REMOVALS
from data.contract.unreadable import Fault, Reason, Unreadable, refusing
from producers.connectors import custom_fields
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import OTHER, Merged, Outcome, Owner, Result, Wanted
from producers.connectors.paths import values
from producers.connectors.rules import Made, Rule, make
from producers.connectors.signatures import Scheme

ID_FIELDS = ("id", "id_vaga", "id_candidato")
_LONGEST_KEY = 200
_LATEST = 1 << 37
"""Seconds since 1970 beyond which no time can be written."""

_ID: TypeAdapter[str] = TypeAdapter(Id)


@dataclass(frozen=True, slots=True)
class Told:
    """Where a delivery tells something: in a header, or at paths of its body, joined."""

    paths: tuple[str, ...] = ()
    header: str | None = None

    def of(self, delivery: Delivery, document: Any) -> str | None:
        """What it tells; None where any part of it is absent."""
        if self.header is not None:
            return delivery.headers.get(self.header) or None
        found = [next(iter(values(document, path)), None) for path in self.paths]
        if not found or not all(isinstance(part, str | int) for part in found):
            return None
        return "/".join(map(str, found))

    @property
    def says(self) -> str:
        """For people."""
        return f"header `{self.header}`" if self.header else " and ".join(f"`{path}`" for path in self.paths)


@dataclass(frozen=True, slots=True)
class Connector:
    """The table of one sender.

    Attributes
    ----------
    name, title : str
    source : str
        Where all this stands.
    scheme : Scheme
    success, bad_signature : int
        HTTP status that counts as delivered, and of a delivery that is not the sender's.
    action : Told
        Name of the event.
    key : Told
        Identity of the event, from what is signed; where it is absent, the SHA-256 of the body.
    rules : mapping of str to Rule
        By the sender's name of the event.
    dropped : mapping of str to str
        Documented events that make nothing, and why.
    personal : str
        What comes and is never read.
    options : tuple of str
        Words that a connection may map.
    clock : str, optional
        Header with the time of the event in seconds since 1970, where the body tells none.
    handshake : str, optional
        Header that a sender sends once, to be sent back with 200.
    read_all : callable, optional
        Reads deliveries that are no one event of `rules`.
    polled : mapping of str to Rule
        What is made of the documents that the system's interface tells.
    api : str, optional
        Address of the sender's interface, where it has to be asked.
    rate : float
        Requests a second that it may be asked.
    """

    name: str
    title: str
    source: str
    scheme: Scheme
    success: int
    bad_signature: int
    action: Told
    key: Told
    rules: Mapping[str, Rule] = field(default_factory=dict)
    dropped: Mapping[str, str] = field(default_factory=dict)
    personal: str = ""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clock: str | None = None
    handshake: str | None = None
    read_all: Callable[[Delivery, Owner, Outcome], None] | None = None
    polled: Mapping[str, Rule] = field(default_factory=dict)
    api: str | None = None
    rate: float = 1.0

    @property
    def customs(self) -> dict[str, list[str]]:
        """Where custom fields are read, by the kind of entity."""
        found: dict[str, list[str]] = {}
        for one in (one for rule in self.rules.values() for one in rule.makes):
            if one.custom is not None and one.custom not in found.setdefault(custom_fields.KINDS[one.type], []):
                found[custom_fields.KINDS[one.type]].append(one.custom)
        return found

    def read(self, delivery: Delivery, owner: Owner) -> Outcome:
        """Read a delivery whose sender is known; raises nothing of what it holds."""
        outcome = Outcome()
        try:
            refusing(self.read_all or self._read)(delivery, owner, outcome)
        except Unreadable as why:
            outcome.refuse(OTHER, why)
        return outcome

    def _read(self, delivery: Delivery, owner: Owner, outcome: Outcome) -> None:
        document = object_of(delivery)
        name = self._documented(self.action.of(delivery, document))
        rule = self.rules.get(name or "")
        if name is None:
            outcome.counts[OTHER, Result.UNKNOWN] += 1
        elif rule is None:
            outcome.counts[name, Result.NOTHING] += 1
        else:
            self._apply(name, rule, delivery, document, owner, outcome)

    def _documented(self, told: str | None) -> str | None:
        """The name under which an event is documented, its own or its family's; None where it is not."""
        family = f"{(told or '').rpartition('.')[0]}.*"
        return next((name for name in (told, family) if name in self.rules or name in self.dropped), None)

    def _apply(self, name: str, rule: Rule, delivery: Delivery, document: Any, owner: Owner, outcome: Outcome) -> None:
        told = self.key.of(delivery, document)
        key = told if told is not None and len(told) <= _LONGEST_KEY else sha256(delivery.body).hexdigest()
        sent = self._clock(delivery)
        results = {
            add(outcome, made._replace(time=made.time or sent), key, delivery.received, owner)
            for made in make(rule, document, owner.options)
        }
        try:
            if rule.merge is not None:
                gone = identifier(rule.merge.gone.of(document), owner.prefix)
                survivor = identifier(rule.merge.survivor.of(document), owner.prefix)
                outcome.merges.append(Merged(gone, survivor, key))
            if rule.lookup is not None:
                ids = tuple(identifier(one.of(document)) for one in rule.lookup.ids)
                outcome.wanted.append(Wanted(rule.lookup.kind, ids, sent, key))
                results.add(Result.QUEUED)
        except Unreadable as why:
            outcome.faults.append(why)
            results.add(Result.UNREADABLE)
        for result in results - {Result.NOTHING} or {Result.NOTHING}:
            outcome.counts[name, result] += 1

    def _clock(self, delivery: Delivery) -> str | None:
        said = delivery.headers.get(self.clock or "", "")
        if not (said.isascii() and said.isdigit() and len(said) < 12 and int(said) < _LATEST):
            return None
        return datetime.fromtimestamp(int(said), UTC).isoformat()


def add(outcome: Outcome, made: Made, key: str, received: datetime, owner: Owner) -> Result:
    """Add one of our events to an outcome, or why it can't be read; what its owner doesn't publish is left out."""
    if made.type not in REMOVALS and KINDS[made.type].topic.name not in owner.publishes:
        return Result.NOTHING
    try:
        outcome.events.append(_checked(made, key, received, owner))
    except Unreadable as why:
        outcome.faults.append(why)
        return Result.UNREADABLE
    return Result.PUBLISHED


@refusing
def _checked(made: Made, key: str, received: datetime, owner: Owner) -> Received:
    names = {name: identifier(made.data[name], owner.prefix) for name in ID_FIELDS if name in made.data}
    attributes = {
        "specversion": "1.0",
        "id": f"{key}/{made.type.removeprefix('recruiting.')}",
        "source": owner.source,
        "type": made.type.value,
    }
    timed = {} if made.time is None else {"time": made.time}
    found = from_document(attributes | timed | {"data": made.data | names}, now=received)
    # Of a delivery with several events one that is too large must not keep the others back.
    if len(encode(found.event).value or b"") > MAX_EVENT_BYTES:
        fault = Fault("", "too_large", (MAX_EVENT_BYTES,))
        raise Unreadable(Reason.OVERSIZED, f"an event has at most {MAX_EVENT_BYTES} bytes", fault)
    return found


def identifier(value: Any, prefix: str = "") -> str:
    """An id as text, its connection's prefix before it.

    Raises
    ------
    Unreadable
    """
    try:
        return _ID.validate_python(prefix + _ID.validate_python(value))
    except ValidationError as error:
        raise Unreadable.of_validation(Reason.BAD_KEY, error, "id") from None


def object_of(delivery: Delivery) -> dict[str, Any]:
    """A delivery's body, a JSON object.

    Raises
    ------
    Unreadable
    """
    if not delivery.body:
        raise Unreadable(Reason.NO_JSON, "the body is empty", Fault("", "empty"))
    document = parse(delivery.body)
    if not isinstance(document, dict):
        raise Unreadable(Reason.INVALID, "the body is no JSON object", Fault("", "model_type"))
    return document
