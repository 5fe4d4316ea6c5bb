"""Has a document read by a process of its own, which can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from producers.documents.limits import MAX_SECONDS
from producers.documents.outcome import Doubt, Format, Reason
from producers.documents.raw import Raw, Unread

_STOPPED = (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT)
_ROOT = Path(__file__).parents[2]
_PROGRAM = [sys.executable, "-s", "-m", "producers.documents.child"]
# Where Python's own libraries lie, if they lie elsewhere; nothing else, and no password, reaches the process.
_ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


def read(form: Format, document: bytes, *, seconds: float = MAX_SECONDS) -> Raw:
    """Read a document.

    Parameters
    ----------
    form : Format
    document : bytes
    seconds : float, optional
        After which the process is killed.

    Raises
    ------
    Unread
    """
    try:
        done = subprocess.run(
            [*_PROGRAM, form.value],
            input=document,
            capture_output=True,
            check=False,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise Unread(Reason.TOO_SLOW) from None
    # What ends it without an answer: a signal of the limits, or a fault in a parser.
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise Unread(Reason.TOO_SLOW if done.returncode in _STOPPED else Reason.DAMAGED) from None
    if "unread" in told:
        raise Unread(Reason(told["unread"]))
    doubts = set(map(Doubt, told["doubts"]))
    return Raw(Format(told["format"]), told["pages"], told["text"], told["hidden"], doubts, told["has_picture"])
