"""Runs a program to its end: each expected error becomes one line for a person and an exit code.

`observe` lets it tell of its work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from confluent_kafka import KafkaException
from pydantic import ValidationError
from redis import RedisError

from data import __version__
from data.credentials import variable
from data.errors import ExitCode, MatchstreamError
from data.log import log_to_stderr
from data.redis.faults import End, fault_of, reason
from data.telemetry import spans
from data.telemetry.settings import TelemetrySettings
from data.tenant import of_kafka

SETTINGS_HINT = "Settings are environment variables; `matchstream settings` lists them."


def run(program: Callable[[], int], *, name: str, runs_for_ever: bool = False) -> int:
    """Run a program to its end.

    Parameters
    ----------
    program : callable
        Reads the settings and does the work; returns an exit code.
    name : str
        Name of the program in its messages.
    runs_for_ever : bool
        Whether it is a long-running program, which a supervisor starts again where that may help.

    Returns
    -------
    int
        A `data.errors.ExitCode`, or the result of the program.
    """
    try:
        return int(program())
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # the reader of the output, such as `head`, has ended
        sys.stdout = None
        return ExitCode.OK
    except (MatchstreamError, ValidationError, KafkaException, RedisError) as error:
        text, code = _of(error, ExitCode.RESTART if runs_for_ever else ExitCode.FAILED)
        print(f"{name}: {text}", file=sys.stderr)
        return code


def observe(settings: TelemetrySettings, program: str) -> None:
    """Let a program write its log and tell of its traces, as its settings have it."""
    log_to_stderr(settings.log_level, settings.log_format, program)
    spans.start(settings.otlp_endpoint, program, __version__, of_kafka("matchstream"))


def _of(error: Exception, away: ExitCode) -> tuple[str, ExitCode]:
    """The text of an error, and the exit code of a program that ends with it."""
    if isinstance(error, MatchstreamError):
        return str(error), away if error.retryable else error.exit_code
    if isinstance(error, ValidationError):
        return settings_refused(error), ExitCode.CONFIGURE
    if isinstance(error, RedisError):
        fault = fault_of(error)
        return f"Redis: {fault.says} ({reason(error)})", ExitCode.CONFIGURE if fault.end is End.CONFIGURE else away
    return f"Kafka: {error.args[0].str()}", away


def settings_refused(error: ValidationError) -> str:
    """Which settings can't be used and why, by the names of their variables; no value is shown."""
    return "; ".join(
        f"{variable(str(fault['loc'][0]))}: {fault['msg']}" if fault["loc"] else str(fault["msg"])
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    )
