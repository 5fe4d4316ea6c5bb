"""Stand-ins for what a gateway talks to, so that unit tests open no socket."""

from __future__ import annotations

import shutil
import time
from dataclasses import fields
from types import SimpleNamespace

from confluent_kafka import KafkaError, KafkaException

from data.contract.entities import fold
from data.contract.keys import Keys, mint
from data.contract.topics import WEBHOOK_MESSAGES, WEBHOOKS
from data.kafka.reading import NothingRead
from data.kafka.webhooks import Standing
from data.store.connection import StoreConnection
from data.webhooks.messages import Message
from data.webhooks.subscription import Subscription
from gateway.store.store import Store, StoreState
from gateway.webhooks.store import Webhooks
from model.explanation.explain import Explanation
from model.scoring.pair import PairScore
from producers.sender import NotDelivered


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
