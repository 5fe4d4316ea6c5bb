"""Search: time of a search over everything, of filling the index from records, and what it holds in memory."""

from __future__ import annotations

import asyncio
import gc
import random
import tracemalloc
from collections.abc import Callable, Coroutine, Iterator
from statistics import quantiles
from time import perf_counter
from typing import Any

from data.contract.codec import encode
from data.contract.entities import Entity
from data.kafka.inputs import Input
from data.kafka.partitions import partition_of
from gateway.search.index import SearchIndex
from gateway.search.requests import ApplicantSearch, JobSearch
from gateway.search.search import Search
from gateway.search.searching import Query
from tests.bench.figures import Figure, at_most
from tests.bench.setting import Setting, upserts

PARTITIONS = 8
TEXTS = (
    "", "java", "Analista", "desenvolvedora python sênior", "java ou kotlin", "gerente de projetos", "desenv", "SAP FI",
    "suporte", "go", "1234", "analista de sistemas pleno",
)  # fmt: skip
AREAS = ((), ("desenvolvimento",), ("sap", "dados"))
LEVELS = ((), ("sênior",), ("júnior", "pleno"))
_Ask = Callable[[Query], Coroutine[Any, Any, dict[str, Any]]]


def measure(setting: Setting) -> Iterator[Figure]:
    """Fill an index, and search it with drawn texts and filters."""
    entities = [*setting.jobs(setting.size(12_000, 300)), *setting.applicants(setting.size(42_000, 600))]
    records = [_record(entity, number) for number, entity in enumerate(entities)]
    reader = setting.scorer.reader
    begun = perf_counter()
    index = _filled(records, reader)
    filled = perf_counter() - begun
    jobs, applicants = index.counts()
    note = f"{jobs:,} jobs, {applicants:,} applicants; 20 rows with the counts of all filters"
    search, chance = Search(index), random.Random(9)
    times = setting.size(400, 40)
    for name, ask, draw in (("jobs", search.jobs, _of_jobs), ("applicants", search.applicants, _of_applicants)):
        queries = [[draw(chance) for _ in range(times)] for _ in range(setting.size(5, 2))]
        rounds = [_p95(ask, drawn) for drawn in queries]
        yield Figure(f"search of {name}, p95", "ms", rounds, at_most(50.0), note)
    yield Figure("filling the index", "s", [filled], None, "from records of the topics, one core; search waits for it")
    yield Figure("memory of the index", "MB", [_memory(records, reader)], None, "by tracemalloc")


def _record(entity: Entity, number: int) -> Input:
    (event,) = upserts([entity], after=number / 100)
    sent, key = encode(event), event.key.encode()
    at = event.revision // 1000
    return Input(sent.topic, partition_of(key, PARTITIONS), 0, key, sent.value, sent.headers, at)


def _filled(records: list[Input], reader: Any) -> SearchIndex:
    index = SearchIndex()
    for record in records:
        index.take(record, reader, PARTITIONS)
    index.is_known = True
    return index


def _p95(ask: _Ask, queries: list[Query]) -> float:
    async def asked() -> list[float]:
        taken = []
        for query in queries:
            begun = perf_counter()
            await ask(query)
            taken.append(perf_counter() - begun)
        return taken

    return quantiles(asyncio.run(asked()), n=20)[-1] * 1e3


def _of_jobs(chance: random.Random) -> Query:
    return JobSearch(
        q=chance.choice(TEXTS),
        area=list(chance.choice(AREAS)),
        seniority=list(chance.choice(LEVELS)),
        state=chance.choice(([], ["São Paulo"])),
        sort=chance.choice(("newest", "title")),
        offset=chance.choice((0, 0, 100)),
    ).query()


def _of_applicants(chance: random.Random) -> Query:
    return ApplicantSearch(
        q=chance.choice(TEXTS),
        area=list(chance.choice(AREAS)),
        seniority=list(chance.choice(LEVELS)),
        english=chance.choice(("", "avançado")),
        sort=chance.choice(("newest", "title")),
        offset=chance.choice((0, 0, 100)),
    ).query()


def _memory(records: list[Input], reader: Any) -> float:
    gc.collect()
    tracemalloc.start()
    index = _filled(records, reader)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert index.is_known
    return held / 1e6
