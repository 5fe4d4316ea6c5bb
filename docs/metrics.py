"""Writes docs/metrics.md from the code: `make map`. A test holds the page equal to it.

What Prometheus makes of a metric's name (`_total`, `_bucket`, `_sum`, `_count`) stands in `samples`, which the tests of
alerts and dashboards ask too.
"""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from gateway.web.metrics import Metrics
from stream_processor import metrics as stream

PAGE = Path(__file__).with_name("metrics.md")
PROGRAMS = {
    "worker": stream.WORKER,
    "cache writer": stream.CACHE,
    "webhook sender": stream.WEBHOOKS,
    "gateway": Metrics().registry,
}

_HEAD = """\
# Metrics

Written from the code by `make map`; a test holds this page equal to it. Every program serves `/metrics`: a worker on
port 9100, the cache writer on 9101, the webhook sender on 9102, the gateway on its own. No label holds an id or
anything personal, and each has few values. A counter whose label has fixed values starts at 0 with all of them.

Besides, every program tells of its process and its Python (`process_...`, `python_...`), as the Prometheus client does.
What recording rules make of these metrics stands in
[deploy/prometheus/rules.yml](../deploy/prometheus/rules.yml): the names that the first version's dashboards ask for
(`flask_http_...`). What each alert asks for stands in [operations.md](operations.md#alerts).

| metric | type | labels | program | what it tells |
|---|---|---|---|---|
"""

_SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


class Described:
    """A metric as it is declared.

    Attributes
    ----------
    name : str
        Without what Prometheus adds.
    kind : str
    help : str
    labels : tuple of str
    programs : list of str
    """

    def __init__(self, name: str, kind: str, told: str, labels: tuple[str, ...]) -> None:
        self.name, self.kind, self.help, self.labels = name, kind, told, labels
        self.programs: list[str] = []

    @property
    def samples(self) -> list[str]:
        """Names under which Prometheus has it."""
        return [self.name + suffix for suffix in _SUFFIXES[self.kind]]


def described() -> list[Described]:
    """All metrics of ours, by name."""
    found: dict[str, Described] = {}
    for program, registry in PROGRAMS.items():
        for family in registry.collect():
            if family.name.startswith(("process_", "python_")):
                continue
            kind, name = family.type, family.name
            if name not in found:
                found[name] = Described(name, kind, family.documentation, _labels(registry, name))
            found[name].programs.append(program)
    return sorted(found.values(), key=lambda one: one.name)


def _labels(registry: CollectorRegistry, name: str) -> tuple[str, ...]:
    for collector in registry._collector_to_names:  # noqa: SLF001 -- the registry gives no list of what it holds
        if isinstance(collector, MetricWrapperBase) and collector._name == name:  # noqa: SLF001
            return tuple(collector._labelnames)  # noqa: SLF001
    return ()


def page() -> str:
    """Make the page."""
    rows = [
        f"| `{name}` | {one.kind} | {', '.join(f'`{label}`' for label in one.labels)} | {', '.join(one.programs)} "
        f"| {one.help} |"
        for one in described()
        for name in (one.samples if one.kind != "histogram" else [one.name])
    ]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
