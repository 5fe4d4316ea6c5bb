"""The connectors' tables for people: `python -m producers.connectors.documented` writes them into `docs/connect.md`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.contract.events import EventType
from producers.connectors.connector import Connector
from producers.connectors.rules import Exists, If, Make, Names, Rule, Take
from producers.connectors.vendors import VENDORS

PAGE = Path(__file__).parents[2] / "docs" / "connect.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def render(page: str) -> str:
    """A page with its tables written anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def tables() -> str:
    """Every connector's section."""
    return "\n".join(map(_section, VENDORS.values()))


def _section(connector: Connector) -> str:
    facts = {
        "who sent it": connector.scheme.says,
        "delivered is": str(connector.success),
        "another's delivery": str(connector.bad_signature),
        "identity of an event": connector.key.says or "SHA-256 of the body",
        "never read": connector.personal,
        "words of the customer": ", ".join(
            f"`{name}` ({', '.join(given) or 'none'} unless set)" for name, given in connector.options.items()
        ),
        "custom fields": " and ".join(
            f"of {kind} at {' or '.join(f'`{path}`' for path in paths)}" for kind, paths in connector.customs.items()
        ),
        "handshake": connector.handshake and f"`{connector.handshake}` is sent back with 200",
        "asked at": connector.api and f"{connector.api}, at most {connector.rate:g} times per second",
        "source": connector.source,
    }
    lines = [f"## {connector.title} (`{connector.name}`)", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {said} |" for name, said in facts.items() if said]
    lines += ["", "| its event | ours | fields | time | note |", "|---|---|---|---|---|"]
    if connector.read_all is not None:
        lines += [f"| `{kind}` | the same | as the contract | the sender's | |" for kind in EventType]
    told: dict[str, str] = {}
    for name, rule in connector.rules.items():
        lines += _rows(name, rule, told, f"header `{connector.clock}`" if connector.clock else "arrival")
    for kind, rule in connector.polled.items():
        lines += _rows(
            f"{kind}, as its interface tells", rule, told, "of the event" if connector.clock else "when asked"
        )
    lines += [f"| `{name}` | none | | | {why} |" for name, why in connector.dropped.items()]
    return "\n".join([*lines, "| any other | none | | | counted |", ""])


def _rows(name: str, rule: Rule, told: dict[str, str], otherwise: str) -> Iterable[str]:
    """The rows of an event; `told` has which event each list of fields was written out for."""
    notes = [rule.note]
    if rule.merge is not None:
        gone, survivor = _place(rule.merge.gone), _place(rule.merge.survivor)
        notes.append(f"applications of {gone} become those of {survivor}")
    if rule.lookup is not None:
        ids = ", ".join(map(_place, rule.lookup.ids))
        yield f"| `{name}` | fetched: {rule.lookup.kind} | {ids} | {otherwise} | {_joined(notes)} |"
    for number, made in enumerate(rule.makes):
        note = _joined([*map(_condition, made.where), *(notes if number == len(rule.makes) - 1 else [])])
        kind = made.type.removeprefix("recruiting.")
        fields = _fields(made)
        is_new = fields not in told or len(made.fields) == 1
        first = told.setdefault(fields, name)
        written = fields if is_new else "as above" if first == name else f"as `{first}`"
        yield f"| `{name}` | {kind} | {written} | {_time(made, otherwise)} | {note} |"


def _fields(made: Make) -> str:
    return "<br>".join(f"`{name}`: {_place(take)}" for name, take in made.fields.items())


def _place(take: Take) -> str:
    places = ", else ".join(f"`{path}`" for path in take.paths)
    return f"{places} ({take.says})" if take.says else places


def _time(made: Make, otherwise: str) -> str:
    return ", else ".join([*(f"`{path}`" for path in made.time), otherwise])


def _condition(condition: If | Exists | Names) -> str:
    if isinstance(condition, Names):
        said = f"{'no ' if condition.negated else ''}custom fields of {condition.kind} are named"
        return said if condition.otherwise is None else f"{_condition(condition.otherwise)}, or {said}"
    places = " or ".join(f"`{path}`" for path in condition.paths)
    if isinstance(condition, Exists):
        return f"{'without' if condition.negated else 'with'} {places}"
    among = f"in `{condition.option}`" if condition.option else " or ".join(condition.among)
    return f"{places} {'is not' if condition.negated else 'is'} {among}"


def _joined(notes: Iterable[str]) -> str:
    return "; ".join(note for note in notes if note)


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
