"""Asks Kafka regularly whether it answers: consumers wait for ever without an error while it is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from confluent_kafka import KafkaException

from data.kafka.reading import KafkaConnection
from data.kafka.topic_watch import TopicWatch
from stream_processor import metrics
from stream_processor.monitoring.health import Health

LOG = logging.getLogger("matchstream.kafka")

EVERY_SECONDS = 2.0
ANSWER_SECONDS = 2.0
"""Timeout of one question."""
AWAY_SECONDS = 10.0
"""After this long without an answer Kafka counts as away, and programs that need it are not ready."""


class KafkaProbe:
    """Asks in a thread of its own, while the context lasts.

    Parameters
    ----------
    connection : KafkaConnection
    ask : callable
        Returns when Kafka has answered, or raises.
    then : sequence of callable
        Called after each question with the seconds since the last answer.
    clock : callable
        Monotonic seconds.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        ask: Callable[[], object],
        then: Sequence[Callable[[float], None]] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bootstrap = connection.kafka_bootstrap
        self._ask = ask
        self._then = then
        self._clock = clock
        self._answered = clock()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="kafka-probe", daemon=True)
        metrics.KAFKA_SILENT.set_function(self.silent)

    def silent(self) -> float:
        """Seconds since Kafka last answered."""
        return self._clock() - self._answered

    def health(self, inner: Health) -> Health:
        """Wrap a program's health: not ready while Kafka is away."""

        def told() -> dict[str, Any]:
            state, silent = inner(), self.silent()
            if silent < AWAY_SECONDS:
                return state
            reason = (
                f"Kafka at {self._bootstrap} has not answered for {silent:.0f} s, so nothing is known of what came "
                "since: is it up, and can this program reach it?"
            )
            age = max(silent, float(state.get("progress_age_seconds", 0.0)))
            return state | {
                "ready": False,
                "status": "Kafka is away",
                "progress_age_seconds": round(age, 3),
                "reasons": [reason, *state.get("reasons", [])],
            }

        return told

    def turn(self) -> None:
        """Ask once, and call the functions of `then`."""
        try:
            self._ask()
            self._answered = self._clock()
        except KafkaException as error:
            LOG.warning("Kafka at %s does not answer: %s", self._bootstrap, error.args[0])
        for told in self._then:
            told(self.silent())

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.turn()
            except Exception:
                LOG.exception("asking Kafka failed; trying again")
            self._stopped.wait(EVERY_SECONDS)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()


def of_topics(watch: TopicWatch, inner: Health) -> Health:
    """Wrap a program's health: not ready while topics differ from those for which progress was written."""

    def told() -> dict[str, Any]:
        state, changes = inner(), watch.changes
        if not changes:
            return state
        reasons = [*(change.says for change in changes), *state.get("reasons", [])]
        return state | {"ready": False, "status": "topics changed", "reasons": reasons}

    return told
