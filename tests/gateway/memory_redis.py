"""A Redis in memory, of the commands that a gateway reads with."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from operator import itemgetter
from typing import Any

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from data.redis.layout import PUSHES, RANKING

NOW = 1_800_000_000
"""What a Redis in memory takes the time to be."""


class MemoryRedis:
    """The few commands that a gateway reads with, over plain dictionaries."""

    def __init__(self):
        self.hashes: dict[str, dict[str, str]] = {}
        self.sets: dict[str, dict[str, float]] = {}
        self.strings: dict[str, str] = {}
        self.stream: list[tuple[tuple[int, int], dict[str, str]]] = []
        self.last: tuple[int, int] | None = None
        self.down = False
        self.reads = 0
        self._grown = asyncio.Event()

    def _check(self):
        self.reads += 1
        if self.down:
            raise RedisConnectionError("gone")

    async def exists(self, key):
        self._check()
        return int(key in self.strings)

    def pipeline(self, transaction):
        assert transaction
        return _MemoryPipe(self)

    def answer(self, command, *arguments):
        if command in ("EXISTS", "GET"):
            held = self.strings.get(arguments[0])
            return held if command == "GET" else int(held is not None)
        if command == "TIME":
            return NOW, 0
        if command == "HMGET":
            held = self.hashes.get(arguments[0], {})
            return [held.get(name) for name in arguments[1:]]
        if command == "ZCARD":
            return len(self.sets.get(arguments[0], {}))
        if command == "XRANGE":
            return self._after(_position(arguments[1].removeprefix("(")), arguments[4])
        return {"ZRANGE": self._range, "EVAL_RO": self._ranking}[command](*arguments)

    def _range(self, key, start, last):
        ordered = sorted(self.sets.get(key, {}).items(), key=lambda item: (item[1], item[0]))
        return [name for name, _ in ordered[start : last + 1]]

    def _ranking(self, script, keys, ranked, match, applicant, limit):
        """What the script reads."""
        assert (script, keys) == (RANKING, 1)
        found = []
        for name in self._range(ranked, 0, limit - 1):
            held, row = self.hashes.get(match + name, {}), self.hashes.get(applicant + name, {})
            read = (held.get("value"), held.get("previous_score"), row.get("shown"))
            found.append("[" + ",".join(one or "null" for one in read) + "]")
        return "[" + ",".join(found) + "]"

    async def xinfo_stream(self, _key):
        self._check()
        if self.last is None:
            raise ResponseError("no such key")
        return {"last-generated-id": "{}-{}".format(*self.last)}

    async def xrange(self, _key, min, count):  # noqa: A002
        self._check()
        after = _position(min.removeprefix("("))
        return self._after(after, count)

    def _after(self, after, count):
        start = bisect_right(self.stream, after, key=itemgetter(0))
        return [_entry(e) for e in self.stream[start : start + count]]

    async def xread(self, streams, count, block):
        self._check()
        (name,) = streams.values()
        after = _position(name)
        while not (found := self._after(after, count)):
            self._grown.clear()
            try:
                await asyncio.wait_for(self._grown.wait(), block / 1000)
            except TimeoutError:
                return []
            self._check()
        return [[PUSHES, found]]

    def add(self, fields):
        self.last = ((self.last or (1_700_000_000_000, 0))[0] + 1, 0)
        self.stream.append((self.last, fields))
        self._grown.set()
        return "{}-{}".format(*self.last)

    def go_down(self):
        self.down = True
        self._grown.set()

    async def aclose(self):
        pass


class _MemoryPipe:
    def __init__(self, redis):
        self.redis = redis
        self.commands: list[Any] = []

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass

    def execute_command(self, *command):
        self.commands.append(command)

    async def execute(self):
        self.redis._check()
        return [self.redis.answer(*command) for command in self.commands]


def _position(name):
    first, _, second = name.partition("-")
    return int(first), int(second or 0)


def _entry(entry):
    (first, second), fields = entry
    return f"{first}-{second}", fields
