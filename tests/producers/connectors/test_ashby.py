"""What each documented event of Ashby makes of our entities."""

from __future__ import annotations

import pytest

from data.contract.entities import Job
from data.contract.job_status import JobState
from tests.ats import bodies
from tests.producers.connectors.mapped import E, entity, read, told


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
