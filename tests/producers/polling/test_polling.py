"""What is asked of each system, what is told of it, and that nothing is lost where it is interrupted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.contract.codec import decode
from data.contract.events import EventType
from data.contract.topics import CONNECTIONS
from data.kafka.reading import KafkaConnection
from producers.connectors.connections import connections
from producers.connectors.outcome import Wanted
from producers.connectors.wanted import asked
from producers.polling import gupy, poll, smartrecruiters
from producers.polling.interface import Away, Reply
from producers.polling.progress import Cursor, Progress
from tests.ats import bodies
from tests.ats.files import written
from tests.ats.interfaces import Gupy, SmartRecruiters

NOW_MS = 1_900_000_000_000


class World:
    """A system, a connection, and a topic in memory."""

    def __init__(self, folder, vendor, system):
        self.vendor = vendor
        self.system = system
        self.connection = connections(written(folder))[vendor]
        self.log = []
        self.failing = 0

    def send(self, records):
        if records and self.failing:
            self.failing -= 1
            raise ConnectionError
        self.log += records

    def round(self):
        """One round of a program that was started just now."""
        progress = Progress(KafkaConnection(), self.vendor)
        for record in self.log:
            if record.topic == CONNECTIONS.name:
                progress.take(record.key, record.value)
        before = len(self.log)
        interface = poll.interface_of(self.connection, self.system.ask)
        interface.pause = lambda _seconds: None
        work = gupy.sweep if self.vendor == "gupy" else smartrecruiters.fetch
        work(self.connection, interface, progress, self.send)
        return [read(record) for record in self.log[before:] if record.topic != CONNECTIONS.name]

    def want(self, kind, *ids, event="ev-1", time=bodies.TIME):
        self.log.append(asked(self.vendor, Wanted(kind, ids, time, event)))


def read(record):
    return decode(record.topic, record.key, record.value, record.headers, NOW_MS)


@pytest.fixture
def gupy_world(tmp_path):
    return World(tmp_path / "c", "gupy", Gupy())


@pytest.fixture
def smart(tmp_path):
    return World(tmp_path / "c", "smartrecruiters", SmartRecruiters())


class TestGupy:
    def test_rejected_and_withdrawn_are_told_once(self, gupy_world):
        for number, status in enumerate(["in_process", "reproved", "give_up", "hired"], 1):
            gupy_world.system.apply(number, status)
        found = gupy_world.round()
        assert {(one.type, one.key, one.entity.id_vaga) for one in found} == {
            (EventType.APPLICATION_REJECTED, "gu-2", "gu-7001"),
            (EventType.APPLICATION_WITHDREW, "gu-3", "gu-7001"),
        }
        assert {one.time for one in found} == {datetime(2026, 11, 3, 12, 1, tzinfo=UTC)}
        assert gupy_world.round() == []

    def test_who_is_rejected_again_is_told_again_and_later(self, gupy_world):
        gupy_world.system.apply(1, "reproved")
        (first,) = gupy_world.round()
        gupy_world.system.apply(1, "in_process")
        assert gupy_world.round() == []
        gupy_world.system.apply(1, "reproved")
        (again,) = gupy_world.round()
        assert again.revision > first.revision

    def test_all_pages_are_read(self, gupy_world):
        for number in range(250):
            gupy_world.system.apply(number + 1, "reproved")
        assert len(gupy_world.round()) == 250

    def test_a_job_that_closes_is_still_asked_about_for_a_month(self, gupy_world):
        assert gupy_world.round() == []
        gupy_world.system.jobs[7001] = "closed"
        gupy_world.system.apply(1, "reproved")
        assert len(gupy_world.round()) == 1
        long_ago = Progress(KafkaConnection(), "gupy").kept(Cursor("7001", 1.0))
        gupy_world.log.append(long_ago)
        gupy_world.system.apply(2, "reproved")
        assert gupy_world.round() == []
        assert gupy_world.log[-1] == long_ago._replace(value=None)

    def test_a_job_that_was_never_open_is_not_asked_about(self, gupy_world):
        gupy_world.system.jobs[7001] = "draft"
        gupy_world.round()
        assert gupy_world.system.asked == ["/api/v1/jobs"]

    @pytest.mark.parametrize("failing", [1, 2])
    def test_whoever_is_interrupted_tells_again(self, gupy_world, failing):
        """Before the events are acknowledged, and between them and what is kept."""
        gupy_world.system.apply(1, "reproved")
        if failing == 2:
            gupy_world.send, sound = self.failing_at_progress(gupy_world), gupy_world.send
        else:
            gupy_world.failing, sound = 1, gupy_world.send
        with pytest.raises(ConnectionError):
            gupy_world.round()
        gupy_world.send = sound
        assert [one.key for one in gupy_world.round()] == ["gu-1"]
        assert gupy_world.round() == []

    @staticmethod
    def failing_at_progress(world):
        sound = world.send

        def send(records):
            if any(record.topic == CONNECTIONS.name for record in records):
                raise ConnectionError
            sound(records)

        return send

    def test_nothing_personal_is_kept_or_told(self, gupy_world):
        gupy_world.system.apply(1, "reproved")
        gupy_world.round()
        text = repr(gupy_world.log)
        assert not [mark for mark in bodies.PERSONAL if mark in text]

    def test_an_application_without_a_time_was_so_before_it_was_asked(self, gupy_world):
        gupy_world.system.apply(1, "reproved")
        del gupy_world.system.applications[7001][0]["updatedAt"]
        begun = datetime.now(UTC)
        (one,) = gupy_world.round()
        assert begun <= one.time <= datetime.now(UTC)
        assert gupy_world.round() == []

    def test_away_keeps_what_was_told(self, gupy_world):
        gupy_world.system.apply(1, "reproved")
        gupy_world.round()
        gupy_world.system.planned = [Reply(503, {}, b"")] * 8
        with pytest.raises(Away):
            gupy_world.round()
        assert gupy_world.round() == []


class TestSmartRecruiters:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            ("NEW", EventType.APPLICATION_APPLIED),
            ("IN_REVIEW", EventType.APPLICATION_STAGE_CHANGED),
            ("A_STATUS_OF_TOMORROW", EventType.APPLICATION_STAGE_CHANGED),
            ("HIRED", EventType.APPLICATION_HIRED),
            ("REJECTED", EventType.APPLICATION_REJECTED),
            ("WITHDRAWN", EventType.APPLICATION_WITHDREW),
        ],
    )
    def test_an_application_is_what_its_status_says(self, smart, status, kind):
        smart.system.status = status
        smart.want("application", bodies.SMART_CANDIDATE, bodies.SMART_JOB)
        (one,) = smart.round()
        assert (one.type, one.key, one.entity.id_vaga) == (
            kind,
            f"sm-{bodies.SMART_CANDIDATE}",
            f"sm-{bodies.SMART_JOB}",
        )
        assert one.time == datetime(2026, 11, 3, 12, tzinfo=UTC)
        assert smart.round() == []

    def test_a_lead_has_not_applied(self, smart):
        smart.system.status = "LEAD"
        smart.want("application", bodies.SMART_CANDIDATE, bodies.SMART_JOB)
        assert smart.round() == []

    def test_a_candidate_and_a_job(self, smart):
        smart.want("candidate", bodies.SMART_CANDIDATE)
        smart.want("job", bodies.SMART_JOB)
        person, job = smart.round()
        assert person.entity.conhecimentos_tecnicos == "Java, Spring"
        assert (person.entity.titulo_profissional, person.entity.cidade) == ("Desenvolvedora Java", "Campinas")
        assert job.entity.competencias_tecnicas_requeridas == "Java\nSQL"
        assert job.type is EventType.JOB_UPSERTED
        smart.system.job_status = "CANCELLED"
        smart.want("job", bodies.SMART_JOB, event="ev-2")
        assert [one.type for one in smart.round()] == [EventType.JOB_CLOSED]

    def test_what_several_events_told_of_is_fetched_once_as_of_the_newest(self, smart):
        for number in range(3):
            smart.want("job", bodies.SMART_JOB, event=f"ev-{number}", time=f"2026-11-03T12:0{2 - number}:00+00:00")
        (job,) = smart.round()
        assert job.time == datetime(2026, 11, 3, 12, 2, tzinfo=UTC)
        assert smart.system.asked == [f"/jobs/{bodies.SMART_JOB}"]
        assert smart.round() == []

    def test_an_event_that_comes_while_it_is_fetched_is_fetched_again(self, smart):
        smart.want("job", bodies.SMART_JOB)
        sound = smart.send

        def send(records):
            sound(records)
            if not any(b"ev-2" in (record.value or b"") for record in smart.log):
                smart.want("job", bodies.SMART_JOB, event="ev-2")

        smart.send = send
        smart.round()
        smart.send = sound
        assert len(smart.round()) == 1

    def test_what_is_gone_is_done_with(self, smart):
        smart.system.is_there = False
        smart.want("candidate", bodies.SMART_CANDIDATE)
        assert smart.round() == []
        smart.system.is_there = True
        assert smart.round() == []

    def test_an_id_is_no_way_to_another_address(self, smart):
        smart.want("job", "../candidates/x")
        smart.want("job", "..", event="ev-2")
        smart.round()
        assert smart.system.asked == ["/jobs/..%2Fcandidates%2Fx"]

    def test_whoever_is_interrupted_fetches_again(self, smart):
        smart.want("job", bodies.SMART_JOB)
        smart.failing = 1
        with pytest.raises(ConnectionError):
            smart.round()
        assert len(smart.round()) == 1

    def test_nothing_personal_is_kept_or_told(self, smart):
        smart.want("candidate", bodies.SMART_CANDIDATE)
        smart.want("application", bodies.SMART_CANDIDATE, bodies.SMART_JOB, event="ev-2")
        smart.want("job", bodies.SMART_JOB, event="ev-3")
        assert len(smart.round()) == 3
        assert not [mark for mark in bodies.PERSONAL if mark in repr(smart.log)]


def test_a_connection_that_is_not_asked_says_so(tmp_path):
    one = connections(written(tmp_path / "c"))["greenhouse"]
    with pytest.raises(poll.NothingToPoll, match="is of Greenhouse Recruiting, which is not asked"):
        poll.interface_of(one)


def test_records_that_are_none_of_ours_are_passed_over(tmp_path):
    progress = Progress(KafkaConnection(), "gupy")
    for key, value in ((b"gupy|cursor|x", b"{"), (b"gupy|fetch|x", b"[]"), (None, b"x"), (b"gupy2|cursor|x", b"{}")):
        progress.take(key, value)
    assert progress.cursors() == {}
    assert progress.wanted() == []
