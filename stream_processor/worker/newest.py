"""Finds the records that make up the state of a topic: the newest readable one of each entity.

Compaction lags behind, so a topic holds an entity several times. Reading a whole record, with all its checks, is most
of the work of rebuilding a shard; its revision can be read from one header.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from operator import itemgetter

from data.contract.events import Event
from data.contract.topics import APPLICANTS, JOBS, JOBS_BY_SHARD
from data.contract.unreadable import Unreadable
from data.kafka.inputs import Input

COMPACTED = (APPLICANTS.name, JOBS_BY_SHARD.name, JOBS.name)
"""The compacted inputs: the broker keeps the last record of a key, which need not be the newest revision."""


def newest(items: Iterable[Input]) -> Iterator[tuple[Input, Event]]:
    """Read records as events: the newest of each entity, and all of applications.

    Unreadable records are left out: their dead letters were sent when they were read first.

    Parameters
    ----------
    items : iterable of Input
        In the order of their offsets within a topic.

    Yields
    ------
    (Input, Event)
        Entity by entity. Where a header alone does not give a revision, all events of the entity, in order.
    """
    by_key: defaultdict[tuple[str, bytes | None], list[Input]] = defaultdict(list)
    for item in items:
        if item.topic in COMPACTED:
            by_key[item.topic, item.key].append(item)
        else:
            yield from _readable([item])
    for several in by_key.values():
        yield from _newest(several)


def _newest(items: Sequence[Input]) -> Iterator[tuple[Input, Event]]:
    told = [item.told_revision() for item in items]
    if None in told:
        yield from _readable(items)
        return
    # Of equal times the later counts: the sort is stable, and read from its end.
    ascending = sorted(zip(told, items, strict=True), key=itemgetter(0))
    yield from islice(_readable(item for _, item in reversed(ascending)), 1)


def _readable(items: Iterable[Input]) -> Iterator[tuple[Input, Event]]:
    for item in items:
        with suppress(Unreadable):
            yield item, item.read()
