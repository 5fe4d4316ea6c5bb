"""Calls of one Redis script that are sent without waiting for the results of earlier calls."""

from __future__ import annotations

from collections.abc import Sequence

import redis
from redis.connection import Connection


class Calls:
    """One connection, on which Redis works while the next call is prepared.

    Parameters
    ----------
    client : redis.Redis
    script : str
        It returns a number.
    keys : sequence of str
        Keys of the script.
    """

    def __init__(self, client: redis.Redis, script: str, keys: Sequence[str]) -> None:
        self._pool = client.connection_pool
        self._script = script
        self._head = ("EVALSHA", client.register_script(script).sha, len(keys), *keys)
        self._connection: Connection | None = None

    def begin(self) -> None:
        """Open a new connection, and load the script on it."""
        self.close()
        self._connection = self._pool.get_connection()
        self._connection.send_command("SCRIPT LOAD", self._script)  # type: ignore[no-untyped-call]
        self._connection.read_response()

    def send(self, *arguments: bytes) -> None:
        """Call the script; `answer` returns the results of calls in their order."""
        assert self._connection is not None
        self._connection.send_command(*self._head, *arguments)  # type: ignore[no-untyped-call]

    def answer(self) -> int:
        """Wait for the result of the oldest call whose result was not fetched yet."""
        assert self._connection is not None
        return int(self._connection.read_response())

    def close(self) -> None:
        """Close the connection; outstanding results are lost."""
        if self._connection is not None:
            self._connection.disconnect()  # type: ignore[no-untyped-call]
            self._pool.release(self._connection)
            self._connection = None
