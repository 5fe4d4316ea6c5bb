"""The trace of a webhook: it goes on with that of the event which the message follows from."""

from __future__ import annotations

from data.telemetry.spans import Facts, Kind, Stage, told_as
from data.telemetry.traces import TRACEPARENT, Trace
from data.webhooks.deliveries import Attempt
from data.webhooks.messages import Message


class TracedAttempt:
    """An attempt to deliver a message, as a stage of its event.

    Attributes
    ----------
    headers : dict of str to str
        Of the request: none where the message has no trace.
    """

    def __init__(self, message: Message) -> None:
        self._event = Trace.read(message.traceparent)
        self._own = None if self._event is None else self._event.child()
        self.headers = {} if self._own is None else {TRACEPARENT: self._own.value}

    def tell(self, attempt: Attempt) -> None:
        """Tell of it, once it is over."""
        if self._event is not None and self._own is not None:
            facts: Facts = {
                "http.response.status_code": attempt.status,
                "attempt": attempt.attempt,
                "result": attempt.result.value,
            }
            stage = Stage("webhook sent", attempt.time, facts, Kind.CLIENT)
            told_as(stage, self._own, self._event, self._event.span_id)
