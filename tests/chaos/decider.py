"""People who decide without a pause, and repeat what was not answered until it is; they remember every answer."""

from __future__ import annotations

import random
import threading
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

TIMEOUT = 10.0
PAUSE = 0.1
"""Seconds until what was not answered is asked again."""
OK = 200


class Deciders:
    """Decide until the block ends.

    Parameters
    ----------
    address : str
        The gateway's.
    number : int
        Of people.

    Attributes
    ----------
    acknowledged : dict of str to dict
        By the request's id, its first answer.
    doubts : int
        Requests of which it was not known whether they counted, and which were asked again.
    """

    def __init__(self, address: str, number: int = 4) -> None:
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.doubts = 0
        self._address = address
        self._ending = threading.Event()
        self._failure: BaseException | None = None
        self._threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(number)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def _run(self, number: int) -> None:
        chance = random.Random(number)
        try:
            with httpx.Client(base_url=self._address, timeout=TIMEOUT) as client:
                while not self._ending.is_set():
                    wanted = self._wanted(chance)
                    told = self._answered(client, wanted)
                    if told is None:
                        return
                    self.acknowledged[wanted["id"]] = told
                    if chance.random() < 0.2:
                        assert self._answered(client, wanted) in (None, told), "a repeat has the same answer"
        except BaseException as error:  # noqa: BLE001 -- handed to the test's own thread
            self._failure = error

    @staticmethod
    def _wanted(chance: random.Random) -> dict[str, Any]:
        shown = {"quality_score": round(chance.uniform(0, 100), 2), "score_seen": True}
        return {
            "id": str(uuid4()),
            "job_id": f"v{chance.randrange(5)}",
            "applicant_id": f"c{chance.randrange(20)}",
            "action": chance.choice(["advance", "hold"]),
            "text": "Combinado por telefone",
            "shown": shown,
        }

    def _answered(self, client: httpx.Client, wanted: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a request, asked again until there is one; None where the end came first."""
        while True:
            try:
                answer = client.post("/api/decisions", json=wanted)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == OK:
                told: dict[str, Any] = answer.json()
                return told
            assert answer is None or answer.status_code == 503, answer.text
            self.doubts += 1
            if self._ending.wait(PAUSE):
                return None
