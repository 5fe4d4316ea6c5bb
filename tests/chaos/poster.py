"""A client of `POST /api/events`: sends one event after the other and remembers what was answered."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx

from data.contract.events import Event

TIMEOUT = 30.0
PACE = 0.02
"""Seconds between an answer and the next event."""


class Poster:
    """Posts until the block ends.

    Parameters
    ----------
    address : str
        The gateway's.
    events : iterator of Event

    Attributes
    ----------
    answers : Counter
        By status.
    acknowledged : set of (source, id)
        The events that were answered 202.
    """

    def __init__(self, address: str, events: Iterator[Event]) -> None:
        self.answers: Counter[int] = Counter()
        self.acknowledged: set[tuple[str, str]] = set()
        self._address = address
        self._events = events
        self._ending = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="poster", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            with httpx.Client(base_url=self._address, timeout=TIMEOUT) as client:
                while not self._ending.wait(PACE):
                    self._post(client, next(self._events))
        except BaseException as error:  # noqa: BLE001 -- handed to the test's own thread
            self._failure = error

    def _post(self, client: httpx.Client, event: Event) -> None:
        assert event.entity is not None
        answer = client.post(
            "/api/events",
            json={
                "specversion": "1.0",
                "id": event.id,
                "source": event.source,
                "type": event.type.value,
                "time": event.time.isoformat(),
                "datacontenttype": "application/json",
                "data": event.entity.model_dump(exclude_none=True),
            },
            headers={"content-type": "application/cloudevents+json"},
        )
        self.answers[answer.status_code] += 1
        if answer.status_code == 202:
            self.acknowledged.add((event.source, event.id))
