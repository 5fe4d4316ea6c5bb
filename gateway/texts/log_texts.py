"""What the commands of the decision log say, in sentences of the catalogue; values in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.contract.decision_log import Act, Flaw
from gateway.texts.catalogue import Texts

VALUES = {"action": "action", "reason": "decline", "outcome": "decision.outcome", "shown_by": "log.shown_by"}
"""Fields that hold a name, and the tables of what the names mean. All others hold what somebody wrote, or a number."""


def verified(t: Texts, *, in_kafka: int | None, **told: object) -> list[str]:
    """What was looked at."""
    kafka = t("log.no_kafka") if in_kafka is None else t("log.in_kafka", in_kafka=in_kafka, **told)
    return [t("log.verified", **told), kafka]


def flaw(t: Texts, kind: Flaw, seq: int) -> str:
    """What is wrong with an entry."""
    return t("log.at", entry=seq, flaw=t.of("log.flaw", kind))


def result(t: Texts, *, holds: bool) -> str:
    """Whether the chain holds."""
    return t("log.whole") if holds else t("log.broken")


def head(t: Texts, text: str) -> str:
    """The end of the chain, to be kept."""
    return t("log.head", head=text)


def about(t: Texts, applicant: str, count: int) -> str:
    """What an export holds."""
    return t("log.told", applicant=applicant, count=count) if count else t("log.nobody")


def title(t: Texts, act: Act, seq: int) -> str:
    """The title of an entry."""
    return f"{seq}. {t.of('log.act', act)}"


def lines(t: Texts, told: Mapping[str, object]) -> Iterator[str]:
    """What is told of an entry: each field that it has, in the order of their names in the catalogue."""
    for name in t.names("log.field"):
        if (held := told.get(name)) is not None:
            yield f"{t.of('log.field', name)}: {_value(t, name, held)}"


def _value(t: Texts, name: str, held: object) -> str:
    if isinstance(held, bool):
        return t("log.yes") if held else t("log.no")
    return t.of(VALUES[name], held) if name in VALUES else str(held)
