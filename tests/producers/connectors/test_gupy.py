"""What each documented event of Gupy makes of our entities."""

from __future__ import annotations

import pytest

from data.contract.entities import Applicant, Application, Job
from data.contract.job_status import JobState
from tests.ats import bodies
from tests.producers.connectors.mapped import NOW, PERSON, E, entity, read


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
