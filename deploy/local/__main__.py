"""Run Matchstream on this machine: ``python -m deploy.local demo|smoke|up|verify``."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from data.errors import ExitCode
from deploy.local import commands
from deploy.local.apache_broker import MissingToolError
from deploy.local.processes import ProcessFailedError


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    parser.add_argument(
        "command",
        choices=("demo", "smoke", "up", "verify"),
        help="demo: everything, with data; smoke: headless check; up: without data; verify: check what runs",
    )
    parser.add_argument("--data", type=Path, help="folder to replay (default: the committed sample)")
    parser.add_argument("--limit", type=int, help="at most so many applicants and so many jobs of it")
    parser.add_argument("--workers", type=int, default=1, help="stream workers (default: 1)")
    parser.add_argument(
        "--broker",
        choices=("embedded", "apache"),
        default="embedded",
        help="embedded: servers from Python wheels; apache: Apache Kafka (Java, Maven) and redis-server",
    )
    parser.add_argument("--port", type=int, default=8000, help="the gateway's port (default: 8000)")
    return parser


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """End as Ctrl-C does: everything that was started is ended on the way out."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None, *, prog: str = "python -m deploy.local") -> int:
    """Run the command that the command line names.

    Returns
    -------
    int
        A `data.errors.ExitCode`: interrupted when ended by Ctrl-C or SIGTERM.
    """
    asked = _parser(prog).parse_args(arguments)
    options = commands.Options(
        data=asked.data, limit=asked.limit, workers=asked.workers, broker=asked.broker, port=asked.port
    )
    # SIGINT too: a shell that starts a job in the background has it ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means it
        signal.signal(signal.SIGHUP, _end)
    try:
        return getattr(commands, asked.command)(options) or 0
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except (ProcessFailedError, MissingToolError, RuntimeError, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return ExitCode.FAILED


if __name__ == "__main__":
    sys.exit(main())
