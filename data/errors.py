"""The root of all errors, and the exit codes of all programs."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar, Self


class ExitCode(IntEnum):
    """Exit code of a program; codes above 63 follow `sysexits.h` where it has a fitting one."""

    OK = 0, "What was asked is done."
    FAILED = 1, "What was asked is not done, or not wholly; the message says why. Asking again may help."
    USAGE = 2, "The command line is wrong; `--help` shows what it takes."
    UNKNOWN = 3, "`forget`, `log export`: nothing is known of this id; `forget` erased nothing."
    NOT_JUDGED = 65, "`verify`: no judgement is possible, as topics were made anew or the stream moved."
    RESTART = 70, "A program that runs for ever met what may pass, such as a broker that is away; start it again."
    STALLED = 71, "A worker made no progress although events wait; start it again."
    CONFIGURE = 78, "A setting, a topic, a model or a permission is wrong; starting again does not help."
    INTERRUPTED = 130, "Ended by Ctrl-C."

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """Make a member from its number and its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member


class MatchstreamError(Exception):
    """An error whose text says what happened, where, and what to do; programs print it without a traceback.

    Attributes
    ----------
    exit_code : ExitCode
        Exit code of a program that ends with this error.
    retryable : bool
        Whether the same call may succeed later. A long-running program then ends with `ExitCode.RESTART`.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    retryable: bool = False


class PortTaken(MatchstreamError):
    """Another program listens where this one was to."""

    exit_code = ExitCode.CONFIGURE
