"""Counters of the workers, summed over their deaths: sampled from `/metrics` by a thread."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from deploy.local.ports import fetch
from deploy.local.programs import Service

EVERY = 1.0
"""Seconds between samples: what a killed worker counted since the last one is not seen."""
OURS = "matchstream_"


def sample(service: Service) -> dict[str, float]:
    """Every metric of ours of a service, summed over its labels; empty while it does not answer."""
    try:
        text = fetch(service.port, "/metrics")
    except OSError:
        return {}
    found: defaultdict[str, float] = defaultdict(float)
    for line in text.splitlines():  # a parser of the whole format takes longer than the worker that writes it
        if line.startswith(OURS):
            name, _, value = line.rpartition(" ")
            found[name.partition("{")[0]] += float(value)
    return dict(found)


class Counters:
    """What the workers counted since the block began.

    Parameters
    ----------
    services : callable
        Gives the workers; they may become more and fewer.
    """

    def __init__(self, services: Callable[[], Iterable[Service]]) -> None:
        self._services = services
        self._last: dict[str, dict[str, float]] = {service.name: sample(service) for service in services()}
        self._sums: defaultdict[str, float] = defaultdict(float)
        self.gauges: dict[str, list[float]] = defaultdict(list)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="counters", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        self._look()

    def __getitem__(self, name: str) -> int:
        """The sum of a counter (``..._total``)."""
        return round(self._sums[name])

    def _run(self) -> None:
        while not self._ending.wait(EVERY):
            self._look()

    def _look(self) -> None:
        lag = 0.0
        for service in self._services():
            now = sample(service)
            if not now:
                continue
            last = self._last.get(service.name, {})
            for name, value in now.items():
                if name.endswith("_total"):
                    before = last.get(name, 0.0)
                    # A counter that fell belongs to a new process.
                    self._sums[name] += value - before if value >= before else value
            lag += now.get("matchstream_lag", 0.0)
            self._last[service.name] = now
        self.gauges["lag"].append(lag)
