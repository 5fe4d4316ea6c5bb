"""How the system stands, for people: each part with its state and what to do, and the model with its figures."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any, NamedTuple

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


class Row(NamedTuple):
    """One part of the system.

    Attributes
    ----------
    name, text : str
    is_good : bool
    action : str
        What to do; empty where there is nothing.
    """

    name: str
    text: str
    is_good: bool
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
        _row("keys", condition.keys, condition.keys == "on", t),
    ]
    model = t("system.model.text", version=condition.model_version)
    action = "" if is_announced else t("system.model.do", announced=announced, used=condition.model_version)
    moved = Row(t("system.part.drift"), " ".join(condition.drift.said[t.language]), condition.drift.is_good)
    return [Row(t("system.model.name"), model, is_announced, action), moved, *found]


def _row(part: str, state: str, is_good: bool, t: Texts) -> Row:
    name, text = t.of("system.part", part), t.of(_STATES[part], state)
    return Row(name, text, is_good, "" if is_good else t.of("system.do", part))


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
