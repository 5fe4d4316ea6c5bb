"""When a message is tried again: exponential waits with jitter, over three days, as the receiver asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

GROWTH = 4.0
LONGEST_WAIT = 6 * 3600.0
JITTER = 0.5
"""Share of a wait that is drawn: receivers that come back are not met by everything at once."""

LONGEST_ASKED = 24 * 3600.0
"""Seconds of a `Retry-After` that are honoured at most."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The waits between attempts.

    Attributes
    ----------
    first : float
        Seconds between the first attempt and the second.
    over : float
        Seconds after the first attempt at which a message is tried for the last time.
    """

    first: float = 5.0
    over: float = 3 * 86_400.0

    def next(
        self, failures: int, since: float, now: float, asked: float | None, draw: Callable[[], float]
    ) -> float | None:
        """When a message is tried again.

        Parameters
        ----------
        failures : int
            How often in a row it failed, at least 1.
        since, now : float
            Times of the first attempt, and of now, in seconds.
        asked : float, optional
            Seconds that the receiver asked to wait; it is not tried earlier.
        draw : callable
            A random number from 0 to 1.

        Returns
        -------
        float or None
            A time; None where it is given up.
        """
        end = since + self.over
        if now >= end:
            return None
        wait = min(self.first * GROWTH ** min(failures - 1, 20), LONGEST_WAIT)
        wait *= 1 - JITTER * draw()
        wait = max(wait, asked or 0.0)
        return min(now + wait, max(end, now + (asked or 0.0)))


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds of a `Retry-After` header: a number of seconds, or a date (RFC 9110, section 10.2.3); else None."""
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_ASKED)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    at = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(at.timestamp() - now, 0.0), LONGEST_ASKED)
