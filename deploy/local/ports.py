"""Finds free ports on the loopback interface, and checks whether servers answer."""

from __future__ import annotations

import fcntl
import functools
import http.client
import os
import random
import socket
import tempfile
from pathlib import Path

LOOPBACK = "127.0.0.1"


# Below the range that Linux and macOS use for outgoing connections: a client that retries a port of that range may get
# the same port as its own, connect to itself, and so block the port for the server that is being restarted.
FIRST, LAST = 20_000, 32_000
ATTEMPTS = 100

_given: set[int] = set()


@functools.cache
def _promises() -> int:
    """Return the open file in which each process of this user locks the byte of a port that it was given."""
    path = Path(tempfile.gettempdir()) / f"matchstream-ports-{os.getuid()}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _promise(port: int) -> bool:
    """Take a port for as long as this process lives, and tell whether no other process has it."""
    try:
        fcntl.lockf(_promises(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except (BlockingIOError, PermissionError):
        return False
    _given.add(port)
    return True


def free_port() -> int:
    """Return a TCP port of the loopback interface on which nobody listens now, and that was not returned before.

    Processes of one user that ask at the same time are given different ports, for as long as they live.

    Returns
    -------
    int
        The port. Nothing holds it, so start the server soon.

    Raises
    ------
    OSError
        If none was found in a hundred attempts, or the folder for temporary files can't be written.
    """
    for port in random.SystemRandom().sample(range(FIRST, LAST), ATTEMPTS):
        if port in _given:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        if _promise(port):
            return port
    raise OSError(f"no free port found between {FIRST} and {LAST}")


def is_listening(port: int) -> bool:
    """Tell whether a server accepts connections on a loopback port.

    Parameters
    ----------
    port : int
        The TCP port.

    Returns
    -------
    bool
        True once a connection was accepted.
    """
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1.0):
            return True
    except OSError:
        return False


def fetch(port: int, path: str) -> str:
    """Get a text from an HTTP server on a loopback port.

    Parameters
    ----------
    port : int
        The TCP port.
    path : str
        The path to ask for, for instance ``/metrics``.

    Returns
    -------
    str
        The body of the answer.

    Raises
    ------
    OSError
        If there is no server, or it answers another status than 200.
    """
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2.0)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
    except http.client.HTTPException as error:
        raise ConnectionError(f"port {port} does not speak HTTP: {error!r}") from error
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise ConnectionError(f"{path} on port {port} answers {answer.status}")
    return body


def answers_ok(port: int, path: str) -> bool:
    """Tell whether an HTTP server on a loopback port answers 200.

    Parameters
    ----------
    port : int
        The TCP port.
    path : str
        The path to ask for, for instance ``/health``.

    Returns
    -------
    bool
        True if the status was 200. Any other status, and no answer, is False.
    """
    try:
        fetch(port, path)
    except OSError:
        return False
    return True
