"""The recruiter's pages: server time of each, and what it weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median, quantiles
from time import perf_counter, process_time

from tests.bench.figures import Figure, at_most
from tests.bench.full_gateway import FullGateway, full_gateway
from tests.bench.setting import Setting
from tests.gateway.clients import Client

ROWS = 100
_SPENT = "of the gateway and the client of the bench, without Redis; hardly depends on what else runs"
PAGES = {
    "jobs, {rows} rows": "/?size={rows}",
    "jobs, searched and filtered, {rows} rows": "/?size={rows}&q=analista&sort=title",
    "a job's ranking of {candidates}, {rows} rows": "/vaga?id={job}&size={rows}",
    "a pair, explained": "/decisao?vaga={job}&candidato={applicant}",
    "a candidate with {rows} jobs": "/candidato?id={applicant}",
    "search of candidates": "/busca?q=java",
    "state of the system": "/status",
}


def paths(gateway: FullGateway) -> dict[str, str]:
    """The pages by what is told of them."""
    facts = {"job": gateway.job, "applicant": gateway.applicant, "candidates": gateway.candidates, "rows": ROWS}
    return {name.format(**facts): path.format(**facts) for name, path in PAGES.items()}


def measure(setting: Setting) -> Iterator[Figure]:
    """Ask for each page many times, one after the other, in the gateway's own process, with a real Redis."""
    with full_gateway(setting) as gateway:
        asked = paths(gateway)
        note = f"{gateway.size}; server time without the socket"
        for name, path in asked.items():
            asked_again = [_taken(gateway.asks, path, setting.size(100, 20)) for _ in range(setting.size(5, 2))]
            rounds = [one for one, _ in asked_again]
            yield Figure(f"{name}, p95", "ms", [quantiles(one, n=20)[-1] for one in rounds], at_most(150.0), note)
            yield Figure("  p50", "ms", [median(one) for one in rounds])
            yield Figure("  processor time", "ms", [spent for _, spent in asked_again], None, _SPENT)
        weights = {name: _weight(gateway.asks, path) / 1000 for name, path in asked.items()}
        heaviest = max(weights, key=lambda name: weights[name])
        note = f"{heaviest}; not compressed"
        yield Figure("heaviest page with all its files", "kB", [weights[heaviest]], at_most(300.0), note)


def _taken(asks: Client, path: str, times: int) -> tuple[list[float], float]:
    """Milliseconds of each request, and the mean of what the processor spent on one."""
    taken, before = [], process_time()
    for _ in range(times):
        begun = perf_counter()
        answer = asks.get(path)
        taken.append((perf_counter() - begun) * 1e3)
        assert answer.status_code == 200, (path, answer.status_code)
    return taken, (process_time() - before) / times * 1e3


def _weight(asks: Client, path: str) -> int:
    page = asks.get(path).text
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) | {"/static/pushes.js"}
    return len(page.encode()) + sum(len(asks.get(name).content) for name in files)
