"""Calls of one script in Redis that are sent without waiting for the answers to those before."""

from __future__ import annotations

from collections.abc import Sequence

import redis
from redis.connection import Connection


class Calls:
    """One connection, on which Redis works while the next call is being prepared.

    Parameters
    ----------
    client : redis.Redis
    script : str
        Answers a number.
    keys : sequence of str
        The script's.
    """

    def __init__(self, client: redis.Redis, script: str, keys: Sequence[str]) -> None:
        self._pool = client.connection_pool
        self._script = script
        self._head = ("EVALSHA", client.register_script(script).sha, len(keys), *keys)
        self._connection: Connection | None = None

    def begin(self) -> None:
        """Have the script loaded, on a connection on which no answer is awaited."""
        self.close()
        self._connection = self._pool.get_connection()
        self._connection.send_command("SCRIPT LOAD", self._script)  # type: ignore[no-untyped-call]
        self._connection.read_response()

    def send(self, *arguments: bytes) -> None:
        """Call the script; its answer is to be fetched after those to the calls before."""
        assert self._connection is not None
        self._connection.send_command(*self._head, *arguments)  # type: ignore[no-untyped-call]

    def answer(self) -> int:
        """Wait for the oldest answer that was not fetched yet."""
        assert self._connection is not None
        return int(self._connection.read_response())

    def close(self) -> None:
        """Await no more answers."""
        if self._connection is not None:
            self._connection.disconnect()  # type: ignore[no-untyped-call]
            self._pool.release(self._connection)
            self._connection = None
