"""`forget`: each store says what it holds, the next is asked only when one is clean, and the end is told."""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from data import __version__
from data.contract.codec import encode
from data.contract.entities import Applicant
from data.contract.events import Event, EventType, event
from data.contract.matches import Match, match_key
from data.contract.records import Record
from data.contract.topics import (
    APPLICANTS,
    APPLICATIONS,
    DEAD_LETTERS,
    DECISIONS,
    JOBS,
    JOBS_BY_SHARD,
    MATCHES,
    WEBHOOK_MESSAGES,
)
from data.contract.unreadable import Reason, Unreadable
from data.errors import ExitCode
from data.kafka import topic_admin
from data.kafka.dead_letters import erasure, standing
from data.kafka.inputs import Input
from data.kafka.progress import Progress
from data.redis import layout as results
from deploy.local.brokers import EmbeddedBroker
from deploy.local.caches import EmbeddedRedis
from producers.__main__ import main
from producers.erasure import forget
from producers.erasure.forget import ForgetSettings, applicant_id, watch
from producers.erasure.receipt import ReceiptRefused, file_for
from producers.erasure.stores import Applicants, Letters, Matches, Redis, Worker
from producers.erasure.tail import Tail
from producers.sender import Sender

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Told:
    """A store that tells what it was told to."""

    name: str
    answers: list[str]
    asked: int = 0

    def held(self) -> str:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Time:
    """Passes only while somebody waits."""

    now: float = 0.0
    lines: list[str] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.now += seconds

    def watch(self, *stores: Told, seconds: float = 10.0) -> dict[str, str]:
        return watch(stores, seconds, self.lines.append, clock=lambda: self.now, pause=self.pause)


def test_each_store_is_waited_for_in_its_turn() -> None:
    time, first, second = Time(), Told("a", ["3 matches", "1 matches", ""]), Told("b", ["a push", ""])
    assert time.watch(first, second) == {"a": "", "b": ""}
    assert (first.asked, second.asked, time.now) == (3, 2, 1.5)
    assert time.lines == ["a: clean", "b: clean"]


def test_what_is_left_at_the_end_of_the_time_is_told_of_every_store() -> None:
    time = Time()
    stores = Told("a", [""]), Told("b", ["2 matches"]), Told("c", [""]), Told("d", ["a push"])
    assert time.watch(*stores) == {"a": "", "b": "2 matches", "c": "", "d": "a push"}
    assert time.now == 10.0
    assert time.lines == ["a: clean"]  # what b holds may reach c yet
    assert Time().watch(Told("a", ["x"]), seconds=0) == {"a": "x"}


@pytest.mark.parametrize("text", ["", "a b", "a|b", "x" * 129])
def test_what_is_no_id_is_refused(text: str) -> None:
    assert applicant_id("31001") == "31001"
    assert applicant_id("cafe\u0301") == "caf\u00e9", "two ids that look the same are one"
    with pytest.raises(ValueError, match=r"^an id is 1 to 128 characters"):
        applicant_id(text)


def removed(minute: int) -> Event:
    return event(EventType.APPLICANT_REMOVED, "a1", time=EPOCH + timedelta(minutes=minute), source="t", id=f"r{minute}")


def upserted(minute: int) -> Event:
    body = Applicant(id="a1")
    return event(EventType.APPLICANT_UPSERTED, body, time=EPOCH + timedelta(minutes=minute), source="t", id="u")


@pytest.mark.embedded
class TestStores:
    """Against a real broker and a real Redis."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Iterator[ForgetSettings]:
        broker, cache = EmbeddedBroker(tmp_path / "kafka"), EmbeddedRedis(tmp_path / "redis")
        broker.start()
        cache.start()
        held = ForgetSettings(
            kafka_bootstrap=broker.bootstrap,
            kafka_idempotence=False,
            partitions=1,
            redis_url=cache.url,
        )
        topic_admin.create(held, 1, 1)
        yield held
        broker.kill()
        cache.kill()

    @pytest.fixture
    def sender(self, settings: ForgetSettings) -> Iterator[Sender]:
        with Sender(settings) as held:
            yield held

    def test_the_applicants_topic(self, settings: ForgetSettings, sender: Sender) -> None:
        store = Applicants(settings, "a1")
        assert store.held() == "the removal is not there yet"
        sender.send([encode(upserted(1)), encode(removed(2))])
        assert store.held() == ""
        sender.send([encode(upserted(1))])
        assert "older event came later" in store.held()
        sender.send([encode(removed(2))])
        assert store.held() == ""
        sender.send([encode(upserted(3))])
        assert "brought the applicant back" in store.held()

    def test_the_worker(self, settings: ForgetSettings, sender: Sender) -> None:
        sender.send([encode(upserted(1)), encode(removed(2))])
        store = Worker(settings)
        assert store.held() == "2 earlier events are still to be taken in: does a worker run?"
        sender.send([encode(upserted(3))])  # later than what is asked for
        vector = dict.fromkeys((topic.name for topic in (APPLICANTS, APPLICATIONS, JOBS, JOBS_BY_SHARD)), 0)
        sender.send([Progress(vector | {APPLICANTS.name: 1}).to_record(0)])
        assert store.held().startswith("1 earlier")
        sender.send([Progress(vector | {APPLICANTS.name: 2}).to_record(0)])
        assert store.held() == ""

    def test_the_matches(self, settings: ForgetSettings, sender: Sender) -> None:
        store = Matches(settings, "a1")
        pairs = [("j1", "a1"), ("j2", "a1"), ("a1", "a11"), ("j1", "xa1")]
        sender.send(Record(MATCHES.name, match_key(*pair), b"{}") for pair in pairs)
        assert store.held() == "2 matches"
        sender.send(Record(MATCHES.name, match_key(*pair), None) for pair in pairs[:2])
        assert store.held() == ""

    def test_redis(self, settings: ForgetSettings, sender: Sender) -> None:
        for name in ("a1", "a*[?]\\|".rstrip("|")):
            matches = Matches(settings, name)
            store = Redis(settings, name, matches.tail)
            with redis.Redis.from_url(settings.redis_url) as client:
                client.flushall()
                assert store.held() == ""
                for other in ("a11", "xa1", "abc"):
                    client.hset(results.match("j1", other), "value", "x")
                    client.zadd(results.job_matches("j1"), {other: -1.0})
                    client.xadd(results.PUSHES, {"match": "{}", "job": "j1", "applicant": other})
                assert store.held() == ""
                client.hset(results.match("j1", name), "value", "x")
                client.zadd(results.job_matches("j1"), {name: -1.0})
                client.zadd(results.applicant_matches(name), {"j1": -1.0})
                client.hset(results.applicant(name), "value", "x")
                client.xadd(results.PUSHES, {"match": "{}", "job": "j1", "applicant": name})
                assert store.held() == (
                    "the applicant, the applicant's list of matches, 1 pushes, 1 matches, a place in 1 jobs' lists"
                )

    def test_redis_that_is_behind_or_away_is_not_clean(self, settings: ForgetSettings, sender: Sender) -> None:
        matches = Matches(settings, "a1")
        found = Match("j1", "a2", 1.0, 0.1, (None,) * 7, False, "rf-0", 1, 1, 1)
        sender.send([Record(MATCHES.name, found.key, found.encode())])
        assert matches.held() == ""
        store = Redis(settings, "a1", matches.tail)
        assert store.held() == "1 records are still to be written to it: does the cache writer run?"
        with redis.Redis.from_url(settings.redis_url) as client:
            client.hset(results.PROGRESS, results.progress_field(MATCHES.name, 0), "1")
        assert store.held() == ""
        away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
        assert Redis(away, "a1").held() == "it can't be asked: Redis is away"

    def test_the_dead_letters(self, settings: ForgetSettings, sender: Sender) -> None:
        store = Letters("dead letters", "a1", Tail(settings, DEAD_LETTERS))
        why = Unreadable(Reason.NO_JSON, "no JSON")
        bad = [(b"a1", b"{"), (b"a2", b"{"), (None, b'{"id": "a1"')]
        letters = [Input(APPLICANTS.name, 0, n, *held, (), 0).dead_letter(why) for n, held in enumerate(bad)]
        sender.send(letters)
        assert store.held() == "2 at 0:0, 0:2: does the cache writer run?"
        found = list(standing(settings))
        sender.send(erasure(0, held.origin.key) for held in found if held.original.key != b"a2")
        assert store.held() == ""

    def test_the_end_is_told_and_decides_the_exit_code(
        self, settings: ForgetSettings, sender: Sender, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        applied = Record(APPLICATIONS.name, b"a1", b"{}")
        match = Match("j1", "a1", 1.0, 0.1, (None,) * 7, False, "rf-0", 1, 1, 1)
        sender.send([encode(upserted(1)), applied, Record(MATCHES.name, match.key, match.encode())])
        path = tmp_path / "receipt.json"

        def run(seconds: float, *, as_json: bool) -> int:
            with file_for(path) as file:
                return forget.run(settings, "a1", seconds, lambda gone: sender.send([gone]), as_json=as_json, path=file)

        assert run(0, as_json=True) == 1
        out, err = capsys.readouterr()
        report = json.loads(out)
        assert json.loads(path.read_text()) == report
        assert (report["clean"], report["known"]) == (False, True)
        assert report["found"] == {
            "applicants topic": 1, "applications topic": 1, "matches topic": 1, "dead letters": 0,
            "webhook messages": 0, "decisions topic": 0, "decision store": 0, "Redis": [],
        }  # fmt: skip
        assert report["stores"] == {
            "applicants topic": "",
            "worker state": "3 earlier events are still to be taken in: does a worker run?",
            "matches topic": "1 matches",
            "Redis": "3 records are still to be written to it: does the cache writer run?",
            "dead letters": "",
            "webhook messages": "",
            "decision store": "",
            "decisions topic": "",
        }
        assert report["removal"] == {"topic": APPLICANTS.name, "partition": 0, "offset": 1}
        assert report["read_to"] == {
            APPLICANTS.name: [2], APPLICATIONS.name: [1], MATCHES.name: [1], DEAD_LETTERS.name: [0],
            WEBHOOK_MESSAGES.name: [0], DECISIONS.name: [0],
        }  # fmt: skip
        assert report["id_sha256"] == hashlib.sha256(b"a1").hexdigest()
        assert report["software"] == f"matchstream {__version__}"
        assert report["begun"] <= report["ended"]
        assert "not clean after 0 s" in err
        with pytest.raises(ReceiptRefused, match="nothing was erased"):
            run(0, as_json=True)
        path.unlink()

        sender.send([Record(MATCHES.name, match.key, None)])
        with redis.Redis.from_url(settings.redis_url) as client:
            client.hset(results.PROGRESS, results.progress_field(APPLICANTS.name, 0), "3")
            client.hset(results.PROGRESS, results.progress_field(MATCHES.name, 0), "2")
        sender.send([Progress({APPLICANTS.name: 3, APPLICATIONS.name: 1}).to_record(0)])
        assert run(10, as_json=False) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert err.splitlines()[:9] == ["the removal is in Kafka", *(f"{name}: clean" for name in report["stores"])]
        assert "a1" not in out + err + path.read_text()

    @pytest.mark.parametrize("known", ["applicant", "application", "match", "dead letter", "Redis"])
    def test_whatever_is_known_of_an_id_makes_it_known(
        self, settings: ForgetSettings, sender: Sender, known: str
    ) -> None:
        why = Unreadable(Reason.NO_JSON, "no JSON")
        records = {
            "applicant": encode(upserted(1)),
            "application": Record(APPLICATIONS.name, b"a1", b"{}"),
            "match": Record(MATCHES.name, match_key("j1", "a1"), None),
            "dead letter": Input(JOBS.name, 0, 0, b"j1", b'["a1"', (), 0).dead_letter(why),
        }
        if known in records:
            sender.send([records[known]])
        else:
            with redis.Redis.from_url(settings.redis_url) as client:
                client.hset(results.applicant("a1"), "value", "x")
        sent: list[Record] = []
        assert forget.run(settings, "a1", 0, sent.append, as_json=False) == 1
        assert [record.key for record in sent] == [b"a1"]

    def test_of_an_id_that_nobody_knows_nothing_is_erased_and_nothing_is_clean(
        self, settings: ForgetSettings, sender: Sender, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        sender.send([encode(upserted(1)), Record(MATCHES.name, match_key("j1", "a11"), b"{}")])
        sent: list[Record] = []
        for wrong in ("a11x", "A1", "1", "j1", "unknown"):
            assert forget.run(settings, wrong, 10, sent.append, as_json=True, path=tmp_path / wrong) == ExitCode.UNKNOWN
            out, err = capsys.readouterr()
            report = json.loads(out)
            assert (report["known"], report["clean"], report["removal"], report["stores"]) == (False, False, None, {})
            assert "nothing was erased: check its spelling" in err
            assert "clean" not in err
            assert json.loads((tmp_path / wrong).read_text()) == report
        assert sent == []

    def test_without_redis_who_is_known_to_kafka_is_forgotten_and_others_are_not_called_unknown(
        self,
        settings: ForgetSettings,
        sender: Sender,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        sender.send([encode(upserted(1))])
        away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
        sent: list[Record] = []
        assert forget.run(away, "a1", 0, sent.append, as_json=False) == 1
        assert len(sent) == 1
        for name in ("kafka_bootstrap", "kafka_idempotence", "partitions", "redis_url"):
            monkeypatch.setenv(f"MATCHSTREAM_{name.upper()}", str(getattr(away, name)))
        monkeypatch.setattr(sys, "argv", ["producers", "forget", "unknown"])
        assert main() == 1
        assert "the topics know nothing of this id, and Redis can't be asked (Redis is away)" in capsys.readouterr().err


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert project["project"]["version"] == __version__
