"""Events of our own types, by Standard Webhooks and by CloudEvents."""

from __future__ import annotations

import pytest

from producers.connectors.outcome import OTHER, Result
from tests.ats import bodies
from tests.producers.connectors.mapped import TIME, read


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
