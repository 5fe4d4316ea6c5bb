"""What each documented event of SmartRecruiters asks for, or makes of our entities."""

from __future__ import annotations

import pytest

from producers.connectors.outcome import Result
from tests.ats import bodies
from tests.producers.connectors.mapped import TIME, E, read


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
