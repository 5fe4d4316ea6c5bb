"""Logging of the programs: lines of text or of JSON; a message that a driver repeats is written once, and counted.

While a broker is away its drivers log so dozens of times per second. That is one state, and should be one line.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from data.telemetry.settings import LogFormat
from data.telemetry.traces import CURRENT
from data.tenant import TENANT

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

QUIET_SECONDS = 30.0
"""A message that did not come for this long has ended; the next one is written again."""
AGAIN_SECONDS = 600.0
"""Interval after which a message that goes on is written again, with its count."""
_STATES = 256

_DIGITS = re.compile(r"[0-9]+")


@dataclass(slots=True)
class _State:
    """A message that goes on: when it was last written, when it last came, and how often since it was written."""

    told: float
    last: float
    more: int = 0


class TextLines(logging.Formatter):
    """Lines for people; what a record tells besides stands behind its text."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the base class's name
        """Write the line without its traceback."""
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        return super().formatMessage(record) + facts


class JsonLines(logging.Formatter):
    """Lines of JSON: time, level, logger, program, message, and what a record tells besides.

    Parameters
    ----------
    program : str
        Who writes.
    """

    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "program": self._program,
            "process": record.process,
            "message": record.getMessage(),
        }
        if TENANT:
            line["tenant"] = TENANT
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        # A surrogate, as in a file's name that is no UTF-8, must not cost the line.
        return orjson.dumps(_clean(line | _facts(record)), default=str).decode()


def _clean(line: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.encode(errors="replace").decode() if isinstance(value, str) else value
        for name, value in line.items()
    }


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """What a record tells besides its text: facts of its own, and the request in which it was written."""
    facts: dict[str, Any] = dict(getattr(record, "facts", {}))
    trace = CURRENT.get()
    return facts if trace is None or "trace_id" in facts else {"trace_id": trace.trace_id} | facts


class CountingHandler(logging.StreamHandler):  # type: ignore[type-arg]  # it is none at run time
    """Writes a warning or an error when it is new, and later how often it was repeated.

    Two messages are the same if they differ in digits only: ports, offsets and counts.

    Parameters
    ----------
    clock : callable
        Monotonic seconds.
    lines : logging.Formatter, optional
        Writes a record. Default is for people.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, lines: logging.Formatter | None = None) -> None:
        super().__init__()
        self.setFormatter(lines or TextLines())
        self._clock = clock
        self._states: dict[tuple[str, int, str], _State] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, or count it."""
        try:
            now = self._clock()
            for ended in self._ended(now):
                super().emit(ended)
            if record.levelno < logging.WARNING or self._is_news(record, now):
                super().emit(record)
        except Exception:  # noqa: BLE001 -- the base class's way: logging never fails its caller
            self.handleError(record)

    def _is_news(self, record: logging.LogRecord, now: float) -> bool:
        key = (record.name, record.levelno, _DIGITS.sub("#", record.getMessage()))
        state = self._states.get(key)
        if state is None:
            self._states[key] = _State(now, now)
            if len(self._states) > _STATES:
                del self._states[next(iter(self._states))]
            return True
        state.last = now
        state.more += 1
        if now - state.told < AGAIN_SECONDS:
            return False
        record.msg = f"{record.getMessage()} ({_times(state, now)})"
        record.args = None
        self._states[key] = _State(now, now)
        return True

    def _ended(self, now: float) -> Iterator[logging.LogRecord]:
        """The closing lines of messages that have ended."""
        for key, state in list(self._states.items()):
            if now - state.last >= QUIET_SECONDS:
                del self._states[key]
                if state.more:
                    name, level, text = key
                    told = f"{text} ({_times(state, state.last)}, and no more)"
                    yield logging.LogRecord(name, level, "", 0, told, None, None)


def _times(state: _State, until: float) -> str:
    return f"{state.more} more times in {until - state.told:.0f} s"


def log_to_stderr(level: str | int = logging.INFO, form: LogFormat = "text", program: str = "matchstream") -> None:
    """Let all loggers of this process write to standard error, through one `CountingHandler`."""
    lines = JsonLines(program) if form == "json" else TextLines()
    logging.basicConfig(level=level, handlers=[CountingHandler(lines=lines)])
