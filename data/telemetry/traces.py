"""The trace of an event: W3C Trace Context's `traceparent`, from the request that brought it to the webhook it causes.

Its trace id is that of the request, its span id that of the event. Every record, push and message that follows from the
event bears the same `traceparent`, unchanged; so both ids lead from the first to the last of them. They are random, and
tell nothing of anybody.

Source: W3C Trace Context, https://www.w3.org/TR/trace-context/ (version 00, and how to read later ones).
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterable
from contextvars import ContextVar
from typing import NamedTuple, Self

Headers = Iterable[tuple[str, bytes | None]]

TRACEPARENT = "traceparent"
"""Name of the header, in HTTP and in Kafka."""

_SHAPE = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL
)
_FIRST_VERSION = "00"
_SAMPLED = 1


class Trace(NamedTuple):
    """A place in a trace.

    Attributes
    ----------
    trace_id : str
        32 hexadecimal digits: the request's.
    span_id : str
        16 hexadecimal digits: the event's, or that of one stage.
    is_sampled : bool
        Whether its stages are told, by lines of the log and by spans.
    """

    trace_id: str
    span_id: str
    is_sampled: bool

    @classmethod
    def begin(cls, share: float) -> Self:
        """Begin a trace, which is told with this probability."""
        made = os.urandom(24).hex()
        return cls(made[:32], made[32:], random.random() < share)  # noqa: S311 -- decides about a line of the log

    @classmethod
    def read(cls, value: object) -> Self | None:
        """Read the header's value, as text or bytes; None where it is not as W3C has it."""
        text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
        found = _SHAPE.fullmatch(text) if isinstance(text, str) else None
        if found is None or (found[1] == _FIRST_VERSION and found[5] is not None):
            return None
        return cls(found[2], found[3], bool(int(found[4], 16) & _SAMPLED))

    def child(self) -> Self:
        """A place below this one."""
        return self._replace(span_id=os.urandom(8).hex())

    @property
    def value(self) -> str:
        """The value of the header."""
        return f"{_FIRST_VERSION}-{self.trace_id}-{self.span_id}-{self.is_sampled:02x}"

    @property
    def header(self) -> tuple[str, bytes]:
        """The header of a record."""
        return TRACEPARENT, self.value.encode()


CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)
"""The trace of the request that is being served."""


def value_in(headers: Headers) -> bytes | None:
    """The value of a record's `traceparent`, as it stands there; None where it has none."""
    for name, value in headers:
        if name == TRACEPARENT:
            return value
    return None


def sampled(values: Iterable[bytes]) -> dict[Trace, int]:
    """Of values of `traceparent`, those traces that are to be told, each once, and how often each came."""
    found: dict[Trace, int] = {}
    for value in values:
        trace = Trace.read(value)
        if trace is not None and trace.is_sampled:
            found[trace] = found.get(trace, 0) + 1
    return found


def exemplar(trace: Trace | None) -> dict[str, str] | None:
    """The exemplar of a measured value: OpenMetrics tells the trace beside it. Only of traces that are told."""
    return {"trace_id": trace.trace_id} if trace is not None and trace.is_sampled else None
