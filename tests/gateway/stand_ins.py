"""Stand-ins for what a gateway talks to, so that unit tests open no socket."""

from __future__ import annotations

import asyncio
import shutil
import time
from bisect import bisect_right
from dataclasses import fields
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from data.contract.entities import fold
from data.contract.keys import Keys, mint
from data.contract.topics import WEBHOOK_MESSAGES, WEBHOOKS
from data.kafka.reading import NothingRead
from data.kafka.webhooks import Standing
from data.redis.layout import PUSHES, RANKING
from data.store.connection import StoreConnection
from data.webhooks.messages import Message
from data.webhooks.subscription import Subscription
from gateway.store.store import Store, StoreState
from gateway.webhooks.store import Webhooks
from model.explanation.explain import Explanation
from model.scoring.pair import PairScore
from producers.sender import NotDelivered

NOW = 1_800_000_000
"""What a Redis in memory takes the time to be."""


class SkillCounter:
    """A scorer that anyone can follow: the share of the skills asked for that are held.

    It understands skills and English alone: of whom neither is told nothing is known.
    """

    base_rate = 0.1
    artifact = SimpleNamespace(manifest={"comparisons": {"considered": 70, "random": 630}})

    def __init__(self, version="rf-test"):
        self.version = version
        self.matched = 0

    def match(self, job, applicant):
        self.matched += 1
        asked = {fold(s) for s in (job.competencias_tecnicas_requeridas or "").split(",") if s.strip()}
        held = {fold(s) for s in (applicant.conhecimentos_tecnicos or "").split(",") if s.strip()}
        share = len(asked & held) / len(asked) if asked and held else None
        ratios = dict.fromkeys(("technical", "academic", "english", "spanish", "area", "seniority", "contract"))
        ratios["technical"] = share
        ratios["english"] = 1.0 if job.nivel_ingles and applicant.nivel_ingles else None
        score = 50.0 if share is None else 100.0 * share
        asks, says = float(bool(asked or job.nivel_ingles)), float(bool(held or applicant.nivel_ingles))
        return PairScore(score, score / 1000, ratios, (asks + says) / 2, says)

    def explain(self, job, applicant):
        score = self.match(job, applicant).quality_score
        nothing = {field.name: [] for field in fields(Explanation)}
        of_score = {"quality_score": score, "base": 50.0, "contributions": {"technical": score - 50}}
        return Explanation(**nothing | of_score | {"model_version": self.version, "levels": {}, "data_coverage": 1.0})


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


class MemorySender:
    """Takes records, or fails as Kafka would."""

    def __init__(self):
        self.records = []
        self.error: str | None = None
        self.closed = False

    def send(self, records):
        if self.error:
            raise NotDelivered(len(records), len(records), KafkaError(getattr(KafkaError, self.error)))
        self.records += records
        return len(records)

    def close(self):
        self.closed = True


class MemoryWebhooks:
    """The topics of webhooks, of what a sender in memory took."""

    def __init__(self, sender):
        self.sender = sender
        self.sent = {}
        self.log = []
        self.up = True

    def of(self):
        return Webhooks(self.standing, lambda name, limit: [one for one in self.log if name][:limit], self.kept)

    def standing(self):
        if not self.up:
            raise NothingRead("gone")
        last = {r.key.decode(): r.value for r in self.sender.records if r.topic == WEBHOOKS.name}
        return Standing({key: Subscription.of(value) for key, value in last.items() if value}, self.sent)

    def kept(self):
        found = (Message.of(r.key, r.value) for r in self.sender.records if r.topic == WEBHOOK_MESSAGES.name)
        return (message for message in found if message)


class FileStore(Store):
    """A store that agrees with Kafka from the start; its file is made when it is first asked."""

    def __init__(self, path, empty):
        super().__init__(StoreConnection(store_path=path))
        self._empty = empty
        self.state = StoreState.UP
        self.waiting = 0

    async def read(self, look, *arguments, **named):
        self._make()
        return await super().read(look, *arguments, **named)

    async def write(self, change, *arguments, **named):
        self._make()
        return await super().write(change, *arguments, **named)

    def _make(self):
        if not self.connection.store_path.exists():
            shutil.copy(self._empty(), self.connection.store_path)


class BrokerSwitch:
    """A broker that answers or does not."""

    def __init__(self):
        self.up = True

    def __call__(self):
        if not self.up:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))


class MemoryKeys:
    """Knows keys, as the keys topic would tell them."""

    def __init__(self, *, is_known=True):
        self.keys = Keys()
        self.is_known = is_known
        self.coming = []

    def mint(self, *scopes, name="test", days=None, rate=None, now=None):
        """A key that is known from now on."""
        now = time.time_ns() // 1_000_000 if now is None else now
        text, key = mint(name, scopes, now=now, days=days, rate=rate)
        self.note(key.to_record())
        return text

    def note(self, *records):
        for record in records:
            self.keys.take(record.key, record.value)

    def look(self, seconds=0.0):
        self.note(*self.coming)

    def close(self):
        """Nothing is open."""


class Announced:
    """Tells which champion is announced, as the models topic would."""

    def __init__(self, current=None, *, is_known=True):
        self.current = current
        self.is_known = is_known

    def look(self, seconds=0.0):
        """Nothing is waited for."""

    def close(self):
        """Nothing is open."""
