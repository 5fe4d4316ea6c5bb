"""What an error of Redis means, decided in one place for all programs.

An error passes by itself, or the cache must be filled anew, or the program must be started again, or somebody must
change a setting. An error's own text may contain keys, and so ids: `reason` leaves them out.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from enum import Enum, StrEnum
from typing import NamedTuple

import redis
from redis.exceptions import AuthenticationError, AuthorizationError


class RedisState(StrEnum):
    """The state of Redis, as one of its clients sees it; shown in `/health` and metrics."""

    UP = "up"
    FILLING = "filling"
    DOWN = "down"
    LOADING = "loading"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"
    NOT_SAVING = "not_saving"
    LOG_IN_REFUSED = "log_in_refused"
    FORBIDDEN = "forbidden"
    DAMAGED = "damaged"
    REFUSING = "refusing"


class End(Enum):
    """What the cache writer does after a failed command; a lookup is given up each time, with the state as reason."""

    WAIT = "it is tried again until the state has passed"
    REFILL = "it is given up, and the cache filled anew"
    RESTART = "the program ends, to be started again"
    CONFIGURE = "the program ends, and starting it again does not help"


class Fault(NamedTuple):
    """What an error means.

    Attributes
    ----------
    state : RedisState
    end : End
    says : str
        What is wrong and what to do.
    """

    state: RedisState
    end: End
    says: str


_FAULTS = {
    fault.state: fault
    for fault in (
        Fault(RedisState.DOWN, End.WAIT, "Redis is away"),
        Fault(RedisState.LOADING, End.WAIT, "Redis is loading its data"),
        Fault(RedisState.BUSY, End.WAIT, "Redis is busy, with a script or with a change of its primary"),
        Fault(RedisState.FULL, End.WAIT, "Redis is full: raise its maxmemory, or give it a server of its own"),
        Fault(RedisState.READ_ONLY, End.WAIT, "Redis takes no writes: is MATCHSTREAM_REDIS_URL a replica's?"),
        Fault(RedisState.NOT_SAVING, End.WAIT, "Redis takes no writes, for it can't save: its log says why"),
        Fault(
            RedisState.LOG_IN_REFUSED,
            End.CONFIGURE,
            "Redis does not take the log-in: see the user in MATCHSTREAM_REDIS_URL and MATCHSTREAM_REDIS_PASSWORD_FILE",
        ),
        Fault(
            RedisState.FORBIDDEN,
            End.CONFIGURE,
            "Redis does not let this user do what it must: docs/security.md has the access list",
        ),
        Fault(
            RedisState.DAMAGED,
            End.REFILL,
            "the cache holds what is none of ours: if it stays, rebuild-cache fills it anew",
        ),
        Fault(RedisState.REFUSING, End.RESTART, "Redis refuses a command"),
    )
}


class Damaged(redis.RedisError):
    """Something in Redis does not fit `data.redis.layout`. The error's text quotes nothing of it."""


AWAY = _FAULTS[RedisState.DOWN]
"""The fault before Redis was reached for the first time."""

_STATES = {
    "LOADING": RedisState.LOADING,
    "BUSY": RedisState.BUSY,
    "TRYAGAIN": RedisState.BUSY,
    "UNBLOCKED": RedisState.BUSY,
    "CLUSTERDOWN": RedisState.BUSY,
    "MASTERDOWN": RedisState.BUSY,
    "OOM": RedisState.FULL,
    "READONLY": RedisState.READ_ONLY,
    "NOREPLICAS": RedisState.READ_ONLY,
    "MISCONF": RedisState.NOT_SAVING,
    "NOAUTH": RedisState.LOG_IN_REFUSED,
    "WRONGPASS": RedisState.LOG_IN_REFUSED,
    "NOPERM": RedisState.FORBIDDEN,
    "WRONGTYPE": RedisState.DAMAGED,
}
"""States by the first word of Redis's answer."""

_FORBIDDEN_TO_SCRIPT = ("ACL failure in script", "The user executing the script can't")
"""Wordings of NOPERM for commands inside a script: that of Redis 7.2 and Valkey, and that of Redis 7.0."""

_IN_PIPELINE = re.compile(r"Command # \d+ \(.*\) of pipeline caused error: (?:\(['\"])?(.*?)(?:['\"],\))?", re.DOTALL)
"""The client's text for an error within a pipeline: it puts the command, with its keys, before Redis's own text."""


def fault_of(error: Exception) -> Fault:
    """Classify an error of Redis or of the connection to it."""
    if isinstance(error, Damaged):
        return _FAULTS[RedisState.DAMAGED]
    code = getattr(error, "status_code", None) or reason(error).partition(" ")[0]
    if code in _STATES:
        return _FAULTS[_STATES[code]]
    if reason(error).startswith(_FORBIDDEN_TO_SCRIPT):
        return _FAULTS[RedisState.FORBIDDEN]
    if isinstance(error, AuthenticationError | AuthorizationError):
        return _FAULTS[RedisState.LOG_IN_REFUSED]
    if isinstance(error, redis.ConnectionError | redis.TimeoutError | OSError):
        return _FAULTS[RedisState.DOWN]
    return _FAULTS[RedisState.REFUSING]


def reason(error: Exception) -> str:
    """The text of an error, without the command's arguments."""
    found = _IN_PIPELINE.fullmatch(str(error))
    return (found[1] if found else str(error)).partition(", with args")[0]


class RedisWatch:
    """Keeps the state of Redis for one of its users, and logs each change of it once.

    Parameters
    ----------
    log : logging.Logger
    tell : callable
        Called with the first state and with every new one, for a metric.
    clock : callable
        Monotonic seconds.

    Attributes
    ----------
    state : RedisState
    fault : Fault or None
        What is wrong; None where Redis answered.
    """

    def __init__(
        self,
        log: logging.Logger,
        tell: Callable[[RedisState], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._tell = tell
        self._clock = clock
        self._since = 0.0
        self.state = RedisState.FILLING
        self.fault: Fault | None = None
        tell(self.state)

    def failed(self, error: Exception) -> Fault:
        """Note an error; returns what it means."""
        fault = fault_of(error)
        if fault is not self.fault:
            if self.fault is None:
                self._since = self._clock()
            self.fault = fault
            self._log.warning("%s (%s)", fault.says, reason(error))
            self._note(fault.state)
        return fault

    def answered(self, state: RedisState = RedisState.UP) -> None:
        """Note an answer."""
        if self.fault is not None:
            self._log.warning("Redis works again, after %.0f s", self._clock() - self._since)
            self.fault = None
        self._note(state)

    def _note(self, state: RedisState) -> None:
        if state is not self.state:
            self.state = state
            self._tell(state)
