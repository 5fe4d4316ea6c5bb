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
    """Reading failed in an unforeseen way: a fault of ours, which must cost one record alone."""


class Fault(NamedTuple):
    """One thing that is wrong or doubtful, as codes, so that it can be worded in any language.

    Attributes
    ----------
    place : str
        An attribute or a field; empty for the whole event.
    code : str
        What is wrong with it: pydantic's name for the error, or one of ours.
    about : tuple of str or int
        Arguments of the sentence: a limit, a field's right name. Never a value of the event.
    """

    place: str
    code: str
    about: tuple[str | int, ...] = ()


def limits(fault: Mapping[str, Any]) -> tuple[int, ...]:
    """The greatest length of a field, where pydantic's error says that it was exceeded."""
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
        The same, one by one.
    """

    def __init__(self, reason: Reason, detail: str, *faults: Fault) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.faults = faults

    @classmethod
    def of_validation(cls, reason: Reason, error: ValidationError, whole: str = "") -> Unreadable:
        """Make one from pydantic's error; `whole` is the place of errors that belong to no field."""
        found = error.errors(include_input=False, include_url=False)
        places = [".".join(str(part) for part in fault["loc"]) or whole for fault in found]
        detail = "; ".join(f"{place or 'it'}: {fault['msg']}" for place, fault in zip(places, found, strict=True))
        return cls(reason, detail, *map(Fault, places, (fault["type"] for fault in found), map(limits, found)))


def refusing(read: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Let a reader of foreign bytes raise nothing but `Unreadable` (and `MemoryError`).

    An unforeseen error must not end a program: it would meet the same record again at its next start. Running out of
    memory says nothing about the record.
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
