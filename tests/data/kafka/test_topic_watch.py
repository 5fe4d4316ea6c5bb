"""Topics are known by id and shape: what was made anew, widened or deleted is noticed, named, and said once."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from data.contract import topics
from data.contract.records import Record
from data.contract.topics import APPLICANTS, DEAD_LETTERS, JOBS, MATCHES, SHARD_PROGRESS
from data.kafka import topic_admin, topic_edits, topic_watch
from data.kafka.progress import Progress, Topics
from data.kafka.reading import KafkaConnection
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import Kind, Shape, TopicWatch, check
from deploy.local.brokers import EmbeddedBroker
from producers.sender import Sender

pytestmark = pytest.mark.embedded

SHARDS = 2


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    running = EmbeddedBroker(tmp_path_factory.mktemp("kafka"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def connection(broker: EmbeddedBroker) -> KafkaConnection:
    """With all topics, new for each test."""
    held = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=SHARDS)
    topic_edits.delete(held, [topic.name for topic in topics.ALL])
    topic_admin.create(held, SHARDS, 1)
    return held


def remake(connection: KafkaConnection, name: str, partitions: int = SHARDS) -> None:
    topic_edits.delete(connection, [name])
    admin = AdminClient(connection.client())
    admin.create_topics([NewTopic(name, partitions, 1)])[name].result()


def write_progress(connection: KafkaConnection, topics: Topics, at: int = 0) -> None:
    with Sender(connection) as sender:
        sender.send(Progress({APPLICANTS.name: at}, topics=topics).to_record(shard) for shard in range(SHARDS))


def kinds(watch: TopicWatch) -> dict[str, Kind]:
    return {change.topic: change.kind for change in watch.look()}


@pytest.mark.parametrize("topic", [APPLICANTS, MATCHES, DEAD_LETTERS, SHARD_PROGRESS], ids=lambda topic: topic.name)
def test_a_topic_made_anew_is_noticed_by_who_runs(connection: KafkaConnection, topic: topics.Topic) -> None:
    watch = check(connection)
    assert watch.changes == ()
    remake(connection, topic.name)
    assert kinds(watch) == {topic.name: Kind.ANEW}
    with pytest.raises(TopicsUnfit, match=rf"{topic.name} was made anew.*`python -m producers topics --adopt`"):
        watch.require()


def test_a_topic_made_anew_is_noticed_by_who_starts(connection: KafkaConnection) -> None:
    write_progress(connection, check(connection).topics)
    check(connection)
    remake(connection, JOBS.name)
    changed = TopicWatch(connection)
    assert kinds(changed) == {JOBS.name: Kind.ANEW}
    with pytest.raises(TopicsUnfit, match="was made anew"):
        changed.require()


def test_progress_of_which_one_shard_knows_another_topic_is_noticed(connection: KafkaConnection) -> None:
    known = check(connection).topics
    write_progress(connection, known)
    other = known._replace(ids={**known.ids, MATCHES.name: "another"})
    with Sender(connection) as sender:
        sender.send([Progress({}, topics=other).to_record(1)])
    assert kinds(TopicWatch(connection)) == {MATCHES.name: Kind.ANEW}


def test_progress_of_an_earlier_version_is_taken_as_it_is(connection: KafkaConnection) -> None:
    with Sender(connection) as sender:
        sender.send([Record(SHARD_PROGRESS.name, b"0", b'{"next": {}, "healed": true, "writer": "w"}', (), 0)])
    assert check(connection).changes == ()


def test_a_wider_topic_is_noticed_with_the_way_on(connection: KafkaConnection) -> None:
    watch = check(connection)
    remake(connection, APPLICANTS.name, 3)
    assert kinds(watch) == {APPLICANTS.name: Kind.PARTITIONS}
    with pytest.raises(TopicsUnfit, match=r"has 3 partitions.*says 2: .*set it to 3 or more.* topics --grow"):
        watch.require()


def test_all_topics_widened_with_the_setting_are_noticed_by_what_progress_says(connection: KafkaConnection) -> None:
    known = check(connection).topics
    topic_edits.delete(connection, [topic.name for topic in topics.ALL])
    wider = connection.model_copy(update={"partitions": 3})
    topic_admin.create(wider, 3, 1)
    topic_admin.check(wider, 3)
    write_progress(connection, known._replace(ids={}))
    with pytest.raises(TopicsUnfit, match=r"has 3 partitions, and progress or MATCHSTREAM_PARTITIONS says 2: "):
        check(wider)


def test_a_missing_topic_is_noticed_and_forgiven_when_it_is_back(
    connection: KafkaConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = check(connection)
    held = topic_watch.shapes(AdminClient(connection.client()), connection.kafka_timeout)
    monkeypatch.setattr(topic_watch, "shapes", lambda *_: {n: s for n, s in held.items() if n != JOBS.name})
    assert kinds(watch) == {JOBS.name: Kind.MISSING}
    monkeypatch.setattr(topic_watch, "shapes", lambda *_: held)
    assert watch.look() == ()


def test_it_is_logged_once_and_told_at_each_look(connection: KafkaConnection, caplog: pytest.LogCaptureFixture) -> None:
    told: list[dict[str, Kind]] = []
    watch = check(connection, lambda changed: told.append(dict(changed)))
    remake(connection, APPLICANTS.name)
    with caplog.at_level(logging.ERROR, "matchstream.topics"):
        watch.look()
        watch.look()
    assert [record.message.count("was made anew") for record in caplog.records] == [1]
    assert told == [{}, {APPLICANTS.name: Kind.ANEW}, {APPLICANTS.name: Kind.ANEW}]


def test_who_follows_goes_on_once_the_change_is_accepted_and_others_do_not(connection: KafkaConnection) -> None:
    write_progress(connection, check(connection).topics)
    follower, owner = TopicWatch(connection, is_follower=True), TopicWatch(connection)
    for watch in (follower, owner):
        assert watch.look() == ()
    remake(connection, APPLICANTS.name)
    for watch in (follower, owner):
        assert kinds(watch) == kinds(watch) == {APPLICANTS.name: Kind.ANEW}
    held = topic_watch.shapes(AdminClient(connection.client()), connection.kafka_timeout)
    write_progress(connection, Topics({APPLICANTS.name: held[APPLICANTS.name].id or ""}, SHARDS))
    assert follower.look() == ()
    assert kinds(owner) == {APPLICANTS.name: Kind.ANEW}


@pytest.mark.parametrize(("at", "changed"), [(2, {}), (3, {APPLICANTS.name: Kind.ANEW})])
def test_without_ids_an_end_below_the_progress_tells(
    connection: KafkaConnection, monkeypatch: pytest.MonkeyPatch, at: int, changed: dict[str, Kind]
) -> None:
    with Sender(connection) as sender:
        for _ in range(2):  # one a batch: the development broker tells the end of a longer one too low
            for shard in range(SHARDS):
                sender.send([Record(APPLICANTS.name, b"k", b"{}", (), shard)])
    write_progress(connection, Topics(), at)
    held = topic_watch.shapes(AdminClient(connection.client()), connection.kafka_timeout)
    monkeypatch.setattr(topic_watch, "shapes", lambda *_: {n: Shape(None, s.partitions) for n, s in held.items()})
    watch = TopicWatch(connection)
    assert kinds(watch) == changed
    assert watch.topics == Topics({}, SHARDS)


def test_a_look_that_is_new_enough_is_relied_on(connection: KafkaConnection) -> None:
    now = [0.0]
    watch = TopicWatch(connection, clock=lambda: now[0])
    assert watch.recent(3.0) == ()
    remake(connection, APPLICANTS.name)
    assert watch.recent(3.0) == ()
    now[0] += topic_watch.LOOK_SECONDS + 0.1
    assert [change.kind for change in watch.recent(3.0)] == [Kind.ANEW]


def test_what_another_has_seen_puts_a_new_look_in_doubt(connection: KafkaConnection) -> None:
    """The look that is relied on was taken before the change, however young it is."""
    now = [0.0]
    watch = TopicWatch(connection, clock=lambda: now[0])
    assert watch.recent(3.0) == ()
    remake(connection, APPLICANTS.name)
    watch.heard([])
    assert watch.recent(3.0) == ()
    watch.heard([APPLICANTS.name])
    assert {change.topic: change.kind for change in watch.recent(3.0)} == {APPLICANTS.name: Kind.ANEW}


def test_what_was_known_already_costs_no_look(connection: KafkaConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = check(connection)
    remake(connection, APPLICANTS.name)
    watch.look()
    monkeypatch.setattr(topic_watch, "shapes", lambda *_: pytest.fail("it looked"))
    watch.heard([APPLICANTS.name])
    assert [change.topic for change in watch.recent(3.0)] == [APPLICANTS.name]


def test_a_look_that_was_under_way_when_a_change_was_reported_is_not_relied_on(
    connection: KafkaConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    watch = TopicWatch(connection, clock=lambda: now[0])
    seen = topic_watch.shapes(AdminClient(connection.client()), connection.kafka_timeout)

    def reported_meanwhile(*_: object) -> dict[str, Shape]:
        now[0] += 0.5
        watch.heard([APPLICANTS.name])
        now[0] += 0.5
        return seen

    with monkeypatch.context() as patched:
        patched.setattr(topic_watch, "shapes", reported_meanwhile)
        watch.look()
    remake(connection, APPLICANTS.name)
    assert [change.topic for change in watch.recent(3.0)] == [APPLICANTS.name]
