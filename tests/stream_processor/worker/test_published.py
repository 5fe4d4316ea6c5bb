"""What a shard publishes, against a real broker, without Faust: its progress, and matches that others wrote."""

from __future__ import annotations

import pytest

from data.contract.codec import encode
from data.contract.records import Record
from data.contract.topics import APPLICANTS, JOBS, JOBS_BY_SHARD, MATCHES
from data.kafka import progress
from data.kafka.inputs import INPUTS
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from tests.stream_processor.worker.stepped_worker import Worker, applicant, job, records, until, view


async def test_progress_is_written_after_the_outputs_and_started_from(settings: StreamSettings, sender: Sender) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    await (await Worker(settings, sender).open()).run()
    vector, is_healed, *_ = progress.load(settings, [0])[0]
    assert is_healed
    assert vector == {JOBS.name: 1, JOBS_BY_SHARD.name: 1, APPLICANTS.name: 1, INPUTS[3]: 0}
    second = await Worker(settings, sender).open()
    assert second.shards.open[0].next == vector
    assert (second.shards.open[0].shard.applicants, second.shards.open[0].shard.jobs) == (1, 1)


@pytest.mark.parametrize("is_busy", [False, True])
async def test_a_late_writers_matches_are_written_over(
    settings: StreamSettings, sender: Sender, *, is_busy: bool
) -> None:
    sender.send(encode(e) for e in [job(1), applicant(1)])
    zombie = await Worker(settings, sender).open()
    await zombie.run()
    owner = await Worker(settings, sender).open()
    sender.send([encode(applicant(2, title="z"))])
    await owner.run()
    right = view(settings)
    stale = records(settings, MATCHES.name)[0]
    extra = Record(MATCHES.name, b"j9|a9", stale.value, (("writer", b"zombie"),), 0)
    sender.send([stale.again(), Record(MATCHES.name, b"j1|a1", None, (("writer", b"zombie"),), 0), extra])
    assert view(settings) != right
    if is_busy:  # its own records, before and after, are acknowledged with offsets that leave some out
        sender.send([encode(applicant(2, "a2"))])
        await owner.run()
        right[b"j1|a2"] = view(settings)[b"j1|a2"]
    await until(lambda: view(settings) == right, owner.shards.listen, owner.shards.publishing.publish_idle)


async def test_its_own_matches_need_not_be_read_back(settings: StreamSettings, sender: Sender) -> None:
    worker = await Worker(settings, sender).open()
    for number in range(3):
        sender.send([encode(job(number, f"j{number}")), encode(applicant(number, f"a{number}"))])
        await worker.run()
    assert worker.shards.open[0].own_until == len(records(settings, MATCHES.name)) == 9
