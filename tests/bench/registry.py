"""Which benchmarks there are, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from tests.bench.figures import Figure
from tests.bench.setting import Setting


@dataclass(frozen=True, slots=True)
class Bench:
    """One benchmark.

    Attributes
    ----------
    name : str
        As `ROWS` selects it; its module has the same name, with underscores.
    what : str
        The row of the issue that it is the evidence for.
    deadline : float
        Seconds after which it is given up.
    always : bool
        Whether it runs when none was named.
    """

    name: str
    what: str
    deadline: float = 120.0
    always: bool = True

    @property
    def module(self) -> str:
        """Its module."""
        return f"tests.bench.{self.name.replace('-', '_')}"

    def run(self, setting: Setting) -> Iterator[Figure]:
        """Measure, in this process."""
        measure: Callable[[Setting], Iterator[Figure]] = import_module(self.module).measure
        return measure(setting)


BENCHES = (
    Bench("one-applicant", "features + forest + top-K, one applicant against 14,000 jobs, one core"),
    Bench("cross-join", "the whole Decision cross-join, top-K both ways, 2 cores", 400.0),
    Bench("bounds", "a shard's lists at once, by bounds, against scoring every pair", 900.0),
    Bench("events", "an event's scoring and lists, by bounds, against scoring every pair", 900.0),
    Bench("one-pair", "one pair, dictionaries to match"),
    Bench("explaining", "explanation of one match"),
    Bench("memory", "memory"),
    Bench("growth", "growth"),
    Bench("start", "start"),
    Bench("stream", "stream, 1,000 open jobs, 1 worker; then with 2 workers", 400.0),
    Bench("stream-apache", "stream, 1,000 open jobs, 1 worker, on Apache Kafka", 300.0),
    Bench("latency", "stream latency at half of that load, 12,000 open jobs", 400.0),
    Bench("gateway", "gateway `/api/predict`, one process", 200.0),
    Bench("pages", "the recruiter's pages: server time and weight, 12,000 jobs and 42,000 applicants", 900.0),
    Bench("paint", "the recruiter's pages: first paint in Chromium, the same jobs and applicants", 900.0),
    Bench("search", "search over 12,000 jobs and 42,000 applicants", 400.0),
    Bench("decisions", "decisions written to SQLite and PostgreSQL"),
    Bench("webhooks", "100 subscriptions, 20 % of them slow or failing", 900.0),
    Bench("drift", "drift: under 3 % of a worker's time", 600.0),
    Bench("traces", "what traces cost, not told and told", 1200.0),
    Bench("beside", "an event's scoring and lists, against another commit's build", 1800.0, always=False),
    Bench("scale", "420,000 applicants and 120,000 jobs: the whole view", 1800.0, always=False),
    Bench("ablations", "what each idea of the engine gives", 600.0, always=False),
)


def chosen(names: list[str]) -> list[Bench]:
    """The benchmarks of these names, or all that always run.

    Raises
    ------
    ValueError
        Where there is none of a name.
    """
    known = {bench.name: bench for bench in BENCHES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names] if names else [bench for bench in BENCHES if bench.always]
