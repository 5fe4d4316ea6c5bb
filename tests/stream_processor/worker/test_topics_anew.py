"""A topic that is made anew under a stream: nothing is said to hold until it is accepted, then all of it does."""

from __future__ import annotations

import pytest

from data.contract import topics
from data.contract.codec import encode
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS, JOBS_BY_SHARD, MATCHES
from data.errors import ExitCode
from data.kafka import progress, topic_admin, topic_edits
from data.kafka.dead_letters import of_former, origins, standing
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import check
from producers.sender import Sender
from producers.settings import ProducerSettings
from producers.topics import adoption
from producers.topics.adoption import adopt
from stream_processor.settings import StreamSettings
from stream_processor.verification import verify
from stream_processor.worker import champion
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.titles import TitleScorer
from tests.stream_processor.worker.stepped_worker import Worker, applicant, job


@pytest.fixture(autouse=True)
def titles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(champion, "load", lambda _settings, _version: TitleScorer())


@pytest.fixture
def producer(settings: StreamSettings) -> ProducerSettings:
    named = ("kafka_bootstrap", "kafka_idempotence", "partitions")
    return ProducerSettings(**{name: getattr(settings, name) for name in named})


async def work(settings: StreamSettings, sender: Sender) -> None:
    """What a worker does from its start to its end: it checks the topics, and takes in what there is."""
    worker = await Worker(settings, sender, topics=check(settings).topics).open()
    await worker.run()


def remake(settings: StreamSettings, topic: topics.Topic) -> None:
    topic_edits.delete(settings, [topic.name])
    topic_admin.create(settings, settings.partitions, 1)


@pytest.mark.parametrize("topic", [APPLICANTS, JOBS, JOBS_BY_SHARD, MATCHES], ids=lambda topic: topic.name)
async def test_it_is_refused_until_it_is_accepted_and_then_all_holds(
    settings: StreamSettings, sender: Sender, producer: ProducerSettings, topic: topics.Topic,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    sender.send(encode(e) for e in [job(1), job(2, "j2"), *(applicant(n, f"a{n}") for n in range(4))])
    await work(settings, sender)
    before = verify.verify(settings, with_redis=False)
    assert before.holds
    remake(settings, topic)
    with Sender(settings) as later:
        # Older than what the former topics held: the restored backup of a day before.
        later.send(encode(e) for e in [job(0, title="older"), applicant(0, "a0", "older"), applicant(9, "a9")])
    assert verify.run(settings, wait=None, redis=False, as_json=True) == ExitCode.NOT_JUDGED
    told = capsys.readouterr().out
    assert f"{topic.name} was made anew" in told
    assert "--adopt" in told
    with pytest.raises(TopicsUnfit, match=r"was made anew"):
        await work(settings, sender)

    assert adopt(producer) == [topic.name]
    assert adopt(producer) == []
    with Sender(settings) as fresh:
        await work(settings, fresh)
    after = verify.verify(settings, with_redis=False)
    assert after.holds, after
    assert after.pairs == (1 if topic is JOBS else 2) * (2 if topic is APPLICANTS else 5)
    stand = progress.load(settings, [0])[0]
    assert stand.is_healed
    assert stand.topics == check(settings).topics


async def test_the_others_are_not_taken_in_again(
    settings: StreamSettings, sender: Sender, producer: ProducerSettings
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await work(settings, sender)
    remake(settings, APPLICANTS)
    adopt(producer)
    vector, is_healed, *_ = progress.load(settings, [0])[0]
    assert (vector[JOBS.name], vector[JOBS_BY_SHARD.name], vector[APPLICANTS.name]) == (1, 1, 0)
    assert not is_healed


async def test_dead_letters_of_the_former_topic_stay_beside_those_of_its_successor(
    settings: StreamSettings, sender: Sender, producer: ProducerSettings
) -> None:
    sender.send([Record(APPLICANTS.name, b"a1", b"former", (), 0)])
    await work(settings, sender)
    remake(settings, APPLICANTS)
    adopt(producer)
    with Sender(settings) as fresh:
        fresh.send([Record(APPLICANTS.name, b"a1", b"successor", (), 0)])
        assert verify.verify(settings, with_redis=False).unread == 1
        await work(settings, fresh)
    assert verify.verify(settings, with_redis=False).unread == 0
    assert {letter.original.value for letter in standing(settings)} == {b"former", b"successor"}
    assert {str(letter.origin) for letter in standing(settings)} == {f"{APPLICANTS.name}/0:0"}
    assert len(origins(settings)) == 2
    assert not list(of_former(settings, {JOBS.name: "x"}))


@EMBEDDED_ONLY
async def test_a_topic_that_changes_while_it_is_verified_is_refused(
    settings: StreamSettings, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await work(settings, sender)
    read = verify.published

    def change(connection: StreamSettings) -> dict[bytes, bytes]:
        remake(settings, APPLICANTS)
        return read(connection)

    monkeypatch.setattr(verify, "published", change)
    assert verify.run(settings, wait=None, redis=False, as_json=False) == ExitCode.NOT_JUDGED


@EMBEDDED_ONLY
def test_what_is_missing_or_wider_is_not_adopted(settings: StreamSettings, producer: ProducerSettings) -> None:
    topic_edits.delete(settings, [APPLICANTS.name])
    with pytest.raises(TopicsUnfit, match="is missing"):
        adopt(producer)
    topic_admin.create(settings.model_copy(update={"partitions": 2}), 2, 1)
    with pytest.raises(TopicsUnfit, match="has 2 partitions"):
        adopt(producer)


@EMBEDDED_ONLY
def test_nothing_is_adopted_while_workers_run(producer: ProducerSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adoption, "workers", lambda _settings: 2)
    with pytest.raises(TopicsUnfit, match="2 workers run: stop all programs"):
        adopt(producer)
