"""What a shard takes in, against a real broker, without Faust: passed over, repeated, late or wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.contract import topics
from data.contract.codec import encode
from data.contract.entities import Job
from data.contract.events import EventType, event
from data.contract.topics import APPLICANTS, JOBS, JOBS_BY_SHARD, MATCHES
from data.kafka.dead_letters import origins
from producers.sender import Sender
from stream_processor.erasure import dead_letters
from stream_processor.settings import StreamSettings
from tests import odd_records
from tests.stream_processor.conftest import EMBEDDED_ONLY
from tests.stream_processor.worker.stepped_worker import EPOCH, Worker, applicant, closing, job, records, view


async def test_what_faust_passed_over_is_read_again(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), *(applicant(n, f"a{n}") for n in range(10))])
    worker = await Worker(settings, sender).open()
    await worker.run(keep=lambda item: item.topic != APPLICANTS.name or item.offset == 9)
    assert len(view(settings)) == 10


async def test_what_comes_again_is_skipped(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    worker = await Worker(settings, sender).open()
    await worker.run()
    before = len(records(settings, MATCHES.name))
    await worker.deliver(*records(settings, APPLICANTS.name), *records(settings, JOBS.name))
    assert len(records(settings, MATCHES.name)) == before
    assert len(records(settings, JOBS_BY_SHARD.name)) == 1


@pytest.mark.parametrize("topic", [APPLICANTS, JOBS])
async def test_the_newest_revision_stands_last_though_an_older_one_came_late(
    settings: StreamSettings, sender: Sender, topic: topics.Topic
) -> None:
    make: Any = applicant if topic is APPLICANTS else job
    worker = await Worker(settings, sender).open()
    sender.send([encode(make(5, title="new"))])
    await worker.run()
    sender.send([encode(make(3, title="old"))])
    await worker.run()
    assert records(settings, topic.name)[-1].read() == make(5, title="new")
    assert records(settings, JOBS_BY_SHARD.name)[-1:] == [] or b"new" in (
        records(settings, JOBS_BY_SHARD.name)[-1].value or b""
    )


async def test_a_removal_stands_last_though_an_update_came_late(settings: StreamSettings, sender: Sender) -> None:
    worker = await Worker(settings, sender).open()
    gone = event(EventType.APPLICANT_REMOVED, "a1", time=EPOCH + timedelta(minutes=5), source="t", id="gone")
    sender.send([encode(job(1)), encode(gone)])
    await worker.run()
    sender.send([encode(applicant(3))])
    await worker.run()
    assert records(settings, APPLICANTS.name)[-1].value is None
    assert view(settings) == {}


async def test_a_header_whose_name_is_no_utf_8_makes_a_dead_letter_and_stops_nobody(
    settings: StreamSettings, sender: Sender
) -> None:
    worker = await Worker(settings, sender).open()
    sender.send([encode(job(1)), encode(applicant(1))])
    record = encode(applicant(2, "a2"))
    sound = [(name, value) for name, value in record.headers]
    await odd_records.send(
        settings.kafka_bootstrap, APPLICANTS.name, b"a2", record.value or b"", sound + odd_records.ODD
    )
    sender.send([encode(applicant(3, "a3"))])
    # What Faust's client hands over: a stand-in for the batch.
    await worker.deliver(*records(settings, JOBS.name), *records(settings, JOBS_BY_SHARD.name))
    stand_in = records(settings, APPLICANTS.name)[1]
    assert stand_in.headers is None
    await worker.deliver(records(settings, APPLICANTS.name)[0], stand_in._replace(value=None, key=None))
    (letter,) = dead_letters.find(settings)
    assert (letter.reason, letter.original.key, letter.original.value) == ("no_cloud_event", b"a2", record.value)
    await worker.run()
    assert set(view(settings)) == {b"j1|a1", b"j1|a3"}
    assert [str(letter.origin)] == [str(origin) for origin in origins(settings)]


@EMBEDDED_ONLY
async def test_a_job_that_is_closed_by_its_id_keeps_what_it_said(settings: StreamSettings, sender: Sender) -> None:
    worker = await Worker(settings, sender).open()
    sender.send([encode(job(1, title="Dev")), encode(applicant(1))])
    await worker.run()
    assert view(settings)
    sender.send([encode(closing(2))])
    await worker.run()
    last = records(settings, JOBS.name)[-1].read()
    assert (last.type, last.revision) == (EventType.JOB_CLOSED, closing(2).revision)
    assert last.entity == Job(id="j1", titulo_vaga="Dev", status="fechada")
    assert view(settings) == {}
    written = len(records(settings, JOBS.name))
    sender.send([encode(closing(2))])
    await worker.run()
    assert records(settings, JOBS.name)[-1].read() == last
    assert len(records(settings, JOBS.name)) == written + 2, "the closing and its completion, no more"


@EMBEDDED_ONLY
async def test_a_job_that_is_closed_before_it_is_known_takes_what_comes_late(
    settings: StreamSettings, sender: Sender
) -> None:
    worker = await Worker(settings, sender).open()
    sender.send([encode(closing(2))])
    await worker.run()
    assert len(records(settings, JOBS.name)) == 1, "nothing is known to complete it"
    sender.send([encode(job(1, title="Dev"))])
    await worker.run()
    last = records(settings, JOBS.name)[-1].read()
    assert (last.revision, last.entity) == (closing(2).revision, Job(id="j1", titulo_vaga="Dev", status="fechada"))
    assert worker.shards.open[0].shard.jobs == 0
