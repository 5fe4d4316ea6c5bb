"""People and senders: requests through nginx, one after the other in several threads, and what came of each."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

import httpx

from data.contract.events import Event
from tests.ops.site import Site

PACE = 0.05
THREADS = 4
PAIR = {
    "vaga": {"titulo_vaga": "Desenvolvedor Java", "competencias_tecnicas_requeridas": "Java, SQL"},
    "candidato": {"conhecimentos_tecnicos": "Java"},
}


class Request(NamedTuple):
    """A request, with its beginning and end (monotonic), and the status; 0 where there was no answer."""

    what: str
    begun: float
    ended: float
    status: int

    @property
    def failed(self) -> bool:
        return not 200 <= self.status < 300

    def was_in_flight(self, deaths: list[tuple[float, float]]) -> bool:
        """Whether it was under way while a process died."""
        return any(self.begun <= dead and self.ended >= killed for killed, dead in deaths)


class Traffic:
    """Requests until the block ends: predictions, lookups, and events.

    Parameters
    ----------
    site : Site
    events : iterator of Event

    Attributes
    ----------
    requests : list of Request
    acknowledged : set of (source, id)
        The events that were answered 202.
    """

    def __init__(self, site: Site, events: Iterator[Event]) -> None:
        self.requests: list[Request] = []
        self.acknowledged: set[tuple[str, str]] = set()
        self._site, self._source = site, events
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(THREADS)]

    def __enter__(self) -> Self:
        for one in self._threads:
            one.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        for one in self._threads:
            one.join()

    def failed(self, deaths: list[tuple[float, float]]) -> list[Request]:
        """The requests that failed, but for those that were under way while a process died."""
        return [one for one in self.requests if one.failed and not one.was_in_flight(deaths)]

    def slowest(self) -> float:
        """Seconds of the longest request."""
        return max(one.ended - one.begun for one in self.requests)

    def _run(self) -> None:
        with self._site.client() as client:
            for what in itertools.cycle(("events", "predict", "jobs", "events", "status")):
                if self._ending.wait(PACE):
                    return
                begun = time.monotonic()
                try:
                    status = getattr(self, f"_{what}")(client)
                except httpx.HTTPError:
                    status = 0
                self.requests.append(Request(what, begun, time.monotonic(), status))

    def _events_next(self) -> Event:
        with self._lock:
            return next(one for one in self._source if one.entity is not None)

    def _events(self, client: httpx.Client) -> int:
        event = self._events_next()
        body = {
            "specversion": "1.0",
            "id": event.id,
            "source": event.source,
            "type": event.type.value,
            "time": event.time.isoformat(),
            "datacontenttype": "application/json",
            "data": event.entity.model_dump(exclude_none=True),
        }
        answer = client.post("/api/events", json=body, headers={"content-type": "application/cloudevents+json"})
        if answer.status_code == 202:
            self.acknowledged.add((event.source, event.id))
        return answer.status_code

    def _predict(self, client: httpx.Client) -> int:
        return client.post("/api/predict", json=PAIR).status_code

    def _jobs(self, client: httpx.Client) -> int:
        return client.get("/api/jobs").status_code

    def _status(self, client: httpx.Client) -> int:
        return client.get("/health").status_code
