"""Replay: the events of a folder, the same at every run, in the order of their time."""

from __future__ import annotations

from datetime import date

import pytest

from data.contract.codec import encode
from data.contract.entities import Applicant, Job
from data.contract.events import EventType
from data.files.decision_folder import Dataset, Prospect
from producers.replay import disturb, events, limit


@pytest.fixture
def dataset() -> Dataset:
    return Dataset(
        jobs={name: Job(id=name, titulo_vaga=f"Vaga {name}") for name in ("1", "2", "3")},
        applicants={name: Applicant(id=name, cv=f"CV {name}") for name in ("10", "11", "12")},
        applications=[
            Prospect("2", "11", "Contratado pela Decision", date(2021, 3, 4), date(2021, 4, 1)),
            Prospect("2", "99", "Inscrito", date(2021, 3, 5), None),
            Prospect("3", "12", "Não Aprovado pelo RH", None, None),
        ],
        job_dates={"2": date(2021, 3, 4)},
    )


def test_events_come_in_the_order_of_their_time(dataset: Dataset) -> None:
    found = events(dataset, "tests")
    assert [e.revision for e in found] == sorted(e.revision for e in found)
    day = [e for e in found if e.time.date() == date(2021, 3, 4)]
    assert [e.type for e in day] == [
        EventType.JOB_UPSERTED,
        EventType.APPLICANT_UPSERTED,
        EventType.APPLICATION_APPLIED,
    ]


def test_every_record_becomes_events_and_a_status_its_stage(dataset: Dataset) -> None:
    kinds = [e.type for e in events(dataset, "tests")]
    assert kinds.count(EventType.JOB_UPSERTED) == kinds.count(EventType.APPLICANT_UPSERTED) == 3
    assert kinds.count(EventType.APPLICATION_APPLIED) == 3
    assert kinds.count(EventType.APPLICATION_HIRED) == kinds.count(EventType.APPLICATION_REJECTED) == 1


def test_the_same_folder_gives_the_same_bytes_and_a_mended_one_news(dataset: Dataset) -> None:
    first = [encode(e) for e in events(dataset, "tests")]
    assert first == [encode(e) for e in events(dataset, "tests")]
    dataset.applicants["10"] = Applicant(id="10", cv="mended")
    changed = {e.id for e in events(dataset, "tests")} - {dict(r.headers)["ce_id"].decode() for r in first}
    assert len(changed) == 1


def test_every_event_has_an_identity_of_its_own(dataset: Dataset) -> None:
    found = events(dataset, "tests")
    assert len({e.id for e in found}) == len(found)


def test_a_limit_keeps_what_has_to_do_with_each_other(dataset: Dataset) -> None:
    small = limit(dataset, 1)
    assert (list(small.jobs), list(small.applicants)) == (["2"], ["11"])
    assert [p.applicant_id for p in small.applications] == ["11"]
    assert limit(dataset, None) is dataset


def test_disturbed_events_are_the_same_events(dataset: Dataset) -> None:
    sent = events(dataset, "tests")
    again = disturb(sent, 1, 0.5)
    assert again != sent
    assert len(again) == len(sent) + len(sent) // 2
    assert {id(e) for e in again} == {id(e) for e in sent}
