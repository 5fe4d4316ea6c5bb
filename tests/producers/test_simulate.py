"""The simulator: realistic events that can be told from the replayed ones, at a rate."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from statistics import mean

from data.contract.codec import decode, encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType
from data.contract.records import Record
from data.synthetic import Generator
from producers.sender import Sender
from producers.simulate import Simulator, run


def test_it_draws_every_kind_and_all_can_be_read() -> None:
    drawn = list(islice(Simulator(1, "tests", 1_000_000).events(), 2000))
    assert {e.type for e in drawn} == set(EventType) - {EventType.JOB_REMOVED}
    for sent in drawn:
        record = encode(sent)
        assert decode(record.topic, record.key, record.value, record.headers, 2**42).key == sent.key
    assert all(int(e.key) >= 1_000_000 for e in drawn)


def test_jobs_consider_whom_they_suit_and_hire_as_the_truth_has_it() -> None:
    jobs: dict[str, Job] = {}
    people: dict[str, Applicant] = {}
    chosen, offered, chances, hired = [], [], [], []
    for drawn in islice(Simulator(1, "tests", 1).events(), 3000):
        if isinstance(drawn.entity, Job):
            jobs[drawn.key] = drawn.entity
        elif isinstance(drawn.entity, Applicant):
            people[drawn.key] = drawn.entity
        elif isinstance(drawn.entity, Application):
            job, person = jobs[drawn.entity.id_vaga], people[drawn.key]
            if drawn.type is EventType.APPLICATION_APPLIED:
                chosen.append(Generator.suitability(job, person))
                offered.append(mean(Generator.suitability(job, other) for other in islice(people.values(), 5)))
            elif drawn.type in (EventType.APPLICATION_HIRED, EventType.APPLICATION_REJECTED):
                chances.append(Generator.hire_probability(job, person))
                hired.append(drawn.type is EventType.APPLICATION_HIRED)
    assert mean(chosen) > 2 * mean(offered)
    assert any(one < other for one, other in zip(chosen, offered, strict=True))
    assert len(hired) > 100
    # Within four standard errors; an applicant may have changed a little since.
    assert abs(mean(hired) - mean(chances)) < 4 * 0.5 / len(hired) ** 0.5


def test_an_application_is_decided_once() -> None:
    over = {EventType.APPLICATION_HIRED, EventType.APPLICATION_REJECTED, EventType.APPLICATION_WITHDREW}
    applied: dict[tuple[str, str], int] = {}
    for drawn in islice(Simulator(2, "tests", 1).events(), 4000):
        if isinstance(drawn.entity, Application):
            pair = drawn.entity.id_vaga, drawn.key
            if drawn.type is EventType.APPLICATION_APPLIED:
                applied[pair] = applied.get(pair, 0) + 1
            elif drawn.type in over:
                applied[pair] -= 1
                assert applied[pair] >= 0


class Kept(Sender):
    def __init__(self) -> None:
        self.records: list[Record] = []

    def send(self, records: Iterable[Record]) -> int:
        self.records += records
        return 1


def test_it_keeps_its_rate_and_stops_where_it_is_told() -> None:
    pauses: list[float] = []
    kept = Kept()
    assert run(Simulator(1, "tests", 1), kept, rate=10.0, count=5, pause=pauses.append) == 5
    assert len(kept.records) == 5
    assert len(pauses) == 4
    assert 0.3 < sum(pauses[-1:]) <= 0.4
