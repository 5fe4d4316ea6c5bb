"""Why an event can't be read, and the boundary that lets no other failure out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import wraps
from pathlib import Path
from traceback import extract_tb
from typing import Any, NamedTuple, ParamSpec, TypeVar

from pydantic import ValidationError

from data.errors import MatchstreamError

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class Reason(StrEnum):
    """Why an event can't be read: the `reason` of its dead letter."""

    OVERSIZED = "oversized"
    NULL_KEY = "null_key"
    BAD_KEY = "bad_key"
    BAD_TIMESTAMP = "bad_timestamp"
    NO_CLOUD_EVENT = "no_cloud_event"
    UNKNOWN_TYPE = "unknown_type"
    TIME_IN_FUTURE = "time_in_future"
    NO_JSON = "no_json"
    INVALID = "invalid"
    KEY_MISMATCH = "key_mismatch"
    UNFORESEEN = "unforeseen"
    """Reading failed in a way that nobody thought of: a fault of ours, but one record's."""


class Fault(NamedTuple):
    """One thing that is wrong, or doubtful, for whoever words it in another language.

    Attributes
    ----------
    place : str
        An attribute or a field; empty where it is the whole event.
    code : str
        What is wrong with it: pydantic's name of the error, or one of ours.
    about : tuple of str or int
        What the sentence takes beside: a limit, a field's right name. Never a value of the event.
    """

    place: str
    code: str
    about: tuple[str | int, ...] = ()


def limits(fault: Mapping[str, Any]) -> tuple[int, ...]:
    """The longest length that a field has, where pydantic says that it was passed."""
    limit = (fault.get("ctx") or {}).get("max_length")
    return () if limit is None else (limit,)


class Unreadable(MatchstreamError, ValueError):
    """An event that can't be read.

    Attributes
    ----------
    reason : Reason
    detail : str
        What is wrong, without any value of the event.
    faults : tuple of Fault
        The same in parts.
    """

    def __init__(self, reason: Reason, detail: str, *faults: Fault) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.faults = faults

    @classmethod
    def of_validation(cls, reason: Reason, error: ValidationError, whole: str = "") -> Unreadable:
        """Of fields that are not as their entity asks; `whole` is the place of what is no field's."""
        found = error.errors(include_input=False, include_url=False)
        places = [".".join(str(part) for part in fault["loc"]) or whole for fault in found]
        detail = "; ".join(f"{place or 'it'}: {fault['msg']}" for place, fault in zip(places, found, strict=True))
        return cls(reason, detail, *map(Fault, places, (fault["type"] for fault in found), map(limits, found)))


def refusing(read: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Have a reader of foreign bytes raise `Unreadable` alone.

    What nobody foresaw must not end a program: it would meet the same record again at its next start. Memory that runs
    short is no property of the record.
    """

    @wraps(read)
    def reading(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        try:
            return read(*arguments, **named)
        except (Unreadable, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 -- this is the boundary
            last = extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            detail = f"reading failed with {type(error).__name__} at {where}"
            raise Unreadable(Reason.UNFORESEEN, detail, Fault("", "unforeseen")) from None

    return reading
