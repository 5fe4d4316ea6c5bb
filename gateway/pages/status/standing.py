"""How the system stands, for people: each part with its state and what to do, and the model with its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, Literal, NamedTuple

from data.redis.faults import RedisState
from gateway.lookups.freshness import Freshness
from gateway.search.index import SearchIndex
from gateway.status.condition import Condition
from gateway.store.store import StoreState
from gateway.texts.catalogue import Texts
from model.evaluation.knowledge import EVERYBODY

_SPLITS = ("later", "by_job")
_DAY = 24 * 3600
_STATES = {
    "redis": "system.state.redis",
    "kafka": "system.state.kafka",
    "cache": "system.state.cache",
    "stream": "system.state.stream",
    "search": "system.state.search",
    "store": "system.state.store",
    "keys": "system.state.keys",
}
_FIGURES = {"jobs": "system.figure.jobs", "applicants": "system.figure.applicants"}


Verdict = Literal["good", "look", "bad"]
"""Works; works, and a person should look at it; does not work. The whole is as its worst part."""


class Row(NamedTuple):
    """One part of the system.

    Attributes
    ----------
    name, text : str
    verdict : Verdict
    action : str
        What to do; empty where there is nothing.
    """

    name: str
    text: str
    verdict: Verdict
    action: str = ""


class Figure(NamedTuple):
    """One figure of a model, between the ends of its interval, in words."""

    text: str
    value: str
    interval: str


def rows(condition: Condition, index: SearchIndex, t: Texts) -> list[Row]:
    """The parts of the system, in the order in which people meet them."""
    announced = condition.model_announced
    is_announced = announced in (None, condition.model_version)
    found = [
        _row("redis", condition.redis, condition.redis is RedisState.UP, t),
        _row("kafka", condition.kafka, condition.kafka == "up", t),
        _row("cache", condition.cache, condition.cache == "up", t),
        _row("stream", condition.stream, condition.stream == "up", t),
        _row("search", "up" if index.is_known else "filling", index.is_known, t),
        _row("store", condition.store, condition.store is StoreState.UP, t),
        # Off they are where nobody else reaches the gateway: elsewhere it does not start so.
        _row("keys", condition.keys, condition.keys != "unknown", t),
    ]
    model = t("system.model.text", version=condition.model_version)
    action = "" if is_announced else t("system.model.do", announced=announced, used=condition.model_version)
    steady = condition.drift.is_good
    told, look = " ".join(condition.drift.said[t.language]), "" if steady else t.of("system.do", "drift")
    moved = Row(t("system.part.drift"), told, "good" if steady else "look", look)
    return [Row(t("system.model.name"), model, "good" if is_announced else "bad", action), moved, *found]


def _row(part: str, state: str, is_good: bool, t: Texts) -> Row:
    name, text = t.of("system.part", part), t.of(_STATES[part], state)
    return Row(name, text, "good" if is_good else "bad", "" if is_good else t.of("system.do", part))


def of_all(found: Sequence[Row], condition: Condition) -> Verdict:
    """How the whole stands: as its worst part, and no better than `/health` says."""
    verdicts = {row.verdict for row in found}
    if "bad" in verdicts or condition.status != "healthy":
        return "bad"
    return "look" if "look" in verdicts else "good"


def headline(found: Sequence[Row], condition: Condition, t: Texts) -> str:
    """How the whole stands, in words."""
    whole = of_all(found, condition)
    if whole == "look":
        return t.count("system.to_look", sum(row.verdict == "look" for row in found))
    return t("system.all_good") if whole == "good" else t("system.not_all_good")


def dead_letters(count: int | None, t: Texts) -> str:
    """How many events could not be read."""
    if count is None:
        return t("system.dead_letters_unknown")
    return t.count("system.dead_letters", count) if count else t("system.no_dead_letters")


def lag(fresh: Freshness | None, t: Texts) -> str:
    """How far results may be behind the events."""
    if fresh is None or isnan(fresh.age):
        return t("system.lag.unknown")
    if fresh.age >= _DAY:
        return t("system.lag.days", days=t.number(fresh.age / _DAY))
    if fresh.age < 1:
        return t("system.lag.now")
    return t("system.lag.seconds", seconds=t.number(fresh.age, 0))


def waiting(fresh: Freshness | None, t: Texts) -> str:
    """How many parts of the stream wait for a worker."""
    if fresh is None or not fresh.waiting:
        return ""
    return t("system.lag.waiting", count=t.number(len(fresh.waiting), 0), all=t.number(fresh.partitions, 0))


def figures(manifest: Mapping[str, Any], t: Texts) -> list[Figure]:
    """What is known of how well a model ranks, on jobs it never saw; empty where it was not measured."""
    held_out = manifest.get("held_out", {})
    split: Mapping[str, Any] = next((held_out[name] for name in _SPLITS if name in held_out), {})
    found = []
    for direction, table in _FIGURES.items():
        group = split.get("retrieval", {}).get(direction, {}).get(EVERYBODY, {})
        for name in ("model", "random"):
            held = group.get("figures", {}).get(name, {}).get("hit_at_10")
            if held:
                ends = t("system.figure.interval", low=t.percent(held["low"]), high=t.percent(held["high"]))
                found.append(Figure(t.of(table, name), t.percent(held["value"]), ends))
    return found
