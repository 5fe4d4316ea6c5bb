"""What a sender's event says of our entities, as tables: which of our events it makes, and from where each field is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from data.contract.cloud_events import read_time
from data.contract.entities import fold
from data.contract.events import EventType
from producers.connectors import custom_fields
from producers.connectors.html_text import text_of
from producers.connectors.paths import values

Options = Mapping[str, tuple[str, ...]]
"""What the owner of a connection says of words that are the customer's own."""


def _first(found: list[Any]) -> Any:
    return found[0]


def _text(found: list[Any]) -> str | None:
    return next((item for item in found if isinstance(item, str)), None)


def _texts(found: list[Any]) -> str | None:
    return ", ".join(item.strip() for item in found if isinstance(item, str)) or None


def _html(found: list[Any]) -> str | None:
    return "\n\n".join(text for item in found if isinstance(item, str) and (text := text_of(item))) or None


@dataclass(frozen=True, slots=True)
class Take:
    """A field: the first of some paths at which there is something, and how it is read."""

    paths: tuple[str, ...]
    read: Callable[[list[Any]], Any] = _text
    says: str = ""
    """How it is read, for people."""

    def of(self, document: Any) -> Any:
        """The field's value; None where the document has none."""
        for path in self.paths:
            if (found := values(document, path)) and (value := self.read(found)) is not None:
                return value
        return None


def identity(*paths: str) -> Take:
    """An id, a number or a text."""
    return Take(paths, _first)


def text(*paths: str) -> Take:
    """One text."""
    return Take(paths)


def texts(*paths: str) -> Take:
    """All texts of a list, with commas between them."""
    return Take(paths, _texts, "joined")


def html(*paths: str) -> Take:
    """The text of HTML."""
    return Take(paths, _html, "HTML")


@dataclass(frozen=True, slots=True)
class If:
    """A condition.

    Attributes
    ----------
    paths : tuple of str
    among : tuple of str
        Folded values, one of which must stand at one of the paths.
    option : str, optional
        The connection's option whose values these are, instead.
    negated : bool
    """

    paths: tuple[str, ...]
    among: tuple[str, ...] = ()
    option: str | None = None
    negated: bool = False

    def holds(self, document: Any, options: Options) -> bool:
        """Whether a document is so."""
        wanted = self.among if self.option is None else tuple(map(fold, options.get(self.option, ())))
        found = (value for path in self.paths for value in values(document, path))
        said = (fold(str(value)) for value in found if isinstance(value, str | int | float))
        return any(value in wanted for value in said) != self.negated


@dataclass(frozen=True, slots=True)
class Exists:
    """The condition that something stands at one of some paths, or, negated, that nothing does."""

    paths: tuple[str, ...]
    negated: bool = False

    def holds(self, document: Any, options: Options) -> bool:  # noqa: ARG002 -- as other conditions
        """Whether a document is so."""
        return any(values(document, path) for path in self.paths) != self.negated


@dataclass(frozen=True, slots=True)
class Names:
    """The condition that the connection names custom fields of a kind of entity, or, negated, that it names none.

    Attributes
    ----------
    kind : str
    negated : bool
    otherwise : condition, optional
        One that is enough too.
    """

    kind: str
    negated: bool = False
    otherwise: Exists | None = None

    def holds(self, document: Any, options: Options) -> bool:
        """Whether it is so."""
        is_so = bool(custom_fields.named(self.kind, options)) != self.negated
        return is_so or (self.otherwise is not None and self.otherwise.holds(document, options))


@dataclass(frozen=True, slots=True)
class Make:
    """One of our events, as a sender's event makes it.

    Attributes
    ----------
    type : EventType
    fields : mapping of str to Take
        Of the entity; of a removal the id alone.
    time : tuple of str
        Paths of the sender's time of change, the first that can be read counts; where none can, the time of arrival.
    where : tuple of conditions
        All must hold.
    custom : str, optional
        Path of the custom fields, which fill those of our fields that the connection says.
    """

    type: EventType
    fields: Mapping[str, Take]
    time: tuple[str, ...] = ()
    where: tuple[If | Exists | Names, ...] = ()
    custom: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records of one person became one: the first id is gone, its applications are the survivor's."""

    gone: Take
    survivor: Take
    time: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """A state that the event doesn't carry: it is to be fetched by these ids."""

    kind: str
    ids: tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one of a sender's events makes."""

    makes: tuple[Make, ...] = ()
    merge: Merge | None = None
    lookup: Lookup | None = None
    note: str = ""
    """What the table of fields can't say, for people."""


class Made(NamedTuple):
    """One of our events before it is checked: its type, its time as the sender wrote it, its data."""

    type: EventType
    time: str | None
    data: dict[str, Any]


def make(rule: Rule, document: Any, options: Options) -> list[Made]:
    """What a document makes by a rule."""
    return [
        Made(one.type, time_of(document, one.time), taken(one.fields, document) | _custom(one, document, options))
        for one in rule.makes
        if all(condition.holds(document, options) for condition in one.where)
    ]


def taken(fields: Mapping[str, Take], document: Any) -> dict[str, Any]:
    """The fields that a document has."""
    found = {name: take.of(document) for name, take in fields.items()}
    return {name: value for name, value in found.items() if value is not None}


def _custom(one: Make, document: Any, options: Options) -> dict[str, Any]:
    """The fields that custom fields fill: a list goes on with theirs, any other field is theirs alone."""
    if one.custom is None:
        return {}
    found: dict[str, Any] = {}
    for name, keys in custom_fields.named(custom_fields.KINDS[one.type], options).items():
        if (said := custom_fields.text_at(document, one.custom, keys)) is not None:
            take = one.fields.get(name)
            listed = take.of(document) if take is not None and take.read is _texts else None
            found[name] = said if listed is None else f"{listed}, {said}"
    return found


def time_of(document: Any, paths: Iterable[str]) -> str | None:
    """The first time that can be read; None where there is none."""
    for path in paths:
        for told in values(document, path):
            if isinstance(told, str):
                try:
                    read_time(told)
                except (ValueError, OverflowError):
                    continue
                return told
    return None
