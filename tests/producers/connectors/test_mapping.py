"""What each documented event of each sender makes of our entities."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.codec import encode
from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType
from data.contract.job_status import JobState
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from producers.connectors.delivery import Delivery
from producers.connectors.outcome import OTHER, Owner, Result
from producers.connectors.vendors import VENDORS
from tests.ats import bodies

NOW = datetime(2026, 11, 3, 12, 0, 30, tzinfo=UTC)
EVERYTHING = frozenset({APPLICANTS.name, JOBS.name, APPLICATIONS.name})
TIME = "2026-11-03T12:00:00+00:00"
BUILDERS = {"greenhouse": bodies.greenhouse, "gupy": bodies.gupy, "ashby": bodies.ashby}
GONE = "60304594"
E = EventType


def read(vendor, document, *, headers=None, now=NOW, publishes=EVERYTHING, prefix="", **words):
    connector = VENDORS[vendor]
    body = document if isinstance(document, bytes) else bodies.encoded(document)
    owner = Owner("urn:ats", prefix, publishes, {**connector.options, **words})
    return connector.read(Delivery(headers or {}, body, now), owner)


def told(vendor, document, **more):
    """Types of what a document makes, and the outcome's one application, job or applicant."""
    return [one.event.type for one in read(vendor, document, **more).events]


def entity(outcome, kind):
    (found,) = [one.event.entity for one in outcome.events if isinstance(one.event.entity, kind)]
    return found


PERSON = [E.APPLICANT_UPSERTED]


class TestGreenhouse:
    @pytest.mark.parametrize(
        ("action", "changes", "kinds"),
        [
            ("new_candidate_application", {}, [*PERSON, E.APPLICATION_APPLIED]),
            ("new_prospect_application", {}, PERSON),
            ("candidate_stage_change", {}, [*PERSON, E.APPLICATION_STAGE_CHANGED]),
            ("application_updated", {}, [*PERSON, E.APPLICATION_STAGE_CHANGED]),
            ("application_updated", {"status": "hired"}, PERSON),
            ("application_updated", {"status": "rejected"}, PERSON),
            ("hire_candidate", {}, [*PERSON, E.APPLICATION_HIRED]),
            ("unhire_candidate", {}, [*PERSON, E.APPLICATION_STAGE_CHANGED]),
            ("reject_candidate", {}, [*PERSON, E.APPLICATION_REJECTED]),
            ("reject_candidate", {"prospect": True}, PERSON),
            ("unreject_candidate", {}, [*PERSON, E.APPLICATION_STAGE_CHANGED]),
            ("delete_application", {}, [E.APPLICATION_WITHDREW]),
            ("update_candidate", {}, PERSON),
            ("update_candidate", {"first_name": "Anonymized", "last_name": GONE}, []),
            ("delete_candidate", {}, [E.APPLICANT_REMOVED]),
            ("merge_candidate", {}, [E.APPLICANT_REMOVED]),
            ("candidate_anonymized", {}, [E.APPLICANT_REMOVED]),
            ("job_created", {}, [E.JOB_UPSERTED]),
            ("job_updated", {}, [E.JOB_UPSERTED]),
            ("job_updated", {"job_post_id": 88010}, []),
            ("job_updated", {"status": "closed", "closed_at": bodies.TIME}, [E.JOB_CLOSED]),
            ("job_updated", {"status": "draft", "job_post_id": 88010}, [E.JOB_CLOSED]),
            ("job_updated", {"status": None}, []),
            ("job_deleted", {}, [E.JOB_REMOVED]),
            ("job_post_created", {}, [E.JOB_UPSERTED]),
            ("job_post_updated", {}, [E.JOB_UPSERTED]),
            ("job_post_updated", {"live": False}, []),
            ("job_post_updated", {"job_id": None}, []),
        ],
    )
    def test_an_action_makes(self, action, changes, kinds):
        outcome = read("greenhouse", bodies.greenhouse(action, **changes))
        assert [one.event.type for one in outcome.events] == kinds
        assert outcome.counts == {(action, Result.PUBLISHED if kinds else Result.NOTHING): 1}
        assert not outcome.faults

    def test_fields(self):
        outcome = read("greenhouse", bodies.greenhouse("new_candidate_application"))
        assert entity(outcome, Applicant) == Applicant(
            id=60304594,
            titulo_profissional="Desenvolvedora Java Sênior",
            conhecimentos_tecnicos="Java, Spring, SQL, AWS",
            nivel_academico="Bachelor's Degree",
        )
        assert entity(outcome, Application) == Application(
            id_vaga=274075, id_candidato=60304594, situacao="Preliminary Phone Screen"
        )
        assert {one.event.time.isoformat() for one in outcome.events} == {TIME}
        assert len({one.event.id for one in outcome.events}) == 2

    def test_a_post_is_text(self):
        job = entity(read("greenhouse", bodies.greenhouse("job_post_updated")), Job)
        assert job.principais_atividades == "Java, Spring & SQL\n\nAWS\nfale com [email]".replace("\n\n", "\n")
        assert job.is_open

    def test_a_closing_says_nothing_else_so_that_the_text_stays(self):
        outcome = read("greenhouse", bodies.greenhouse("job_updated", status="closed", closed_at=bodies.TIME))
        (closing,) = outcome.events
        assert closing.event.closes_by_id
        assert closing.event.time.isoformat() == TIME

    @pytest.mark.parametrize("word", ["wrong SKILL set", "Too Junior"])
    def test_a_reason_that_the_customer_maps_is_a_withdrawal(self, word):
        kinds = told("greenhouse", bodies.greenhouse("reject_candidate"), withdrawn=(word,))
        assert kinds == [*PERSON, E.APPLICATION_WITHDREW]

    def test_a_merge_moves_and_a_removal_is_as_of_when_kafka_has_it(self):
        outcome = read("greenhouse", bodies.greenhouse("merge_candidate"), prefix="gh-")
        assert [(one.gone, one.survivor) for one in outcome.merges] == [("gh-60304594", "gh-457456")]
        assert [(one.event.key, one.is_timed) for one in outcome.events] == [("gh-60304594", False)]


class TestGupy:
    @pytest.mark.parametrize(
        ("event", "changes", "kinds"),
        [
            ("application.created", {}, [*PERSON, E.APPLICATION_APPLIED]),
            ("application.completed", {}, [*PERSON, E.APPLICATION_APPLIED]),
            ("application.moved", {}, [*PERSON, E.APPLICATION_STAGE_CHANGED]),
            ("application.moved", {"status": ""}, [*PERSON, E.APPLICATION_STAGE_CHANGED]),
            ("application.moved", {"status": "reproved"}, [*PERSON, E.APPLICATION_REJECTED]),
            ("application.moved", {"status": "give_up"}, [*PERSON, E.APPLICATION_WITHDREW]),
            ("application.assigned", {}, [*PERSON, E.APPLICATION_APPLIED]),
            ("candidate.hired", {}, [*PERSON, E.APPLICATION_HIRED]),
            ("job.published", {}, [E.JOB_UPSERTED]),
            ("job.changed", {}, [E.JOB_UPSERTED]),
            ("job.changed", {"status": "draft"}, [E.JOB_CLOSED]),
            ("job.status-changed", {"status": "a state of which nobody told"}, [E.JOB_CLOSED]),
            ("job.status-changed", {"description": "", "responsibilities": None, "prerequisites": ""}, []),
        ],
    )
    def test_an_event_makes(self, event, changes, kinds):
        outcome = read("gupy", bodies.gupy(event, **changes))
        assert [one.event.type for one in outcome.events] == kinds
        assert not outcome.faults

    def test_fields(self):
        outcome = read("gupy", bodies.gupy("application.moved"))
        assert entity(outcome, Applicant) == Applicant(
            id=5001,
            conhecimentos_tecnicos="Java, Spring, SQL",
            nivel_academico="Ensino Superior",
            cidade="Campinas",
            estado="SP",
        )
        assert entity(outcome, Application) == Application(id_vaga=7001, id_candidato=5001, situacao="Entrevista")
        job = entity(read("gupy", bodies.gupy("job.published")), Job)
        assert job.competencias_tecnicas_requeridas == "Java\nSpring\nSQL\ndúvidas: [email]"
        assert (job.principais_atividades, job.cidade, job.estado) == ("Manter serviços em Java", None, "São Paulo")
        assert job.is_open

    def test_what_the_customer_maps_is_open(self):
        job = entity(read("gupy", bodies.gupy("job.changed", status="approved"), open=("approved",)), Job)
        assert job.state is JobState.OPEN

    def test_without_the_candidates_id_the_applications_stands_in_and_never_the_cpf(self):
        document = bodies.gupy("application.moved")
        del document["data"]["candidate"]["id"]
        assert {one.event.key for one in read("gupy", document).events} == {"9001"}

    def test_an_integral_float_is_an_id(self):
        document = bodies.gupy("application.moved")
        document["data"]["candidate"]["id"] = 9282348.0
        assert {one.event.key for one in read("gupy", document).events} == {"9282348"}

    def test_a_closing_without_text_is_by_id(self):
        closed = bodies.gupy(
            "job.status-changed", status="closed", description="", responsibilities="", prerequisites=""
        )
        (closing,) = read("gupy", closed).events
        assert closing.event.closes_by_id

    def test_the_moment_decides_and_not_the_arrival(self):
        later = read("gupy", bodies.gupy("application.moved", date="2026-11-03T11:00:00.000Z"))
        earlier = read("gupy", bodies.gupy("application.created", date="2026-11-03T10:00:00.000Z"), now=NOW)
        assert max(one.event.revision for one in earlier.events) < min(one.event.revision for one in later.events)


class TestAshby:
    @pytest.mark.parametrize(
        ("action", "status", "reason", "kinds"),
        [
            ("applicationSubmit", "Active", None, [E.APPLICATION_APPLIED]),
            ("applicationSubmit", "Lead", None, []),
            ("candidateStageChange", "Active", None, [E.APPLICATION_STAGE_CHANGED]),
            ("applicationUpdate", "Active", None, [E.APPLICATION_STAGE_CHANGED]),
            ("candidateHire", "Hired", None, [E.APPLICATION_HIRED]),
            ("candidateStageChange", "Hired", None, [E.APPLICATION_HIRED]),
            ("applicationUpdate", "Archived", "RejectedByOrg", [E.APPLICATION_REJECTED]),
            ("applicationUpdate", "Archived", "Other", [E.APPLICATION_REJECTED]),
            ("candidateStageChange", "Archived", "RejectedByCandidate", [E.APPLICATION_WITHDREW]),
            ("applicationUpdate", "Lead", None, []),
            ("candidateDelete", "", None, [E.APPLICANT_REMOVED]),
            ("candidateMerge", "", None, [E.APPLICANT_REMOVED]),
        ],
    )
    def test_an_action_makes(self, action, status, reason, kinds):
        assert told("ashby", bodies.ashby(action, status=status, reason=reason)) == kinds

    @pytest.mark.parametrize(
        ("status", "state"),
        [
            ("Open", JobState.OPEN),
            ("Closed", JobState.CLOSED),
            ("Archived", JobState.CLOSED),
            ("Draft", JobState.CLOSED),
        ],
    )
    def test_jobs(self, status, state):
        document = bodies.ashby("jobUpdate")
        document["data"]["job"]["status"] = status
        assert entity(read("ashby", document), Job).state is state

    def test_a_cascade_is_one_change_with_identities_of_its_own(self):
        cascade = ("candidateHire", "candidateStageChange", "applicationUpdate")
        found = [read("ashby", bodies.ashby(action, status="Hired")).events[0].event for action in cascade]
        assert len({one.id for one in found}) == 3
        assert len({(one.type, one.revision, one.key) for one in found}) == 1

    def test_without_an_action_id_the_body_is_the_identity(self):
        document = bodies.ashby("candidateHire", status="Hired")
        del document["webhookActionId"]
        first, again = (read("ashby", document).events[0].event.id for _ in range(2))
        assert first == again
        assert len(first.partition("/")[0]) == 64

    def test_a_merge(self):
        (merge,) = read("ashby", bodies.ashby("candidateMerge")).merges
        assert (merge.gone, merge.survivor) == (bodies.CANDIDATE, bodies.OTHER)


class TestSmartRecruiters:
    def told(self, event):
        headers = {"event-name": event, "event-id": "ev-1", "smartrecruiters-timestamp": "1793707200"}
        return read("smartrecruiters", bodies.smartrecruiters(event), headers=headers)

    @pytest.mark.parametrize(
        ("event", "kind", "ids"),
        [
            ("application.created", "application", (bodies.SMART_CANDIDATE, bodies.SMART_JOB)),
            ("application.status.updated", "application", (bodies.SMART_CANDIDATE, bodies.SMART_JOB)),
            ("candidate.updated", "candidate", (bodies.SMART_CANDIDATE,)),
            ("job.status.updated", "job", (bodies.SMART_JOB,)),
            ("job.ad.posted", "job", (bodies.SMART_JOB,)),
        ],
    )
    def test_a_state_is_to_be_fetched(self, event, kind, ids):
        outcome = self.told(event)
        assert [(one.kind, one.ids, one.time, one.id) for one in outcome.wanted] == [(kind, ids, TIME, "ev-1")]
        assert outcome.events == []

    def test_a_candidate_that_is_deleted_is_removed(self):
        (gone,) = self.told("candidate.deleted").events
        assert (gone.event.type, gone.event.key) == (E.APPLICANT_REMOVED, bodies.SMART_CANDIDATE)
        assert gone.event.time.isoformat() == TIME

    @pytest.mark.parametrize("event", ["offer.created", "interview.updated", "position.whatever"])
    def test_families_say_nothing(self, event):
        assert self.told(event).counts == {(f"{event.partition('.')[0]}.*", Result.NOTHING): 1}


class TestContractEvents:
    APPLICANT = {"id": "c1", "titulo_profissional": "Dev", "nome": bodies.FIRST}  # noqa: RUF012

    def test_standard_webhooks(self):
        document = {"type": "recruiting.applicant.upserted", "timestamp": bodies.TIME, "data": self.APPLICANT}
        outcome = read("standard_webhooks", document, headers={"webhook-id": "msg_1"}, prefix="x-")
        (one,) = outcome.events
        assert (one.event.id, one.event.key) == ("msg_1/applicant.upserted", "x-c1")
        assert one.event.time.isoformat() == TIME

    @pytest.mark.parametrize("kind", ["invoice.paid", None, 7, ["a"]])
    def test_an_unknown_type_is_counted(self, kind):
        document = {"type": kind, "timestamp": bodies.TIME, "data": {}}
        assert read("standard_webhooks", document).counts == {(OTHER, Result.UNKNOWN): 1}

    def cloud_event(self, **changes):
        return {
            "specversion": "1.0",
            "id": "1",
            "source": "/hr",
            "type": "recruiting.applicant.upserted",
            "time": bodies.TIME,
            "data": self.APPLICANT,
        } | changes

    def test_cloudevents_in_each_mode(self):
        whole = read("cloudevents", self.cloud_event(), headers={"content-type": "application/cloudevents+json"})
        batch = [self.cloud_event(), self.cloud_event(type="x.y"), 7]
        many = read("cloudevents", batch, headers={"content-type": "application/cloudevents-batch+json"})
        named = {f"ce-{name}": value for name, value in self.cloud_event().items() if name != "data"}
        binary = read("cloudevents", self.APPLICANT, headers=named | {"content-type": "application/json"})
        assert {len(one.events) for one in (whole, many, binary)} == {1}
        assert {one.events[0].event.id for one in (whole, many, binary)} == {"/hr#1/applicant.upserted"}
        assert many.counts == {
            ("recruiting.applicant.upserted", Result.PUBLISHED): 1,
            (OTHER, Result.UNKNOWN): 1,
            (OTHER, Result.UNREADABLE): 1,
        }

    def test_a_removal_by_its_subject_has_the_prefix_too(self):
        document = self.cloud_event(type="recruiting.applicant.removed", subject="c1")
        del document["data"]
        headers = {"content-type": "application/cloudevents+json"}
        (gone,) = read("cloudevents", document, headers=headers, prefix="x-").events
        assert gone.event.key == "x-c1"

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
    def test_another_format_is_unreadable(self, kind):
        assert read("cloudevents", {}, headers={"content-type": kind}).counts == {(OTHER, Result.UNREADABLE): 1}


@pytest.mark.parametrize("vendor", BUILDERS)
def test_each_documented_event_is_mapped_or_counted(vendor):
    connector = VENDORS[vendor]
    for action in [*connector.rules, *connector.dropped]:
        outcome = read(vendor, BUILDERS[vendor](action))
        assert {name for name, _ in outcome.counts} == {action}
        assert not outcome.faults
        assert bool(outcome.events) == (action in connector.rules), action


@pytest.mark.parametrize("vendor", BUILDERS)
def test_nothing_personal_passes(vendor):
    for action in VENDORS[vendor].rules:
        outcome = read(vendor, BUILDERS[vendor](action))
        text = b"".join(
            (one.key or b"") + (one.value or b"") + repr(one.headers).encode()
            for one in (encode(each.event) for each in outcome.events)
        ).decode()
        assert not [mark for mark in bodies.PERSONAL if mark in text]


def test_a_vendors_own_score_never_passes():
    outcome = read("gupy", bodies.gupy("application.moved", score=77.625))
    assert all("77.625" not in repr(one) for one in outcome.events)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b'"x"', b"\xff\xfe", b"null", b"[" * 100_000], ids=repr)
def test_what_is_no_object_is_unreadable(vendor, body):
    headers = {"content-type": "application/cloudevents+json"}
    outcome = read(vendor, body, headers=headers)
    assert outcome.counts == {(OTHER, Result.UNREADABLE): 1}
    assert not outcome.events


@pytest.mark.parametrize("vendor", BUILDERS)
def test_an_event_of_the_future_is_dropped_and_counted(vendor):
    action = {"greenhouse": "candidate_stage_change", "gupy": "application.moved", "ashby": "applicationUpdate"}[vendor]
    early = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
    outcome = read(vendor, BUILDERS[vendor](action), now=early)
    assert not outcome.events
    assert outcome.counts == {(action, Result.UNREADABLE): 1}


def test_a_connection_publishes_what_it_is_to_publish_and_removes_always():
    only = frozenset({APPLICATIONS.name})
    assert told("greenhouse", bodies.greenhouse("hire_candidate"), publishes=only) == [E.APPLICATION_HIRED]
    assert told("greenhouse", bodies.greenhouse("delete_candidate"), publishes=only) == [E.APPLICANT_REMOVED]
    outcome = read("greenhouse", bodies.greenhouse("job_created"), publishes=only)
    assert outcome.counts == {("job_created", Result.NOTHING): 1}


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.data())
def test_a_body_with_odd_values_anywhere_is_read_or_refused_and_no_more(data):
    vendor = data.draw(st.sampled_from(sorted(BUILDERS)))
    action = data.draw(st.sampled_from(sorted(VENDORS[vendor].rules)))
    document = BUILDERS[vendor](action)
    for _ in range(data.draw(st.integers(1, 3))):
        place = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and data.draw(st.booleans()):
                place = place[key]
                continue
            place[key] = data.draw(_ODD)
            break
    try:
        body = orjson.dumps(document)
    except TypeError:
        return
    outcome = read(vendor, body)
    assert isinstance(outcome.counts, Counter)
    for one in outcome.events:
        encode(one.event)
