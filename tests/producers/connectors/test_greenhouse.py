"""What each documented event of Greenhouse makes of our entities."""

from __future__ import annotations

import pytest

from data.contract.entities import Applicant, Application, Job
from producers.connectors.outcome import Result
from tests.ats import bodies
from tests.producers.connectors.mapped import GONE, PERSON, TIME, E, entity, read, told


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
